import type { Config } from '../collector/host/config.ts'
import { listSites } from '../collector/ledger/threads/registry.ts'
import { createKey, createSite, reachCollector } from './collector.ts'
import type { Options } from './options.ts'
import { isoDay, parisDay } from './paris.ts'
import { startShop } from './shop/server.ts'

const SITE = 'demo-shop'
const DOMAINS = ['localhost', '127.0.0.1']

/** Serves the demo shop, and a collector when none runs, until it is told to stop. */
export async function serveShop(options: Options, config: Config, now: number): Promise<void> {
  if (!listSites(config.PATHWORTH_DATA).includes(SITE)) await createSite(config, SITE, DOMAINS)
  const collector = await reachCollector(config, config.PORT)
  try {
    const write = await createKey(config, SITE, 'write')
    const read = await createKey(config, SITE, 'read')
    const shop = await startShop({
      collectorUrl: collector.url,
      site: SITE,
      writeKey: write.key,
      port: options.port,
    })
    const shopUrl = shop.url.replace('127.0.0.1', 'localhost')
    process.stdout.write(`${whatToTry(shopUrl, collector.url, read.key, isoDay(parisDay(now)))}\n`)
    await toldToStop()
    await shop.close()
    await write.revoke()
  } finally {
    await collector.close()
  }
}

/** npm passes a signal on that a terminal has sent to all already: the second is not to kill. */
const toldToStop = (): Promise<void> =>
  new Promise((resolve) => {
    process.on('SIGINT', () => resolve())
    process.on('SIGTERM', () => resolve())
  })

const whatToTry = (shop: string, collector: string, readKey: string, today: string): string => `
The shop      ${shop}
The collector ${collector}   (site "${SITE}")

Come by an ad, put something into the cart, and order it (no money is asked for):

  ${shop}/?utm_source=google&utm_medium=cpc&utm_campaign=autumn

Then see what the ad has earned:

  curl '${collector}/v1/roi?from=${today}&to=${today}&by=channel,campaign' -H 'authorization: Bearer ${readKey}'
  curl '${collector}/v1/journeys?from=${today}&to=${today}' -H 'authorization: Bearer ${readKey}'

Ctrl+C ends both.`
