import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import type { Asked } from '../../data/use-answer.ts'
import { count } from '../../format/numbers.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type Row, rowsOf, spentRows } from './rows.ts'

const MEASURES = [
  { measure: 'cost', title: 'Cost', kind: 'money', reason: 'its cost is not known' },
  { measure: 'value', title: 'Credited value', kind: 'money', reason: '' },
  { measure: 'roi', title: 'ROI', kind: 'percent', reason: 'nothing was spent' },
  { measure: 'cpa', title: 'CPA', kind: 'money', reason: 'no conversion' },
] as const

const explained = ({ channel = '', campaign = '' }: Row) => ({
  ...{ by: 'channel,campaign', cell: 'row' },
  ...{ 'row.channel': channel, 'row.campaign': campaign },
})

const COLUMNS: Column<Row>[] = [
  {
    ...{ key: 'campaign', title: 'Campaign', show: ({ campaign }) => campaign || '(none)' },
    sort: ({ campaign }) => campaign ?? '',
  },
  {
    ...{ key: 'channel', title: 'Channel', show: ({ channel }) => channel },
    sort: ({ channel }) => channel ?? '',
  },
  ...MEASURES.map(
    ({ measure, title, kind, reason }): Column<Row> => ({
      ...{ key: measure, title, isFigure: true },
      sort: (row) => (row[measure] === null ? null : Number(row[measure])),
      show: (row) => (
        <Figure
          {...{ kind, amount: row[measure], reason }}
          explain={{ ...explained(row), measure }}
        />
      ),
    }),
  ),
]

/** What each campaign has cost, beside what it is credited with; also one that brought nothing. */
export function CampaignCosts({ asked }: { asked: Asked<RoiAnswer> }) {
  return (
    <Panel
      title="By campaign"
      note="A cost counts in the row that it names, clicked or not."
      address={asked.address}
    >
      <Answered asked={asked} label="Adding up">
        {(answer) => <Rows answer={answer} />}
      </Answered>
    </Panel>
  )
}

function Rows({ answer }: { answer: RoiAnswer }) {
  const rows = spentRows(answer)
  const others = rowsOf(answer).length - rows.length
  if (rows.length === 0 && Number(answer.overhead.cost) === 0 && !answer.not_broken_down)
    return <Empty title="Nothing was spent in this period." />
  return (
    <>
      <Table
        caption="Costs by campaign"
        {...{ columns: COLUMNS, rows, sortedBy: 'cost' }}
        keyOf={({ channel, campaign }) => `${channel}\n${campaign}`}
        foot={<Foot answer={answer} />}
      />
      {others > 0 && (
        <p class="note">
          {count(others)} campaigns and channels that cost nothing are not listed: see the overview.
        </p>
      )}
    </>
  )
}

/** What no campaign has cost, and all of it. */
function Foot({ answer }: { answer: RoiAnswer }) {
  const { unattributed, overhead, not_broken_down: rest, total } = answer
  return (
    <>
      <FootLine title="Unattributed" cell="unattributed" figures={unattributed} />
      <FootLine title="Overhead" cell="overhead" figures={overhead} />
      {rest && <FootLine title="Not broken down" cell="not_broken_down" figures={rest} />}
      <FootLine title="Total" cell="total" figures={total} />
    </>
  )
}

interface FootLineProps {
  title: string
  cell: string
  figures: {
    [Measure in (typeof MEASURES)[number]['measure']]?: string | number | null | undefined
  }
}

function FootLine({ title, cell, figures }: FootLineProps) {
  return (
    <tr class={cell === 'total' ? 'total' : undefined}>
      <th scope="row">{title}</th>
      <td />
      {MEASURES.map(({ measure, kind }) => (
        <td key={measure} class="right">
          <Figure
            {...{ kind, amount: figures[measure], reason: `${title} has none` }}
            explain={{ cell, measure }}
          />
        </td>
      ))}
    </tr>
  )
}
