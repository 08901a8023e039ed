import { percent } from '../../format/numbers.ts'

interface IntervalProps {
  effect: number
  interval: readonly [number, number]
  /** What the whole width is of. */
  from: number
  to: number
}

const WIDTH = 160
const MIDDLE = 9

/** Where an effect lies, and between what: a line with a dot, and the figures beside it. */
export function Interval({ effect, interval: [low, high], from, to }: IntervalProps) {
  const at = (share: number) => (6 + ((share - from) / (to - from || 1)) * (WIDTH - 12)).toFixed(1)
  return (
    <span class="row interval">
      <svg
        viewBox={`0 0 ${WIDTH} ${MIDDLE * 2}`}
        width={WIDTH}
        height={MIDDLE * 2}
        aria-hidden="true"
      >
        <line class="zero" x1={at(0)} x2={at(0)} y1="0" y2={MIDDLE * 2} />
        <line x1={at(low)} x2={at(high)} y1={MIDDLE} y2={MIDDLE} />
        <circle cx={at(effect)} cy={MIDDLE} r="3.5" />
      </svg>
      <span class="note figure">
        {percent(low)} – {percent(high)}
      </span>
    </span>
  )
}
