import { emailHasher } from '../http/email.ts'
import { Signer } from '../http/secrets.ts'
import type { Batch } from '../ledger/facts.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { QuarantineEntry } from '../ledger/reports-webhooks.ts'
import { type Brought, bringFacts, deliveredTo } from '../records/delivery.ts'
import { vendorNamed } from '../source/webhooks/vendors.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminUnknownError } from './errors.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

const PAGE = 100

/** What waits, the oldest first, a page at a time. */
export async function listQuarantine(
  ledgers: ReadableSites,
  { site: name, after = 0 }: Parsed<'quarantine_list'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, name)
  const { entries } = await ledger.report({ kind: 'quarantine', after, limit: PAGE })
  const next = entries.length === PAGE ? (entries.at(-1)?.id ?? null) : null
  return { site: name, deliveries: entries.map(entryShown), next }
}

/** One of them, with its text. */
export async function showQuarantined(
  ledgers: ReadableSites,
  { site: name, id: wanted }: Parsed<'quarantine_show'>,
): Promise<AdminAnswer> {
  const entry = await entryOf(await ledgerOf(ledgers, name), name, wanted)
  return { site: name, ...entryShown(entry), headers: entry.headers, body: entry.body }
}

/** Reads one again, with the reader of now; what it brings is stored as if it had just come. */
export async function retryQuarantined(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site: name, id: wanted }: Parsed<'quarantine_retry'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, name)
  const entry = await entryOf(ledger, name, wanted)
  const brought = await broughtBy(ledger, entry)
  if (brought.outcome === 'unreadable')
    return { site: name, id: wanted, outcome: 'quarantined', reason: brought.reason }
  const { outcome } = brought
  const batch: Batch = outcome === 'accepted' ? brought.batch : {}
  const closed = { id: wanted, state: 'done', at: clock() } as const
  await ledger.append({ ...batch, quarantineClosed: [closed] })
  return {
    ...{ site: name, id: wanted, outcome },
    ...(outcome === 'ignored' && { reason: brought.reason }),
  }
}

/** Gives one up: its text is not kept. */
export async function discardQuarantined(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site: name, id: wanted }: Parsed<'quarantine_discard'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, name)
  await entryOf(ledger, name, wanted)
  const closed = { id: wanted, state: 'discarded', at: clock() } as const
  await ledger.append({ quarantineClosed: [closed] })
  return { site: name, id: wanted, discarded: true }
}

async function broughtBy(ledger: Ledger, entry: QuarantineEntry): Promise<Brought> {
  const vendor = vendorNamed(entry.source)
  if (!vendor) return { outcome: 'unreadable', reason: `nobody reads ${entry.source} here` }
  const state = await ledger.state()
  const { headers, body = '', receivedAt } = entry
  const header = (name: string) => headers[name]
  const delivery = { header, body, receivedAt, ...deliveredTo(state) }
  return bringFacts(vendor, delivery, emailHasher(state, new Signer()))
}

async function entryOf(
  ledger: Pick<Ledger, 'report'>,
  name: string,
  wanted: number,
): Promise<QuarantineEntry> {
  const { entries } = await ledger.report({ kind: 'quarantine', id: wanted, limit: 1 })
  const [entry] = entries
  if (entry) return entry
  throw new AdminUnknownError(
    'delivery',
    `no delivery ${wanted} waits in ${name}: "quarantine list --site ${name}" shows them`,
  )
}

/** What people see of one in a list. */
export interface QuarantineShown {
  id: number
  source: string
  topic: string
  reason: string
  bytes: number
  received_at: string
}

const entryShown = (entry: QuarantineEntry): QuarantineShown => ({
  id: entry.id,
  source: entry.source,
  topic: entry.topic,
  reason: entry.reason,
  bytes: entry.bytes,
  received_at: new Date(entry.receivedAt).toISOString(),
})
