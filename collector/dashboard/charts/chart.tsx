import type { EChartsCoreOption } from 'echarts/core'
import { useEffect, useRef } from 'preact/hooks'
import { type Palette, paletteOf } from './palette.ts'

export interface ChartProps {
  /** What is drawn, in the colours of the theme. */
  option: (palette: Palette) => EChartsCoreOption
  /** What is shown, in words: a chart is not for all eyes. Its table is beside it. */
  label: string
  /** px */
  height?: number
  /** Told the data of what was clicked. */
  onPick?: ((data: unknown) => void) | undefined
}

/** A chart: the library is loaded when the first one is needed. */
export function Chart({ option, label, height = 300, onPick }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const drawn = draw(place.current, option, onPick)
    return () => drawn.end()
  }, [option, onPick])
  return (
    <div
      class="chart"
      ref={place}
      role="img"
      aria-label={label}
      style={{ height: `${height}px` }}
    />
  )
}

function draw(
  element: HTMLDivElement | null,
  option: ChartProps['option'],
  onPick: ChartProps['onPick'],
): { end: () => void } {
  let end = () => {}
  let isOver = false
  void import('./echarts.ts').then(({ init }) => {
    if (!element || isOver) return
    const chart = init(element)
    const show = () => chart.setOption(option(paletteOf(element)), true)
    const size = new ResizeObserver(() => chart.resize())
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    show()
    size.observe(element)
    scheme.addEventListener('change', show)
    addEventListener('themechange', show)
    if (onPick) chart.on('click', ({ data }) => onPick(data))
    end = () => {
      size.disconnect()
      scheme.removeEventListener('change', show)
      removeEventListener('themechange', show)
      chart.dispose()
    }
  })
  return {
    end: () => {
      isOver = true
      end()
    },
  }
}
