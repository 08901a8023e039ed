import { DAY_MS } from '../../shared/dates.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Endpoint } from '../ledger/outgoing.ts'
import type { OutgoingEntry } from '../ledger/reports-outgoing.ts'
import { endpointTrouble } from '../outgoing/address.ts'
import { newSecret, secretBytes } from '../outgoing/sign.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError, AdminInputError, AdminUnknownError } from './errors.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

const ID_BYTES = 6

/** Each is told of all that happens, and signed for by itself. */
const ENDPOINTS_MAX = 20

/**
 * Stores where a site tells what happens. Its secret is shown now, and never again.
 * @param hosts that may be private, or without TLS
 */
export async function addEndpoint(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, url, events }: Parsed<'webhook_out_add'>,
  hosts: readonly string[],
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const trouble = endpointTrouble(url, hosts)
  if (trouble !== undefined)
    throw new AdminInputError([{ field: 'url', message: `${JSON.stringify(url)}: ${trouble}` }])
  const { endpoints = [] } = await ledger.state()
  const same = endpoints.find((one) => one.url === url)
  if (same) throw new AdminError(`${site} tells ${url} already, as ${same.id}`)
  if (endpoints.length >= ENDPOINTS_MAX)
    throw new AdminError(`${site} has ${ENDPOINTS_MAX} endpoints: remove one first`)
  const endpoint: Endpoint = {
    ...{ id: newId(), url, events, createdAt: clock(), disabledAt: null },
    secrets: [{ secret: newSecret(secretBytes()), validUntil: null }],
  }
  await ledger.change({ kind: 'endpoint_added', endpoint })
  return { site, ...endpointShown(endpoint), secret: endpoint.secrets[0]?.secret }
}

/** Makes a new secret; deliveries are signed with the old ones, too, for a while. */
export async function rotateEndpoint(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, id, overlap_hours: hours }: Parsed<'webhook_out_rotate'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  await knownEndpoint(ledger, site, id)
  const at = clock()
  const othersUntil = at + Math.round((hours * DAY_MS) / 24)
  const secret = newSecret(secretBytes())
  await ledger.change({ kind: 'endpoint_rotated', id, secret, othersUntil, at })
  return { site, id, secret, others_until: new Date(othersUntil).toISOString() }
}

/** What there is, without the secrets. */
export async function listEndpoints(sites: ReadableSites, site: string): Promise<AdminAnswer> {
  const { endpoints = [] } = await (await ledgerOf(sites, site)).state()
  return { site, endpoints: endpoints.map(endpointShown) }
}

/** What waits for it is forgotten, too. */
export async function removeEndpoint(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, id }: Parsed<'webhook_out_remove'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { url } = await knownEndpoint(ledger, site, id)
  await ledger.change({ kind: 'endpoint_removed', id, at: clock() })
  return { site, id, url, removed: true }
}

/** One that has said that it is gone is told again what happens from now on. */
export async function enableEndpoint(
  ledgers: OwnedLedgers,
  { site, id }: Parsed<'webhook_out_enable'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { url } = await knownEndpoint(ledger, site, id)
  await ledger.change({ kind: 'endpoint_enabled', id })
  return { site, id, url, enabled: true }
}

/** What was sent and what waits, the newest first. */
export async function listOutgoing(
  sites: ReadableSites,
  { site, ...asked }: Parsed<'webhook_out_deliveries'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(sites, site)
  const { entries, next, counts } = await ledger.report({ kind: 'outgoing', ...asked })
  return { site, counts, deliveries: entries.map(entryShown), next }
}

/** Dead ones wait again, as if they were new: under the same id. */
export async function retryOutgoing(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, id }: Parsed<'webhook_out_retry'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { entries, counts } = await ledger.report({
    ...{ kind: 'outgoing', state: 'dead', limit: 1 },
    ...(id !== undefined && { before: id + 1 }),
  })
  if (id !== undefined && entries[0]?.id !== id)
    throw new AdminUnknownError(
      'delivery',
      `${site} has no dead delivery ${id}: "webhook-out deliveries --state dead" shows them`,
    )
  const at = clock()
  await ledger.change({
    ...{ kind: 'outgoing_retried', at },
    ...(id !== undefined && { message: id }),
  })
  return { site, retried: id === undefined ? (counts.dead ?? 0) : 1 }
}

async function knownEndpoint(ledger: Ledger, site: string, id: string): Promise<Endpoint> {
  const { endpoints = [] } = await ledger.state()
  const known = endpoints.find((one) => one.id === id)
  if (known) return known
  throw new AdminUnknownError(
    'endpoint',
    `${site} has no endpoint ${id}: "webhook-out list --site ${site}" shows them`,
  )
}

const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(ID_BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')

/** What people may see of one. */
const endpointShown = ({ id, url, events, secrets, createdAt, disabledAt }: Endpoint) => ({
  id,
  url,
  events,
  created_at: iso(createdAt),
  disabled_at: iso(disabledAt),
  secrets: secrets.length,
})

const entryShown = (one: OutgoingEntry) => ({
  id: one.id,
  webhook_id: one.message,
  endpoint: one.endpoint,
  event: one.event,
  subject: one.subject,
  state: one.state,
  tries: one.attempts,
  created_at: iso(one.createdAt),
  next_at: iso(one.nextAt),
  last_at: iso(one.lastAt),
  last_status: one.lastStatus,
  last_error: one.lastError,
})

export type EndpointShown = ReturnType<typeof endpointShown>
export type OutgoingShown = ReturnType<typeof entryShown>

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
