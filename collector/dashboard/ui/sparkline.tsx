interface SparklineProps {
  values: readonly number[]
  /** What it shows, in words: a chart is not for all eyes. */
  label: string
}

const WIDTH = 120
const HEIGHT = 32
const EDGE = 2

/** A line without axes: only how it goes. */
export function Sparkline({ values, label }: SparklineProps) {
  if (values.length < 2) return null
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polyline points={pointsOf(values).join(' ')} />
    </svg>
  )
}

/** Corners of the line, `x,y`; zero is always in sight, so that a small change looks small. */
export function pointsOf(values: readonly number[]): string[] {
  const top = Math.max(0, ...values)
  const span = top - Math.min(0, ...values) || 1
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1)
  return values.map((value, at) => {
    const y = EDGE + ((top - value) / span) * (HEIGHT - 2 * EDGE)
    return `${(EDGE + at * step).toFixed(1)},${y.toFixed(1)}`
  })
}
