import { DAY_MS, MINUTE_MS } from '../../shared/dates.ts'
import type { NewSite } from '../admin/new-site.ts'
import type { Config } from './config.ts'
import type { Collector } from './start.ts'

const DAYS_SHOWN = 30

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

Three lines to try it: a visit from a newsletter, the purchase that follows, and the ROI of both.

  ${visitLine(url, site, keys.write, now)}

  ${purchaseLine(url, keys.write, currency, now)}

  ${roiLine(url, keys.read, timeZone, now)}

Your own site instead (domains, currency and time zone are yours):

  npm run pathworth -- site create shop --domain shop.example --currency EUR --timezone Europe/Paris
  npm run pathworth -- --help`
}

/** The visitor of the lines that are printed; the tag makes one for each browser. */
const VISITOR = '0199aaaa-0000-7000-8000-000000000001'

/** As a backend would send it: with the key, the rules for public pages are not asked. */
function visitLine(url: string, site: string, key: string, now: number): string {
  const ts = now - MINUTE_MS
  return postLine(`${url}/v1/events`, key, {
    v: 1,
    site,
    visitor: VISITOR,
    sent_at: now,
    events: [
      {
        id: '0199aaaa-0000-7000-8000-000000000002',
        name: 'page_view',
        ts,
        url: 'http://localhost/?utm_source=newsletter&utm_medium=email&utm_campaign=first-steps',
      },
    ],
  })
}

function purchaseLine(url: string, key: string, currency: string, now: number): string {
  return postLine(`${url}/v1/conversions`, key, {
    goal: 'purchase',
    transaction_id: '1001',
    ts: new Date(now).toISOString(),
    value: '90',
    currency,
    visitor: VISITOR,
  })
}

/** A curl line that works as it is typed. */
const postLine = (url: string, key: string, body: unknown): string =>
  [
    `curl ${url}`,
    `-H 'authorization: Bearer ${key}'`,
    `-H 'content-type: application/json'`,
    `-d '${JSON.stringify(body)}'`,
  ].join(' ')

function roiLine(url: string, key: string, timeZone: string, now: number): string {
  const local = new Intl.DateTimeFormat('en-CA', { timeZone })
  const from = local.format(now - DAYS_SHOWN * DAY_MS)
  const to = local.format(now)
  return `curl '${url}/v1/roi?from=${from}&to=${to}&by=channel' -H 'authorization: Bearer ${key}'`
}
