import type { FunnelAnswer } from '../../../../shared/wire/answers/reports.ts'
import { count } from '../../format/numbers.ts'
import { Figure, type FigureKind } from '../../ui/figure.tsx'

interface Card {
  title: string
  kind: FigureKind
  amount: string | number | null
  note: string
}

/** What visits brought, what they left in carts, and what came without one. */
export function Left({ answer }: { answer: FunnelAnswer }) {
  return (
    <dl class="cards left">
      {cardsOf(answer).map(({ title, kind, amount, note }) => (
        <div key={title} class="card">
          <dt>{title}</dt>
          <dd>
            <Figure {...{ kind, amount }} reason="no visit in this period" />
            <small class="note">{note}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function cardsOf({ total, without_visit, meta }: FunnelAnswer): Card[] {
  const { abandoned_carts, open_carts, carts_without_value, orders, value } = total
  const carts = (number: number) => `in ${count(number)} ${number === 1 ? 'cart' : 'carts'}`
  const unknown = carts_without_value > 0 ? `, and ${carts_without_value} without a value` : ''
  return [
    {
      ...{ title: 'Conversion rate', kind: 'percent', amount: total.conversion_rate },
      note: 'orders ÷ visits',
    },
    {
      ...{ title: 'Ordered', kind: 'money', amount: value },
      note: `${count(orders)} orders of visits`,
    },
    {
      ...{ title: 'Left in abandoned carts', kind: 'money', amount: abandoned_carts.value },
      note: `${carts(abandoned_carts.carts)}${unknown}, no order within ${meta.abandoned_after} days`,
    },
    {
      ...{ title: 'In open carts', kind: 'money', amount: open_carts.value },
      note: `${carts(open_carts.carts)}: they may still become orders`,
    },
    {
      ...{ title: 'Ordered without a visit', kind: 'money', amount: without_visit.value },
      note: `${count(without_visit.orders)} orders that no step can show`,
    },
  ]
}
