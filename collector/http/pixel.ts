import type { Context } from 'hono'
import type { OpenDrop } from '../../shared/drop-reasons.ts'
import { isSiteId } from '../../shared/ids.ts'
import { localDay } from '../roi/dates.ts'
import { PIXEL_FIELDS, type PixelText, pixelText } from '../source/pixels.ts'
import { securityHeaders } from './answer.ts'
import { append } from './append.ts'
import { isPixelSigned } from './link-signature.ts'
import { SCHEMA_VERSION } from './provenance.ts'
import type { Handler, Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/** One transparent point: 43 bytes of GIF89a, which every mail program shows. */
const POINT = Uint8Array.from(
  atob('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=='),
  (byte) => byte.charCodeAt(0),
)

const HEADERS = {
  ...securityHeaders,
  'content-type': 'image/gif',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
}

/**
 * `GET /v1/pixel.gif`: stores that a mail was opened. A mail shows the point whatever happens: what is not
 * signed, or comes too fast, is counted and not stored.
 */
export const getPixel: Handler = async (c, services) => {
  try {
    const name = c.req.query('site') ?? ''
    const site = isSiteId(name) ? await services.sites.open(name) : undefined
    if (site && c.req.method === 'GET') await takeOpen(c, site, services)
  } catch (error) {
    // Nobody reads an error in a mail.
    const message = error instanceof Error ? error.message : 'unknown'
    services.log({ level: 'warn', event: 'open_not_stored', message })
  }
  return new Response(POINT, { status: 200, headers: HEADERS })
}

async function takeOpen(c: Context, site: OpenSite, services: Services): Promise<void> {
  if (await isTooFast(c, services)) return drop('open_over_limit', site, services)
  const pixel = pixelText(
    Object.fromEntries(PIXEL_FIELDS.map((field) => [field, c.req.query(field) ?? ''])),
  )
  const signature = c.req.query('sig') ?? ''
  if (!(await isPixelSigned(pixel, signature, site.state, services.signer)))
    return drop('open_not_signed', site, services)
  await append(services, site, { opens: [openOf(pixel, site, services.clock())] })
  services.metrics.records.add(1, 'open', 'created')
}

const openOf = ({ source, medium, campaign, content }: PixelText, site: OpenSite, now: number) => ({
  ...({ source: 'pixel', owner: '', schemaVersion: SCHEMA_VERSION, receivedAt: now } as const),
  openId: crypto.randomUUID(),
  day: localDay(now, site.state.settings.timeZone),
  ...{ campaignSource: source, campaignMedium: medium, campaign, content },
})

async function isTooFast(c: Context, services: Services): Promise<boolean> {
  try {
    await services.rateLimit.take(services.clientAddress(c), services.clock())
    return false
  } catch {
    return true
  }
}

/** Written with the next batch of the site, or by itself when it has waited for long. */
async function drop(reason: OpenDrop, site: OpenSite, services: Services): Promise<void> {
  const { drops, metrics, clock } = services
  metrics.drops.add(1, reason)
  drops.hold(site, { [reason]: 1 }, clock())
  if (!drops.isDue(site, clock())) return
  await append(services, site, { drops: drops.take(site) ?? {} })
}
