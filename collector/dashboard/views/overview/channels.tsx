import { useState } from 'preact/hooks'
import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { percent } from '../../format/numbers.ts'
import { useQuestions } from '../../state/use-report.ts'
import { Figure, type FigureKind } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { metaOf } from '../../ui/report-meta.tsx'
import { compared, Head, orderOf, Scroll, type Sorting, turned } from '../../ui/table.tsx'
import { childrenOf, LEVELS, type Line, lineOf, type Row } from './lines.ts'

interface Measure {
  key: 'value' | 'cost' | 'profit' | 'roi' | 'conversions' | 'cpa'
  title: string
  kind: FigureKind
}

const MEASURES: readonly Measure[] = [
  { key: 'value', title: 'Value', kind: 'money' },
  { key: 'cost', title: 'Cost', kind: 'money' },
  { key: 'profit', title: 'Profit', kind: 'money' },
  { key: 'roi', title: 'ROI', kind: 'percent' },
  { key: 'conversions', title: 'Conversions', kind: 'count' },
  { key: 'cpa', title: 'CPA', kind: 'money' },
]

/** Channels, which open into their sources, and those into their campaigns. */
export function Channels({ answer, address }: { answer: RoiAnswer; address: string }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [sorting, setSorting] = useState<Sorting>({ key: 'value', isDown: true })
  const levels = useLevels(answer, open)
  const turn = (key: string) =>
    setOpen(
      (last) => new Set(last.has(key) ? [...last].filter((one) => one !== key) : [...last, key]),
    )
  const lines = linesOf(levels, open, ({ row: a }, { row: b }) =>
    compared(sortOf(a, sorting), sortOf(b, sorting), sorting.isDown),
  )
  const top = Math.max(1, ...lines.map(({ row }) => Number(row.value)))
  return (
    <Panel
      title="Channels"
      address={address}
      note={`What is credited to each channel, of ${percent(metaOf(answer).coverage)} of the orders: the others are unattributed. Open a channel for its sources and campaigns.`}
    >
      <Scroll label="Channels">
        <table class="tree">
          <caption class="hidden">Value, cost and ROI by channel, source and campaign</caption>
          <thead>
            <tr>
              <Head title="Channel" />
              {MEASURES.map(({ key, title }) => (
                <Head
                  {...{ key, title, isFigure: true, order: orderOf(sorting, key) }}
                  onTurn={() => setSorting((last) => turned(last, key))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <LineOf key={line.key} {...{ line, top, turn, isOpen: open.has(line.key) }} />
            ))}
          </tbody>
          <Foot answer={answer} />
        </table>
      </Scroll>
    </Panel>
  )
}

function sortOf(row: Row, { key }: Sorting): number | null {
  const amount = row[key as Measure['key']]
  return amount === null || amount === undefined ? null : Number(amount)
}

/** Rows of each level that is open somewhere. Each is a report of its own, so that its figures are exact. */
function useLevels(answer: RoiAnswer, open: ReadonlySet<string>): readonly (readonly Row[])[] {
  const { query } = useQuestions()
  const isOpen = (level: number) => [...open].some((key) => key.split('\n').length === level)
  const sources = useAnswer<RoiAnswer>(
    '/v1/roi',
    isOpen(1) ? { ...query, by: LEVELS.slice(0, 2).join() } : undefined,
  )
  const campaigns = useAnswer<RoiAnswer>(
    '/v1/roi',
    isOpen(2) ? { ...query, by: LEVELS.join() } : undefined,
  )
  return [answer, sources.answer, campaigns.answer].map((one) => (one?.rows ?? []) as Row[])
}

/** Lines as they stand: each with its children below, where it is open. */
function linesOf(
  levels: readonly (readonly Row[])[],
  open: ReadonlySet<string>,
  order: (a: Line, b: Line) => number,
): Line[] {
  const below = (line: Line): Line[] => [
    line,
    ...(open.has(line.key) ? childrenOf(line, levels).toSorted(order).flatMap(below) : []),
  ]
  return (levels[0] ?? [])
    .map((row) => lineOf(row, 0))
    .toSorted(order)
    .flatMap(below)
}

interface LineProps {
  line: Line
  /** The largest value, which its bar is drawn against. */
  top: number
  isOpen: boolean
  turn: (key: string) => void
}

function LineOf({ line, top, isOpen, turn }: LineProps) {
  const { row, level, key, name, explain } = line
  const width = `${Math.max(0, (Number(row.value) / top) * 100)}%`
  return (
    <tr class={`level-${level}`}>
      <th scope="row">
        {level < LEVELS.length - 1 ? (
          <button type="button" class="opener" aria-expanded={isOpen} onClick={() => turn(key)}>
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {name}
          </button>
        ) : (
          name
        )}
        <span class="bar" style={{ width }} aria-hidden="true" />
      </th>
      {MEASURES.map(({ key: measure, kind }) => (
        <td key={measure} class="right">
          <Figure
            {...{ kind, amount: row[measure], explain: { ...explain, cell: 'row', measure } }}
            reason={row.cost_unknown ? 'its cost is not known' : 'nothing to divide by'}
          />
        </td>
      ))}
    </tr>
  )
}

type Figures = Partial<Record<Measure['key'], string | number | null | undefined>>

interface FootProps {
  title: string
  figures: Figures
  /** Which cell of the report it is. */
  explain: Readonly<Record<string, string>>
}

/** What no channel has: it is in the total all the same. */
function Foot({ answer }: { answer: RoiAnswer }) {
  return (
    <tfoot>
      {footOf(answer).map((line) => (
        <FootLine key={line.title} {...line} />
      ))}
    </tfoot>
  )
}

function footOf(answer: RoiAnswer): FootProps[] {
  const { unattributed, overhead, not_broken_down, other_sales, fx_difference, total } = answer
  const { value, cost, conversions, by_reason } = unattributed
  const line = (title: string, cell: string, figures: Figures, more = {}): FootProps => ({
    ...{ title, figures, explain: { cell, ...more } },
  })
  return [
    line('Unattributed', 'unattributed', { value, cost, conversions }),
    ...by_reason.map(({ reason, ...figures }) =>
      line(`· ${reason.replaceAll('_', ' ')}`, 'unattributed', figures, { reason }),
    ),
    line('Overhead', 'overhead', { cost: overhead.cost }),
    ...(not_broken_down
      ? [line('Not broken down', 'not_broken_down', { cost: not_broken_down.cost })]
      : []),
    line('Total', 'total', total),
    ...(other_sales ?? []).map(({ sales_channel, ...figures }) =>
      line(`Beside it: ${sales_channel}`, 'other_sales', figures, { sales_channel }),
    ),
    ...(fx_difference ? [line('Exchange rates', 'fx_difference', fx_difference)] : []),
  ]
}

function FootLine({ title, figures, explain }: FootProps) {
  return (
    <tr class={title === 'Total' ? 'total' : undefined}>
      <th scope="row">{title}</th>
      {MEASURES.map(({ key: measure, kind }) => (
        <td key={measure} class="right">
          <Figure
            {...{ kind, amount: figures[measure], explain: { ...explain, measure } }}
            reason={`${title} has none`}
          />
        </td>
      ))}
    </tr>
  )
}
