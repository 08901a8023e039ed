import type { PathSort } from '../../../../shared/wire/paths.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { Figure, type FigureKind } from '../../ui/figure.tsx'
import { Head, Scroll } from '../../ui/table.tsx'
import { Pills } from './pills.tsx'
import { sortOf } from './place.ts'
import type { Path, PathFigures } from './sums.ts'

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
              <Measured {...{ figures: path, sort, top }} />
              {MEDIANS.map(([key]) => (
                <td key={key} class="right">
                  <Figure kind="count" amount={path[key]} reason="none of them converted" />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          {foot.map(({ title, figures }, at) => (
            <tr key={title} class={at === foot.length - 1 ? 'total' : undefined}>
              <th scope="row">{title}</th>
              <Measured figures={figures} />
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
}

function Measured({ figures, sort, top = 1 }: MeasuredProps) {
  return (
    <>
      {MEASURES.map(({ key, kind, reason }) => (
        <td key={key} class="right">
          {key === sort && <Bar part={Number(figures[key] ?? 0) / top} />}
          <Figure kind={kind} amount={figures[key]} reason={reason} />
        </td>
      ))}
    </>
  )
}

function Bar({ part }: { part: number }) {
  const width = `${Math.max(0, Math.min(1, part)) * 100}%`
  return <span class="bar" style={{ width }} aria-hidden="true" />
}
