import type { Context } from 'hono'
import type { Batch } from '../../ledger/facts.ts'
import type { DeliveryOutcome } from '../../ledger/webhooks.ts'
import { bringFacts, deliveredTo } from '../../records/delivery.ts'
import type { Delivery } from '../../source/webhooks/action.ts'
import type { Vendor } from '../../source/webhooks/vendor.ts'
import { VENDORS, vendorNamed } from '../../source/webhooks/vendors.ts'
import { json } from '../answer.ts'
import { readBytes } from '../body.ts'
import { emailHasher } from '../email.ts'
import { Problem } from '../problem.ts'
import { sha256 } from '../secrets.ts'
import type { Handler, Services } from '../services.ts'
import type { OpenSite } from '../site-cache.ts'
import { refused } from './refused.ts'
import { refusalOf } from './verify.ts'

/** An order of a few hundred items has a megabyte. */
const WEBHOOK_BYTES_MAX = 5 * 1024 * 1024

/**
 * `POST /v1/webhooks/{source}/{site}`: a delivery as the vendor sends it. It is answered after it is
 * stored; a repeated one changes nothing. What is signed well and can't be read is kept, and answered
 * 200, too: a vendor who hears of errors for long sends nothing more.
 */
export const postWebhook: Handler = async (c, services) => {
  const vendor = vendorOf(c)
  const site = await siteOf(c, services)
  const bytes = await readBytes(c, WEBHOOK_BYTES_MAX, { wayOut: 'no vendor sends more' })
  const header = (name: string) => c.req.header(name)
  const body = new TextDecoder().decode(bytes)
  const now = services.clock()
  const secrets = (site.state.webhookSecrets ?? []).filter(({ source }) => source === vendor.name)
  const reason = await refusalOf(vendor.signature, secrets, { header, bytes }, now)
  if (reason === 'unsigned' && vendor.isPing?.({ header, body }))
    return json(200, { outcome: 'ping' })
  if (reason) {
    await countRefusal(services, site, vendor.name, `refused_${reason}`)
    throw refused(reason, vendor.signature, vendor.name, site)
  }
  const delivery = { header, body, receivedAt: now, ...deliveredTo(site.state) }
  return json(200, await take(services, site, vendor, delivery))
}

function vendorOf(c: Context): Vendor {
  const name = c.req.param('source') ?? ''
  const vendor = vendorNamed(name)
  if (vendor) return vendor
  const known = VENDORS.map((one) => one.name).join(', ')
  throw new Problem(
    'not-found',
    `source: webhooks are taken of ${known}; a backend of your own sends to /v1/conversions`,
  )
}

async function siteOf(c: Context, { sites }: Services): Promise<OpenSite> {
  const site = await sites.open(c.req.param('site') ?? '')
  if (site) return site
  throw new Problem('unknown-site', 'site: is no site here: "pathworth site list" shows them')
}

/** In the metrics at once; in the ledger with the next write, or after a while. */
export async function countRefusal(
  { metrics, refusals, clock }: Services,
  site: OpenSite,
  source: string,
  outcome: DeliveryOutcome,
): Promise<void> {
  metrics.deliveries.add(1, source, outcome)
  const at = clock()
  refusals.hold(site, { source, outcome, n: 1, at })
  if (refusals.isDue(site, at)) await refusals.write(site)
}

/** Stores what a delivery brings, or the delivery itself. */
async function take(services: Services, site: OpenSite, vendor: Vendor, delivery: Delivery) {
  const hashOf = emailHasher(site.state, services.signer)
  const brought = await bringFacts(vendor, delivery, hashOf)
  if (brought.outcome === 'accepted') {
    await store(services, site, vendor, 'accepted', delivery, brought.batch)
    return { outcome: 'accepted' }
  }
  if (brought.outcome === 'ignored') {
    await store(services, site, vendor, 'ignored', delivery)
    return brought
  }
  const { reason } = brought
  await store(services, site, vendor, 'quarantined', delivery, {
    quarantined: [{ ...(await kept(vendor, delivery)), reason }],
  })
  return { outcome: 'quarantined', reason }
}

async function store(
  { metrics, refusals }: Services,
  site: OpenSite,
  { name: source }: Vendor,
  outcome: DeliveryOutcome,
  { receivedAt: at }: Delivery,
  batch: Batch = {},
): Promise<void> {
  await refusals.write(site, { ...batch, deliveries: [{ source, outcome, n: 1, at }] })
  metrics.batches.add(1)
  metrics.deliveries.add(1, source, outcome)
}

/** The delivery as it is kept: its text, and the headers that it is read by. */
async function kept(vendor: Vendor, delivery: Delivery) {
  const { header, body, receivedAt } = delivery
  const headers = Object.fromEntries(
    vendor.headers.flatMap((name) => {
      const value = header(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const topic = vendor.topic(delivery).slice(0, 200)
  const fingerprint = await sha256(JSON.stringify([vendor.name, topic, body]))
  return { source: vendor.name, topic, headers, body, fingerprint, receivedAt }
}
