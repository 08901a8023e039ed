import type { PathCell } from '../../../../shared/wire/explain-paths.ts'
import type { PathSort } from '../../../../shared/wire/paths.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { type Explained, Figure, type FigureKind } from '../../ui/figure.tsx'
import { Head, Scroll } from '../../ui/table.tsx'
import { Pills } from './pills.tsx'
import { sortOf } from './place.ts'
import type { Path, PathFigures } from './sums.ts'
import { useExplainPaths } from './use-paths-query.ts'

interface Measure {
  key: PathSort
  title: string
  kind: FigureKind
  means?: string
  /** Why there may be none. */
  reason: string
}

const MEASURES: readonly Measure[] = [
  {
    ...{ key: 'journeys', title: 'Journeys', kind: 'count', reason: '' },
    means: 'Closed ones: converted, or lost',
  },
  {
    ...{ key: 'conversion_rate', title: 'Conv. rate', kind: 'percent' },
    ...{ means: 'Converted ÷ closed journeys', reason: 'no journey closed' },
  },
  { key: 'conversions', title: 'Conversions', kind: 'count', reason: '' },
  { key: 'value', title: 'Value', kind: 'money', reason: '' },
  {
    ...{ key: 'cost', title: 'Cost', kind: 'money', reason: 'a cost is not known' },
    means: 'Of all touches of these journeys, of lost ones too',
  },
  { key: 'profit', title: 'Profit', kind: 'money', reason: 'a cost is not known' },
  { key: 'roi', title: 'ROI', kind: 'percent', reason: 'nothing was spent' },
]

const MEDIANS = [
  ['median_days', 'Median days', 'From the first touch to the conversion'],
  ['median_touches', 'Median touches', 'Of the journeys that converted'],
] as const

export interface FootLine {
  title: string
  figures: PathFigures
  /** Where they stand in the report; sums of the page's own stand nowhere. */
  cell?: PathCell
}

interface PathTableProps {
  caption: string
  paths: readonly Path[]
  isSet: boolean
  foot: readonly FootLine[]
}

/** Paths with what they cost and brought, ranked by the column that the address names. */
export function PathTable({ caption, paths, isSet, foot }: PathTableProps) {
  const sort = sortOf(usePlace().params)
  const explained = useExplainPaths(isSet ? 'set' : 'sequence')
  const explainPath = (steps: readonly string[]): Explained => ({
    ...{ ...explained, cell: 'row', steps: JSON.stringify(steps) },
  })
  const top = Math.max(1, ...paths.map((path) => Number(path[sort] ?? 0)))
  return (
    <Scroll label={caption}>
      <table class="paths">
        <caption class="hidden">{caption}</caption>
        <Heads sort={sort} isSet={isSet} />
        <tbody>
          {paths.map((path) => (
            <tr key={path.steps.join('\n')}>
              <th scope="row">
                <Pills steps={path.steps} isSet={isSet} />
              </th>
              <Measured {...{ figures: path, sort, top }} explain={explainPath(path.steps)} />
              {MEDIANS.map(([key]) => (
                <td key={key} class="right">
                  <Figure
                    {...{ kind: 'count', amount: path[key], reason: 'none of them converted' }}
                    explain={{ ...explainPath(path.steps), measure: key }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          {foot.map(({ title, figures, cell }, at) => (
            <tr key={title} class={at === foot.length - 1 ? 'total' : undefined}>
              <th scope="row">{title}</th>
              <Measured figures={figures} explain={cell && { ...explained, cell }} />
              <td colSpan={MEDIANS.length} />
            </tr>
          ))}
        </tfoot>
      </table>
    </Scroll>
  )
}

function Heads({ sort, isSet }: { sort: PathSort; isSet: boolean }) {
  return (
    <thead>
      <tr>
        <Head title={isSet ? 'Combination' : 'Path'} />
        {MEASURES.map(({ key, title, means }) => (
          <Head
            {...{ key, title, means, isFigure: true }}
            order={key === sort ? 'descending' : undefined}
            onTurn={() => setParams({ sort: key === 'value' ? undefined : key, at: undefined })}
          />
        ))}
        {MEDIANS.map(([key, title, means]) => (
          <Head key={key} title={title} means={means} isFigure />
        ))}
      </tr>
    </thead>
  )
}

interface MeasuredProps {
  figures: PathFigures
  sort?: PathSort
  /** The largest figure of the column that is ranked by. */
  top?: number
  /** Which place of the report it is. */
  explain: Explained | undefined
}

function Measured({ figures, sort, top = 1, explain }: MeasuredProps) {
  return (
    <>
      {MEASURES.map(({ key, kind, reason }) => (
        <td key={key} class="right">
          {key === sort && <Bar part={Number(figures[key] ?? 0) / top} />}
          <Figure
            {...{ kind, amount: figures[key], reason }}
            explain={explain && { ...explain, measure: key }}
          />
        </td>
      ))}
    </>
  )
}

function Bar({ part }: { part: number }) {
  const width = `${Math.max(0, Math.min(1, part)) * 100}%`
  return <span class="bar" style={{ width }} aria-hidden="true" />
}
