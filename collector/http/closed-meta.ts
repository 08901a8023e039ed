import { dayNumber, formatDay } from '../../shared/dates.ts'
import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type { Freshness, RoiReportAnswer } from '../ledger/ledger.ts'
import type { RestatedSums, SinceClosed } from '../ledger/reports-periods.ts'
import type { Restated, SinceClosing } from '../roi/restated.ts'
import { modelMeta } from './computed-models.ts'
import { periodShown } from './periods.ts'

type Closed = { closed?: Pick<NonNullable<RoiReportAnswer['closed']>, 'periods'> }

/** YYYYMMDD, both included. */
interface Days {
  from: number
  to: number
}

/**
 * Which closed periods a report reaches into. Those that are not `kept` show figures of now; of the others
 * the models are told as they were when they were closed.
 */
export const closedMeta = ({ closed }: Closed, models: readonly string[]) =>
  closed && {
    closed: closed.periods.map(({ isKept, ...period }) => ({
      ...periodShown(period),
      kept: isKept,
      ...(isKept && { models: models.map((name) => modelMeta(name, period)) }),
    })),
  }

/**
 * The model that the figures of some days are of. Where all of them are closed and kept it is that of the
 * closing, whatever is active now; of periods that were closed under different ones no version is told, since
 * `closed` has each. Where any day is open it is the one that is active.
 */
export function shownModel(
  name: string,
  { settings, linear, closed }: Closed & Pick<RoiReportAnswer, 'settings' | 'linear'>,
  days: Days,
) {
  const kept = (closed?.periods ?? []).filter(({ isKept }) => isKept)
  if (!isCovered(days, kept)) return modelMeta(name, settings, linear)
  const [first, ...others] = kept.map((period) => modelMeta(name, period, linear))
  const isOne = others.every((other) => JSON.stringify(other) === JSON.stringify(first))
  return isOne && first ? first : { model: name, model_version: null }
}

/** No two of the periods share a day. */
function isCovered({ from, to }: Days, periods: readonly Days[]): boolean {
  const daysOf = (first: number, last: number) => dayNumber(last) - dayNumber(first) + 1
  const covered = periods.map((one) => daysOf(Math.max(from, one.from), Math.min(to, one.to)))
  return covered.reduce((sum, days) => sum + days, 0) === daysOf(from, to)
}

/**
 * Of a report that shows figures of now: the closed periods that it reaches into, and how far figures of their
 * days have moved since; null where that can't be told.
 */
export const sinceClosedMeta = ({ closedPeriods, settings }: SinceClosed & Freshness) =>
  closedPeriods && {
    closed: closedPeriods.map(({ restated, ...period }) => ({
      ...periodShown(period),
      kept: false,
      ...(restated && isNothing(restated)
        ? {}
        : { restated: restated && restatedShown(restated, settings.currency) }),
    })),
  }

/** The same for lines of CSV: those that have moved. */
export const sinceClosedLines = ({
  closedPeriods = [],
  settings,
}: SinceClosed & Freshness): SinceClosing[] =>
  closedPeriods.flatMap(({ from, to, restated }) =>
    !restated || isNothing(restated)
      ? []
      : [
          {
            ...{ from: formatDay(from), to: formatDay(to) },
            ...restatedShown(restated, settings.currency),
          },
        ],
  )

const isNothing = ({ conversions, value, cost }: RestatedSums): boolean =>
  conversions === 0 && value === 0 && cost === 0

const restatedShown = (
  { conversions, value, cost }: RestatedSums,
  currency: string,
): Pick<SinceClosing, keyof Restated> => ({
  conversions: formatMillionths(conversions),
  value: formatAmount(value, currency),
  cost: formatAmount(cost, currency),
})
