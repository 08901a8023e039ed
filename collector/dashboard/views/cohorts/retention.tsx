import { NOTHING } from '../../format/numbers.ts'
import { month } from '../../format/times.ts'
import { type Explained, Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { Scroll } from '../../ui/table.tsx'
import { type CohortRow, type HeatCell, heatOf } from './cohorts.ts'
import type { ExplainCohorts } from './explained.ts'

interface RetentionProps {
  cohorts: readonly CohortRow[]
  address: string
  explain: ExplainCohorts
}

/** A heat map that is its own table: the share of customers who had bought again, month by month. */
export function Retention({ cohorts, address, explain }: RetentionProps) {
  const rows = heatOf(cohorts)
  const columns = rows[0]?.cells.length ?? 0
  const title = 'Customers who had bought again'
  return (
    <Panel
      title={title}
      address={address}
      note="Share of the customers of a month who had ordered again by the end of each month since, that of the first purchase being month 0. Only months that are over for all of them; the stronger the colour, the more."
    >
      {columns === 0 ? (
        <Empty title="No month is over yet since their first purchase" />
      ) : (
        <Scroll label={title}>
          <table class="heat">
            <caption class="hidden">
              Share of customers who had bought again, by month of the first purchase and months
              since
            </caption>
            <thead>
              <tr>
                <th scope="col">Won in</th>
                <th scope="col" class="right">
                  Customers
                </th>
                {Array.from({ length: columns }, (_, at) => (
                  <th key={at} scope="col" class="right">
                    <span class="hidden">Month </span>
                    {at}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ cohort, customers, cells }) => (
                <tr key={cohort}>
                  <th scope="row">{month(cohort)}</th>
                  <td class="right">
                    <Figure
                      {...{ kind: 'count', amount: customers }}
                      explain={explain({ month: cohort })('customers')}
                    />
                  </td>
                  {cells.map((cell, at) => (
                    <Cell
                      key={at}
                      cell={cell}
                      explain={explain({ month: cohort })('bought_again', at)}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  )
}

/** Colours go no further than the text stays readable on them, in both themes. */
const STRONGEST = 45

function Cell({ cell: { share, heat }, explain }: { cell: HeatCell; explain: Explained }) {
  if (share === null)
    return (
      <td class="right figure none">
        {NOTHING}
        <span class="hidden"> (this month is not over for all of them)</span>
      </td>
    )
  const strength = `${Math.round(heat * STRONGEST)}%`
  return (
    <td
      class="right cell"
      style={{ background: `color-mix(in srgb, var(--value) ${strength}, var(--surface))` }}
    >
      <Figure {...{ kind: 'percent', amount: share, explain }} />
    </td>
  )
}
