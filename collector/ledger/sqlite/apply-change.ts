import { giveSameFigures } from '../defaults.ts'
import type { SiteChange } from '../ledger.ts'
import type { EndpointChange } from '../outgoing.ts'
import { MoveError } from '../transfer.ts'
import { noteChange, notePeriod, type PeriodChange } from './audited-change.ts'
import type { Derivation } from './derivation.ts'
import { closePeriod, reopenPeriod, requireOver } from './periods.ts'
import type { SiteFacts } from './site-facts.ts'
import type { Sql } from './sql.ts'

/** A site that changes, within the transaction that changes it. */
interface Changed {
  sql: Sql
  site: SiteFacts
  derivation: Derivation
}

/** Does what a change of a site asks, and has follow what follows from it. @throws SiteClosedError, MoveError, PeriodError */
export function applyChange(changed: Changed, change: SiteChange): void {
  const { site, derivation } = changed
  if (change.kind !== 'status') site.assertOpen()
  else if (change.status === 'open') assertArrived(changed)
  if (change.kind === 'person_erased') {
    derivation.catchUp()
    derivation.flush()
    derivation.erasing.erase(change.person, change)
  } else if (change.kind === 'period_closed' || change.kind === 'period_reopened')
    changePeriods(changed, change)
  else if (change.kind === 'copied') derivation.sealing.noteCopy(change.at)
  else if (isOfEndpoints(change)) derivation.outbox.change(change)
  else changeFacts(changed, change)
}

/** What a site says of itself. */
function changeFacts({ site, derivation }: Changed, change: SiteChange): void {
  const before = site.state()
  const version = site.apply(change, derivation.sequence)
  noteChange(derivation.audit, change, { before, version })
  if (change.kind === 'status' && change.status === 'moved_out') derivation.eraseAll(change.at ?? 0)
  // Who reads a closed site finds all of it in its tables.
  if (version !== undefined || change.kind === 'status') derivation.catchUp()
  if (version === undefined) return
  derivation.sealing.begin()
  if (change.kind === 'settings' && giveSameFigures(before.settings, change.settings))
    derivation.generations.adopt(version)
  else derivation.generations.begin(version, 'building')
}

/** @throws PeriodError while anything waits, for days to come, or for a period that overlaps another */
function changePeriods({ sql, derivation }: Changed, change: PeriodChange): void {
  const { audit, sequence, generations } = derivation
  if (change.kind === 'period_reopened') {
    const closed = reopenPeriod(sql, sequence, change)
    notePeriod(audit, change, { id: change.id, ...closed })
  } else {
    derivation.catchUp()
    derivation.flush()
    requireOver(change, derivation.waits)
    const id = closePeriod(sql, sequence, generations.active, change)
    notePeriod(audit, change, { id, ...change })
  }
}

/** A site whose figures do not follow from its facts yet stays closed. */
function assertArrived({ site, derivation: { finishing, generations } }: Changed): void {
  if (site.status !== 'moving_in') return
  if (finishing.isDone && !generations.building) return
  throw new MoveError('the move is not finished: finish it, and settle until nothing is building')
}

const isOfEndpoints = (change: SiteChange): change is EndpointChange =>
  change.kind.startsWith('endpoint_') || change.kind === 'outgoing_retried'
