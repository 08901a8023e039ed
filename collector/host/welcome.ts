import type { Config } from './config.ts'
import type { NewSite } from './new-site.ts'
import type { Collector } from './start.ts'

const DAY_MS = 86_400_000
const DAYS_SHOWN = 30

/** Where browsers and backends reach the collector: what was said, or what it listens on. */
export function publicUrl(config: Config, port: number = config.PORT): string {
  if (config.PATHWORTH_URL) return config.PATHWORTH_URL
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1']
  const host = everywhere.includes(config.HOST) ? 'localhost' : config.HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

export const scriptTag = (url: string, site: string): string =>
  `<script defer src="${url}/p.js" data-site="${site}"></script>`

/** What a start says on standard output. */
export function startMessage({ url, firstSite }: Collector, config: Config, now: number): string {
  const lines = [`Pathworth listens at ${url}, and keeps its data in ${config.PATHWORTH_DATA}`]
  if (firstSite) lines.push('', firstSteps(url, firstSite, now))
  return lines.join('\n')
}

/** All that is needed to see a first figure, and how to go on. */
function firstSteps(url: string, { state, keys }: NewSite, now: number): string {
  const { site, settings } = state
  const { domains, currency, timeZone } = settings
  return `The data folder was empty, so there is a first site now: "${site}" (${domains}, ${currency}, ${timeZone}).

Put this into the head of its pages:

  ${scriptTag(url, site)}

Its keys, which are shown this once:

  write  ${keys.write}
  read   ${keys.read}
  admin  ${keys.admin}

Post a purchase:

  ${purchaseLine(url, keys.write, currency, now)}

Ask for ROI:

  ${roiLine(url, keys.read, timeZone, now)}

Your own site instead (domains, currency and time zone are yours):

  npm run pathworth -- site create shop --domain shop.example --currency EUR --timezone Europe/Paris
  npm run pathworth -- --help`
}

/** A curl line that works as it is typed. */
function purchaseLine(url: string, key: string, currency: string, now: number): string {
  const purchase = {
    goal: 'purchase',
    transaction_id: '1001',
    ts: new Date(now).toISOString(),
    value: '90',
    currency,
  }
  return `curl -X POST ${url}/v1/conversions -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '${JSON.stringify(purchase)}'`
}

function roiLine(url: string, key: string, timeZone: string, now: number): string {
  const local = new Intl.DateTimeFormat('en-CA', { timeZone })
  const from = local.format(now - DAYS_SHOWN * DAY_MS)
  const to = local.format(now)
  return `curl '${url}/v1/roi?from=${from}&to=${to}&by=channel' -H 'authorization: Bearer ${key}'`
}
