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
  const drawn = useRef<Drawing | undefined>(undefined)
  useEffect(() => {
    drawn.current = drawingIn(place.current)
    return () => drawn.current?.end()
  }, [])
  useEffect(() => drawn.current?.show(option, onPick), [option, onPick])
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

interface Drawing {
  show(option: ChartProps['option'], onPick: ChartProps['onPick']): void
  end(): void
}

/** One chart for as long as its place is there: to begin anew for each answer takes several times as long. */
function drawingIn(element: HTMLDivElement | null): Drawing {
  let shown: Pick<ChartProps, 'option' | 'onPick'> | undefined
  let show = () => {}
  let end = () => {}
  let isOver = false
  void import('./echarts.ts').then(({ init }) => {
    if (!element || isOver) return
    const chart = init(element)
    show = () => shown && chart.setOption(shown.option(paletteOf(element)), true)
    const size = new ResizeObserver(() => chart.resize())
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    show()
    size.observe(element)
    scheme.addEventListener('change', show)
    addEventListener('themechange', show)
    chart.on('click', ({ data }) => shown?.onPick?.(data))
    end = () => {
      size.disconnect()
      scheme.removeEventListener('change', show)
      removeEventListener('themechange', show)
      chart.dispose()
    }
  })
  return {
    show: (option, onPick) => {
      shown = { option, onPick }
      show()
    },
    end: () => {
      isOver = true
      end()
    },
  }
}
