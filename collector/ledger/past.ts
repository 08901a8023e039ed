import type { Ledger, SiteState } from './ledger.ts'
import { TRANSFER_TABLES, type TransferTable } from './transfer.ts'

/** A site as it was: which facts it has. */
export interface Moment {
  /** The highest number of a fact. */
  upTo: number
  /** Tells what came before a restore from what came after it, since numbers are used again. */
  line: string
}

/** What is used of a ledger that holds a site as it was. */
export type PastLedger = Pick<
  Ledger,
  'positions' | 'importRows' | 'finishMove' | 'settle' | 'report' | 'state' | 'change'
>

/**
 * Scratch ledgers, in which sites are derived as they were. A host keeps a few, and forgets those that
 * nobody has asked for in a while: all that is in them follows from the site's facts.
 */
export interface Pasts {
  /** The one of a site and a moment; empty and `moving_in` when it was not there. */
  open(state: SiteState, moment: Moment): Promise<PastLedger>
  drop(state: SiteState, moment: Moment): Promise<void>
  /** Why there can be none of that moment, with the way out; undefined when there is room. */
  lacksRoom(state: SiteState, moment: Moment): Promise<string | undefined>
  /** Whether work goes on between requests: where nothing pays for that, each request brings it on. */
  readonly goesOn: boolean
}

/** No figure follows from these; and nobody opens anything with keys of then, nor is told of the past. */
const LEFT_OUT: ReadonlySet<TransferTable> = new Set([
  ...(['keys', 'tallies', 'audit', 'webhook_secrets', 'deliveries'] as const),
  ...(['quarantine', 'quarantine_parts', 'privacy_requests'] as const),
  ...(['erasures', 'tombstones', 'erasing'] as const),
  ...(['endpoints', 'outgoing', 'outgoing_marks', 'outgoing_told'] as const),
])

const COPIED = TRANSFER_TABLES.filter((table) => !LEFT_OUT.has(table))

const ROWS_A_PAGE = 2000
const CONVERSIONS_A_SLICE = 200

/** What stands in the note of a scratch once it has all. */
const READY = 'as it was'

/** How far a scratch is: which part of the facts is copied; 1 while figures are derived from them. */
export interface PastProgress {
  copied: number
}

/**
 * Copies the facts of a moment into a scratch, and derives all figures under the settings of then, as
 * a move does. Whoever stops between two steps goes on there.
 */
export async function* derivePast(
  source: Pick<Ledger, 'exportRows'>,
  scratch: PastLedger,
  { upTo }: Moment,
): AsyncGenerator<PastProgress> {
  if (await isDerived(scratch)) return
  const { last } = await scratch.positions()
  for (const [at, table] of COPIED.entries()) {
    let after = last[table]
    do {
      const page = await source.exportRows({ table, after, limit: ROWS_A_PAGE, upTo })
      await scratch.importRows(page)
      after = page.next
      const inTable = table === 'hits' && after ? Number(after[0]) / upTo : 1
      yield { copied: (at + inTable) / COPIED.length }
    } while (after !== null)
  }
  await scratch.finishMove({ settingsVersion: (await scratch.state()).settingsVersion })
  for (;;) {
    const { pending, building } = await scratch.settle({ conversions: CONVERSIONS_A_SLICE })
    if (pending === 0 && !building) break
    yield { copied: 1 }
  }
  await scratch.change({ kind: 'status', status: 'moving_in', note: READY })
}

const isDerived = async (scratch: PastLedger): Promise<boolean> =>
  (await scratch.state()).statusNote === READY
