import type { CohortsAnswer } from '../../../../shared/wire/answers/reports.ts'
import { count, money } from '../../format/numbers.ts'
import { month } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { setParams } from '../../state/location.ts'
import { Panel } from '../../ui/panel.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { CohortRow } from './cohorts.ts'
import { FigureRow, figureColumns } from './columns.tsx'
import type { ExplainCohorts } from './explained.ts'

interface InWholeProps {
  answer: CohortsAnswer
  /** The month that curves are of. */
  chosen: CohortRow
  address: string
  explain: ExplainCohorts
}

/** Each month in whole: all of its customers, and all of its costs. */
export function InWhole({ answer, chosen, address, explain }: InWholeProps) {
  const { currency } = useSigned().facts
  const { cohorts, unattributed, total, meta } = answer
  const columns: Column<CohortRow>[] = [
    {
      ...{ key: 'cohort', title: 'Won in', sort: ({ cohort }) => cohort },
      show: ({ cohort }) => <Month {...{ cohort, chosen: chosen.cohort }} />,
    },
    ...figureColumns(cohorts, ({ cohort }) => explain({ month: cohort })),
  ]
  return (
    <Panel title="Months in whole" address={address} note={besideOf(answer, currency)}>
      <div class="many-columns">
        <Table
          caption="Customers by the month of their first purchase"
          {...{ rows: cohorts, columns, keyOf: ({ cohort }: CohortRow) => cohort }}
          foot={
            <>
              {!meta.filters && (
                <FigureRow
                  title="Of it unattributed"
                  {...{ figures: unattributed, explain: explain('unattributed'), isTotal: false }}
                />
              )}
              <FigureRow title="Total" {...{ figures: total, explain: explain('total') }} />
            </>
          }
        />
      </div>
    </Panel>
  )
}

function Month({ cohort, chosen }: { cohort: string; chosen: string }) {
  return (
    <button
      type="button"
      class="opener"
      aria-pressed={cohort === chosen}
      onClick={() => setParams({ cohort })}
    >
      {month(cohort)}
    </button>
  )
}

/** What no row can have: costs of no channel, why customers are unattributed, orders of nobody. */
function besideOf(
  { unattributed, overhead, unidentified, not_broken_down: untold }: CohortsAnswer,
  currency: string,
): string {
  const reasons = unattributed.by_reason
    .map(({ reason, customers }) => `${count(customers)} ${reason.replaceAll('_', ' ')}`)
    .join(', ')
  return [
    untold
      ? `Costs that the filters have count in full; ${money(untold.cost, currency)} do not say whether they are of the filters, and are in none of it.`
      : `Costs of a month count in full, whether they won somebody or not; ${money(overhead.cost, currency)} of them name no channel.`,
    reasons !== '' && `Unattributed customers: ${reasons}.`,
    !untold &&
      unidentified.orders > 0 &&
      `${count(unidentified.orders)} orders name nobody and are in no cohort.`,
  ]
    .filter(Boolean)
    .join(' ')
}
