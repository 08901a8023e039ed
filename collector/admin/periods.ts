import { formatDay } from '../../shared/dates.ts'
import { closeDays } from '../ledger/closing.ts'
import { type ClosedPeriod, isPeriodError } from '../ledger/reports-periods.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError, AdminInputError } from './errors.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

const OWNER = 'cli'

export async function closeOnePeriod(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, from, to, note }: Parsed<'period_close'>,
): Promise<AdminAnswer> {
  if (from > to) throw new AdminInputError([{ field: 'from', message: 'is after "to"' }])
  const ledger = await ledgerOf(ledgers, site)
  const closer = { owner: OWNER, at: clock() }
  const closed = await told(closeDays(ledger, { from, to, note }, closer))
  return { site, ...(closed && periodShown(closed)) }
}

export async function listPeriods(sites: ReadableSites, site: string): Promise<AdminAnswer> {
  const ledger = await ledgerOf(sites, site)
  const { periods } = await ledger.report({ kind: 'periods' })
  return { site, periods: periods.map(periodShown) }
}

export async function reopenOnePeriod(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, period: id, note }: Parsed<'period_reopen'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  await told(ledger.change({ kind: 'period_reopened', id, note, owner: OWNER, at: clock() }))
  return { site, period: id, reopened: true }
}

/** What people see of a closed period. */
export type PeriodShown = ReturnType<typeof periodShown>

const periodShown = ({ seq, from, to, note, owner, closedAt }: ClosedPeriod) => ({
  ...{ period: seq, from: formatDay(from), to: formatDay(to), note },
  closed_by: owner,
  closed_at: new Date(closedAt).toISOString(),
})

async function told<Value>(asked: Promise<Value>): Promise<Value> {
  try {
    return await asked
  } catch (error) {
    throw isPeriodError(error) ? new AdminError(error.message) : error
  }
}
