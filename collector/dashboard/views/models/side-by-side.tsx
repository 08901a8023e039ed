import { useState } from 'preact/hooks'
import type { CompareAnswer } from '../../../../shared/wire/answers/roi.ts'
import { percent } from '../../format/numbers.ts'
import { Figure, type FigureKind } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { compared, Head, orderOf, Scroll, type Sorting, turned } from '../../ui/table.tsx'
import type { ComparedRow } from './shifts.ts'

const MEASURES = [
  { key: 'value', title: 'Value', kind: 'money' },
  { key: 'conversions', title: 'Conversions', kind: 'count' },
  { key: 'roi', title: 'ROI', kind: 'percent' },
] as const satisfies readonly { key: string; title: string; kind: FigureKind }[]

type Measure = (typeof MEASURES)[number]['key']

/** What a row or the total says under one model. */
type UnderModel = Partial<Record<Measure, string | number | null>>

interface SideBySideProps {
  answer: CompareAnswer
  /** By name, in the order of the columns. */
  models: readonly string[]
  titleOf: (name: string) => string
  address: string
}

/** Each channel's credit under each model. */
export function SideBySide({ answer, models, titleOf, address }: SideBySideProps) {
  const [sorting, setSorting] = useState<Sorting>({ key: `${models[0]} value`, isDown: true })
  const top = Math.max(
    1,
    ...answer.rows.flatMap((row) => models.map((name) => valueUnder(row, name))),
  )
  return (
    <Panel
      title="Credits side by side"
      address={address}
      note={`The same orders, credited by different rules: ${percent(answer.meta.coverage)} of them have a journey, the others are unattributed under every model. Costs are the same under each. The period that others are compared with does not count here.`}
    >
      <Scroll label="Credits side by side">
        <table class="models">
          <caption class="hidden">Value, conversions and ROI by channel under each model</caption>
          <thead>
            <tr>
              <td />
              {models.map((name) => (
                <th key={name} scope="colgroup" colSpan={MEASURES.length} class="group">
                  {titleOf(name)}
                </th>
              ))}
            </tr>
            <tr>
              <Head title="Channel" />
              {models.flatMap((name) =>
                MEASURES.map(({ key, title }) => (
                  <Head
                    {...{ key: `${name} ${key}`, title, isFigure: true }}
                    order={orderOf(sorting, `${name} ${key}`)}
                    onTurn={() => setSorting((last) => turned(last, `${name} ${key}`))}
                  />
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {sortedRows(answer.rows, sorting).map((row) => (
              <ChannelRow key={row.channel} {...{ row, models, top }} />
            ))}
          </tbody>
          <Foot answer={answer} models={models} />
        </table>
      </Scroll>
    </Panel>
  )
}

const valueUnder = ({ models }: ComparedRow, name: string): number =>
  Number(models[name]?.value ?? 0)

function sortedRows(rows: readonly ComparedRow[], { key, isDown }: Sorting): ComparedRow[] {
  const [name = '', measure = ''] = key.split(' ')
  const figure = ({ models }: ComparedRow): number | null => {
    const amount = models[name]?.[measure as Measure] ?? null
    return amount === null ? null : Number(amount)
  }
  return rows.toSorted((a, b) => compared(figure(a), figure(b), isDown))
}

interface ChannelRowProps {
  row: ComparedRow
  models: readonly string[]
  /** The largest value under any model, which bars are drawn against. */
  top: number
}

function ChannelRow({ row, models, top }: ChannelRowProps) {
  const explain = { by: 'channel', cell: 'row', 'row.channel': row.channel ?? '' }
  return (
    <tr>
      <th scope="row">{row.channel || '(none)'}</th>
      {models.map((name) => (
        <Under
          key={name}
          {...{ name, explain, figures: row.models[name] ?? {} }}
          part={valueUnder(row, name) / top}
        />
      ))}
    </tr>
  )
}

interface UnderProps {
  /** Of the model. */
  name: string
  figures: UnderModel
  /** Which cell of the report it is. */
  explain: Readonly<Record<string, string>>
  /** 0 to 1: of its bar. */
  part?: number
}

/** The three figures of one model. */
function Under({ name, figures, explain, part }: UnderProps) {
  const width = `${Math.max(0, Math.min(1, part ?? 0)) * 100}%`
  return (
    <>
      {MEASURES.map(({ key, kind }, at) => (
        <td key={key} class={at === 0 ? 'right first' : 'right'}>
          <Figure
            {...{ kind, amount: figures[key], explain: { ...explain, model: name, measure: key } }}
            reason={part === undefined ? 'it has no cost of its own' : 'nothing was spent on it'}
          />
          {at === 0 && part !== undefined && <span class="bar" style={{ width }} aria-hidden />}
        </td>
      ))}
    </>
  )
}

interface FootLine {
  title: string
  of: (model: string) => UnderModel
  explain: Readonly<Record<string, string>>
}

/** What no channel has, under whichever model, and what all comes to. */
function Foot({ answer, models }: Pick<SideBySideProps, 'answer' | 'models'>) {
  return (
    <tfoot>
      {footOf(answer).map(({ title, of, explain }) => (
        <tr key={title} class={title === 'Total' ? 'total' : undefined}>
          <th scope="row">{title}</th>
          {models.map((name) => (
            <Under key={name} {...{ name, explain, figures: of(name) }} />
          ))}
        </tr>
      ))}
    </tfoot>
  )
}

function footOf({ unattributed, total, other_sales }: CompareAnswer): FootLine[] {
  const { value, conversions, by_reason } = unattributed
  return [
    {
      title: 'Unattributed',
      of: () => ({ value, conversions }),
      explain: { cell: 'unattributed' },
    },
    ...by_reason.map(({ reason, ...figures }) => ({
      title: `· ${reason.replaceAll('_', ' ')}`,
      of: () => figures,
      explain: { cell: 'unattributed', reason },
    })),
    { title: 'Total', of: (name) => total.models[name] ?? {}, explain: { cell: 'total' } },
    ...(other_sales ?? []).map(({ sales_channel, ...figures }) => ({
      title: `Beside it: ${sales_channel}`,
      of: () => figures,
      explain: { cell: 'other_sales', sales_channel },
    })),
  ]
}
