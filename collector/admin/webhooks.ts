import { DAY_MS } from '../../shared/dates.ts'
import type { WebhookSecret } from '../ledger/webhooks.ts'
import { STANDARD } from '../source/webhooks/vendors.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError, AdminInputError, AdminUnknownError } from './errors.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

const ID_BYTES = 6

/** Stores a secret beside those that there are: each is good. */
export async function addWebhook(
  ledgers: OwnedLedgers,
  clock: () => number,
  wanted: Parsed<'webhook_add'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, wanted.site)
  refuseUnusable(wanted)
  refuseKnown(await ledger.state(), wanted)
  const added = newSecret(wanted, clock())
  await ledger.change({ kind: 'webhook_secret_added', secret: added })
  return { site: wanted.site, ...secretShown(added) }
}

/** Stores a new secret, and ends the others of its source after a while, 0 hours for at once. */
export async function rotateWebhook(
  ledgers: OwnedLedgers,
  clock: () => number,
  wanted: Parsed<'webhook_rotate'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, wanted.site)
  refuseUnusable(wanted)
  const now = clock()
  refuseKnown(await ledger.state(), wanted)
  const added = newSecret(wanted, now)
  const othersUntil = now + Math.round((wanted.overlap_hours * DAY_MS) / 24)
  await ledger.change({ kind: 'webhook_secret_added', secret: added, othersUntil })
  return {
    site: wanted.site,
    ...secretShown(added),
    others_until: new Date(othersUntil).toISOString(),
  }
}

/** What there is, without the secrets themselves. */
export async function listWebhooks(ledgers: ReadableSites, name: string): Promise<AdminAnswer> {
  const { webhookSecrets = [] } = await (await ledgerOf(ledgers, name)).state()
  return { site: name, webhooks: webhookSecrets.map(secretShown) }
}

/** One that is revoked already stays as it is: the command may be sent again. */
export async function revokeWebhook(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site: name, id }: Parsed<'webhook_revoke'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, name)
  const { webhookSecrets = [] } = await ledger.state()
  const known = webhookSecrets.find((one) => one.id === id)
  if (!known)
    throw new AdminUnknownError(
      'webhook',
      `${name} has no webhook secret ${id}: "webhook list --site ${name}" shows them`,
    )
  await ledger.change({ kind: 'webhook_secret_revoked', id, at: clock() })
  return { site: name, id, source: known.source, revoked: true }
}

/** The vendor would sign with what stands in the message, so a half secret is worse than none. */
function refuseUnusable({ source: of, secret: text }: { source: string; secret: string }): void {
  if (of !== STANDARD) return
  const base64 = text.replace(/^whsec_/, '')
  if (/^[A-Za-z0-9+/]{22,}={0,2}$/.test(base64)) return
  const message = 'is no secret of Standard Webhooks: "whsec_" and 24 bytes or more as base64'
  throw new AdminInputError([{ field: 'secret', message }])
}

function refuseKnown(
  { webhookSecrets = [] }: { webhookSecrets?: WebhookSecret[] },
  { source: of, secret: text, site: name }: { source: string; secret: string; site: string },
): void {
  const known = webhookSecrets.find((one) => one.source === of && one.secret === text)
  if (!known) return
  throw new AdminError(`${name} has this secret of ${of} already, as ${known.id}`)
}

const newSecret = (
  { source: of, secret: text }: { source: string; secret: string },
  now: number,
): WebhookSecret => {
  const random = crypto.getRandomValues(new Uint8Array(ID_BYTES))
  const id = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { id, source: of, secret: text, createdAt: now, validUntil: null }
}

/** What people may see of one. */
export interface WebhookShown {
  id: string
  source: string
  created_at: string
  valid_until: string | null
}

const secretShown = ({ id, source: of, createdAt, validUntil }: WebhookSecret): WebhookShown => ({
  id,
  source: of,
  created_at: new Date(createdAt).toISOString(),
  valid_until: validUntil === null ? null : new Date(validUntil).toISOString(),
})
