import type { AdminAnswer } from './commands.ts'
import { ledgerOf, type OwnedLedgers } from './owned-ledgers.ts'

/** Small, since events that arrive meanwhile wait for a slice to end. */
const CONVERSIONS_A_SLICE = 100

/** Few enough that one command ends within seconds wherever it is done. */
const SLICES_A_COMMAND = 10

/** Begins a new generation of a site's figures beside the old one. */
export async function rebuildSite(ledgers: OwnedLedgers, site: string): Promise<AdminAnswer> {
  await ledgerOf(ledgers, site)
  await ledgers.rebuild(site)
  return { site }
}

/** Settles and builds on by a bounded piece: ask again while any is `pending`, or it is `building`. */
export async function settleSome(ledgers: OwnedLedgers, site: string): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  for (let slice = 1; ; slice++) {
    const { generation, pending, building } = await ledger.settle({
      conversions: CONVERSIONS_A_SLICE,
    })
    const isDone = pending === 0 && !building
    if (isDone || slice === SLICES_A_COMMAND) return { site, generation, pending, building }
  }
}
