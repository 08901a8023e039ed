import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type CategoryRow, categoryRows } from './rows.ts'
import { titleOf } from './words.ts'

const COLUMNS: Column<CategoryRow>[] = [
  {
    ...{ key: 'category', title: 'Category', show: ({ category }) => titleOf(category) },
    sort: ({ category }) => category,
  },
  {
    ...{ key: 'cost', title: 'Cost', isFigure: true, sort: ({ cost }) => Number(cost) },
    show: ({ category, cost }) => (
      <Figure
        {...{ kind: 'money', amount: cost }}
        explain={{ by: 'category', cell: 'row', measure: 'cost', 'row.category': category }}
      />
    ),
  },
  {
    ...{ key: 'share', title: 'Share', isFigure: true, sort: ({ cost_share: share }) => share },
    show: ({ cost_share: share }) => (
      <Figure {...{ kind: 'percent', amount: share, reason: 'nothing was spent' }} />
    ),
    bar: ({ cost_share: share }) => share ?? 0,
  },
]

/** What was spent on each kind of thing. */
export function Categories({ answer, address }: { answer: RoiAnswer; address: string }) {
  const rows = categoryRows(answer)
  return (
    <Panel title="By category" address={address}>
      {rows.length === 0 && !answer.not_broken_down ? (
        <Empty title="No costs in this period." />
      ) : (
        <Table
          caption="Costs by category"
          {...{ columns: COLUMNS, rows, sortedBy: 'cost' }}
          keyOf={({ category }) => category}
          foot={<Foot answer={answer} />}
        />
      )}
    </Panel>
  )
}

function Foot({ answer: { total, not_broken_down: rest } }: { answer: RoiAnswer }) {
  return (
    <>
      {rest && <FootLine title="Not broken down" cell="not_broken_down" cost={rest.cost} />}
      <FootLine title="Total" cell="total" cost={total.cost} />
    </>
  )
}

function FootLine({ title, cell, cost }: { title: string; cell: string; cost: string | null }) {
  return (
    <tr class={cell === 'total' ? 'total' : undefined}>
      <th scope="row">{title}</th>
      <td class="right">
        <Figure
          {...{ kind: 'money', amount: cost, reason: 'a cost is not known' }}
          explain={{ cell, measure: 'cost' }}
        />
      </td>
      <td />
    </tr>
  )
}
