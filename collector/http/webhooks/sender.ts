import type { Context } from 'hono'
import type { Provenance } from '../../ledger/facts.ts'
import { standardWebhooks } from '../../source/webhooks/signed.ts'
import { STANDARD } from '../../source/webhooks/vendors.ts'
import { authenticate } from '../auth.ts'
import { readBytes, readText } from '../body.ts'
import { invalidFields, Problem } from '../problem.ts'
import { fromBackend, SCHEMA_VERSION } from '../provenance.ts'
import { RECORDS_WAY_OUT } from '../records.ts'
import type { Services } from '../services.ts'
import type { OpenSite } from '../site-cache.ts'
import { countRefusal } from './receive.ts'
import { refused } from './refused.ts'
import { refusalOf } from './verify.ts'

/** A backend that has proved who it is, and what it sends. */
export interface Sender {
  site: OpenSite
  provenance: Provenance
  text: string
}

/**
 * The sender of records: by a write key, or by the signature of Standard Webhooks with a secret of the
 * source `standard`, which names the site as `?site=`. Nothing is read of a body that is too large.
 * @throws Problem 401, 403, 404, 413
 */
export async function senderOf(c: Context, services: Services): Promise<Sender> {
  const { recordsBytesMax } = services.config
  if (c.req.header('authorization') === undefined && c.req.header(standardWebhooks.header))
    return signedSender(c, services, recordsBytesMax)
  const caller = await authenticate(c, services, 'write')
  const text = await readText(c, recordsBytesMax, { wayOut: RECORDS_WAY_OUT })
  return { site: caller.site, provenance: fromBackend(caller, services.clock()), text }
}

async function signedSender(c: Context, services: Services, bytesMax: number): Promise<Sender> {
  const site = await namedSite(c, services)
  const bytes = await readBytes(c, bytesMax, { wayOut: RECORDS_WAY_OUT })
  const now = services.clock()
  const secrets = (site.state.webhookSecrets ?? []).filter(({ source }) => source === STANDARD)
  const header = (name: string) => c.req.header(name)
  const reason = await refusalOf(standardWebhooks, secrets, { header, bytes }, now)
  if (reason) {
    await countRefusal(services, site, STANDARD, `refused_${reason}`)
    throw refused(reason, standardWebhooks, STANDARD, site)
  }
  const provenance = {
    ...({ source: 'backend', owner: STANDARD } as const),
    schemaVersion: SCHEMA_VERSION,
    receivedAt: now,
  }
  return { site, provenance, text: new TextDecoder().decode(bytes) }
}

async function namedSite(c: Context, { sites }: Services): Promise<OpenSite> {
  const name = c.req.query('site')
  const message = 'is missing: a signature names no site, so send ?site=shop'
  if (!name) throw invalidFields([{ field: 'site', message }])
  const site = await sites.open(name)
  if (site) return site
  throw new Problem('unknown-site', 'site: is no site here: "pathworth site list" shows them')
}
