import { localDay } from '../roi/dates.ts'
import type { Ledger } from './ledger.ts'
import type { ClosedPeriod } from './reports-periods.ts'

/** Who closes a period or opens it again, and when, ms. */
interface Closer {
  owner: string
  at: number
}

/** Closes days of a site that are over. @throws PeriodError */
export async function closeDays(
  ledger: Pick<Ledger, 'change' | 'state' | 'report'>,
  days: { from: number; to: number; note: string },
  { owner, at }: Closer,
): Promise<ClosedPeriod | undefined> {
  const { settings } = await ledger.state()
  const today = localDay(at, settings.timeZone)
  await ledger.change({ kind: 'period_closed', ...days, today, owner, at })
  const { periods } = await ledger.report({ kind: 'periods' })
  return periods.find(({ from, to }) => from === days.from && to === days.to)
}
