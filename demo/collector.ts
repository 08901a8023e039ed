import { isCollectorUp } from '../collector/host/admin-socket.ts'
import { administer } from '../collector/host/administer.ts'
import type { Config } from '../collector/host/config.ts'
import { jsonLog } from '../collector/host/log.ts'
import { publicUrl } from '../collector/host/public-url.ts'
import { startCollector } from '../collector/host/start.ts'
import type { Scope } from '../collector/ledger/ledger.ts'
import { SHOP_CURRENCY, SHOP_TIME_ZONE } from './shop/catalogue.ts'

/** A collector to talk to. Closing ends it only when the demo has started it. */
export interface DemoCollector {
  url: string
  own: boolean
  close(): Promise<void>
}

/**
 * The collector that runs on the configured data folder, else one of our own on `port`.
 * @throws Error when one runs and can't be reached where the configuration says
 */
export async function reachCollector(config: Config, port: number): Promise<DemoCollector> {
  if (await isCollectorUp(config.PATHWORTH_DATA)) return running(config)
  const log = jsonLog('warn', Date.now, (line) => process.stderr.write(line))
  const collector = await startCollector({ ...config, PORT: port }, Date.now, log)
  return { url: collector.url, own: true, close: () => collector.close() }
}

/** @throws Error when a collector runs on the folder, and can't be reached where the configuration says */
export async function checkReachable(config: Config): Promise<void> {
  if (await isCollectorUp(config.PATHWORTH_DATA)) await running(config)
}

async function running(config: Config): Promise<DemoCollector> {
  const url = publicUrl(config)
  const isUp = await fetch(`${url}/health`).then(
    (response) => response.ok,
    () => false,
  )
  if (isUp) return { url, own: false, close: () => Promise.resolve() }
  throw new Error(
    `A collector runs on ${config.PATHWORTH_DATA}, and does not answer at ${url}: ` +
      'give this command the PORT or PATHWORTH_URL that it was started with, or stop it.',
  )
}

/** Creates a site of the demo's, by the same way as `pathworth site create`. */
export async function createSite(
  { PATHWORTH_DATA: folder }: Config,
  site: string,
  domain: string[],
): Promise<void> {
  await administer(folder, {
    command: 'site_create',
    site,
    domain,
    currency: SHOP_CURRENCY,
    timezone: SHOP_TIME_ZONE,
  })
}

export interface DemoKey {
  key: string
  revoke(): Promise<void>
}

/** A new key: those of an earlier run can't be shown again. */
export async function createKey(
  { PATHWORTH_DATA: folder }: Config,
  site: string,
  scope: Scope,
): Promise<DemoKey> {
  const answer = await administer(folder, {
    command: 'key_create',
    site,
    scope,
    holder: 'npm run demo',
  })
  return {
    key: String(answer['key']),
    revoke: async () => {
      await administer(folder, { command: 'key_revoke', site, id: String(answer['id']) })
    },
  }
}
