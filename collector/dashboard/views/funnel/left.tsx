import type { FunnelAnswer } from '../../../../shared/wire/answers/reports.ts'
import { count } from '../../format/numbers.ts'
import { Change } from '../../ui/change.tsx'
import { Figure, type FigureKind } from '../../ui/figure.tsx'
import { useExplainFunnel } from './explained.ts'

interface Card {
  title: string
  kind: FigureKind
  of: (funnel: FunnelAnswer) => string | number | null
  note: string
  /** Why there may be none. */
  reason?: string
  /** Whether its change says something, and whether less of it is better. */
  change?: 'gain' | 'loss'
  /** Which figure it is. */
  measure: string
  isBeside?: boolean
}

const NO_VISIT = 'no visit in this period'

interface LeftProps {
  answer: FunnelAnswer
  /** Of the period that it is compared with, once it is known. */
  before: FunnelAnswer | undefined
}

/** What visits brought, what they left in carts, and what came without one. */
export function Left({ answer, before }: LeftProps) {
  const explain = useExplainFunnel()
  return (
    <dl class="cards left">
      {cardsOf(answer).map(
        ({ title, kind, of, note, change, measure, isBeside, reason = NO_VISIT }) => (
          <div key={title} class="card">
            <dt>{title}</dt>
            <dd>
              <Figure
                {...{ kind, amount: of(answer), reason }}
                explain={explain(isBeside ? 'without_visit' : 'total', measure)}
              />
              {change && before && (
                <Change
                  {...{ kind, now: of(answer), before: of(before), isCost: change === 'loss' }}
                />
              )}
              <small class="note">{note}</small>
            </dd>
          </div>
        ),
      )}
    </dl>
  )
}

function cardsOf({ total, without_visit, meta }: FunnelAnswer): Card[] {
  const { abandoned_carts, open_carts, carts_without_value, orders } = total
  const carts = (number: number) => `in ${count(number)} ${number === 1 ? 'cart' : 'carts'}`
  const unknown = carts_without_value > 0 ? `, and ${carts_without_value} without a value` : ''
  return [
    {
      ...{
        title: 'Conversion rate',
        kind: 'percent',
        measure: 'conversion_rate',
        note: 'orders ÷ visits',
        change: 'gain',
      },
      of: ({ total }) => total.conversion_rate,
    },
    {
      ...{
        title: 'Ordered',
        kind: 'money',
        measure: 'value',
        note: `${count(orders)} orders of visits`,
      },
      ...{ of: ({ total }) => total.value, change: 'gain' },
    },
    {
      ...{
        title: 'Left in abandoned carts',
        kind: 'money',
        measure: 'abandoned_value',
        change: 'loss',
      },
      of: ({ total }) => total.abandoned_carts.value,
      note: `${carts(abandoned_carts.carts)}${unknown}, no order within ${meta.abandoned_after} days`,
    },
    {
      ...{
        title: 'In open carts',
        kind: 'money',
        measure: 'open_value',
        of: ({ total }) => total.open_carts.value,
      },
      note: `${carts(open_carts.carts)}: they may still become orders`,
    },
    {
      ...{ title: 'Ordered without a visit', kind: 'money', measure: 'value', isBeside: true },
      of: (one) => (meta.filters ? null : one.without_visit.value),
      reason: 'an order without a visit has nothing that a filter asks',
      note: meta.filters
        ? 'not of these filters: no visit tells of them'
        : `${count(without_visit.orders)} orders that no step can show`,
    },
  ]
}
