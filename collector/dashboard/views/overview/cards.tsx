import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { Change } from '../../ui/change.tsx'
import { Figure, type FigureKind } from '../../ui/figure.tsx'
import { metaOf } from '../../ui/report-meta.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'

type Total = RoiAnswer['total']

interface Card {
  measure: string
  title: string
  kind: FigureKind
  of: (total: Total, answer: RoiAnswer) => string | number | null | undefined
  /** Whether less of it is better. */
  isCost?: boolean
  /** Why there may be none. */
  reason: string
}

const CARDS: readonly Card[] = [
  { measure: 'value', title: 'Value', kind: 'money', of: ({ value }) => value, reason: '' },
  {
    ...{ measure: 'cost', title: 'Cost', kind: 'money', of: ({ cost }) => cost, isCost: true },
    reason: 'a cost is not known',
  },
  {
    ...{ measure: 'profit', title: 'Profit', kind: 'money', of: ({ profit }) => profit },
    reason: 'a cost is not known',
  },
  {
    ...{ measure: 'roi', title: 'ROI', kind: 'percent', of: ({ roi }) => roi },
    reason: 'nothing was spent',
  },
  {
    ...{ measure: 'conversions', title: 'Conversions', kind: 'count', reason: '' },
    of: ({ conversions }) => conversions,
  },
  {
    ...{ measure: 'cac', title: 'CAC', kind: 'money', of: ({ cac }) => cac, isCost: true },
    reason: 'no new customer in this period',
  },
  {
    ...{ measure: '', title: 'Match rate', kind: 'percent', reason: 'no order could be matched' },
    of: (_, answer) => metaOf(answer).match_rate,
  },
]

interface CardsProps {
  now: RoiAnswer
  /** Of the period that it is compared with, once it is known. */
  before: RoiAnswer | undefined
  /** The same by day, week or month. */
  series: RoiAnswer | undefined
}

/** The figures that are asked for first, each with its change and how it went. */
export function Cards({ now, before, series }: CardsProps) {
  return (
    <dl class="cards">
      {CARDS.map((card) => (
        <CardOf key={card.title} {...{ card, now, before, series }} />
      ))}
    </dl>
  )
}

function CardOf({ card, now, before, series }: CardsProps & { card: Card }) {
  const { measure, title, kind, of, reason } = card
  const explain = measure === '' ? undefined : { cell: 'total', measure }
  return (
    <div class="card">
      <dt>{title}</dt>
      <dd>
        <Figure {...{ kind, amount: of(now.total, now), explain, reason }} />
        {before && (
          <Change
            {...{ kind, now: of(now.total, now), before: of(before.total, before) }}
            isCost={card.isCost}
          />
        )}
        {measure !== '' && series && <Course {...{ measure, title, series }} />}
      </dd>
    </div>
  )
}

function Course({ measure, title, series }: { measure: string; title: string; series: RoiAnswer }) {
  const values = series.rows.map((row) => Number(row[measure as keyof typeof row] ?? 0))
  return <Sparkline values={values} label={`${title} over the period`} />
}
