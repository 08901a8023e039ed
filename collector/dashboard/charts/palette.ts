/** The colours of the theme, for a canvas, which knows no style sheet. */
export interface Palette {
  text: string
  muted: string
  line: string
  surface: string
  /** Value, and what is good. */
  value: string
  cost: string
  /** To tell several apart, also for who does not see all colours. */
  series: readonly string[]
}

const SERIES = [1, 2, 3, 4, 5, 6, 7, 8] as const

export function paletteOf(element: HTMLElement): Palette {
  const colour = (name: string) => resolved(element, name)
  return {
    text: colour('text'),
    muted: colour('muted'),
    line: colour('line'),
    surface: colour('surface'),
    value: colour('value'),
    cost: colour('cost'),
    series: SERIES.map((number) => colour(`series-${number}`)),
  }
}

/** A property may say one colour for light and one for dark: only where it is used it is one of both. */
function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${name})`
  element.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** What the charts of all pages share: axes and tooltips in the colours of the page. */
export function baseOption({ text, muted, line, surface }: Palette) {
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: muted, hideOverlap: true },
    splitLine: { lineStyle: { color: line } },
  }
  return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 200,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: { left: 8, right: 8, top: 40, bottom: 12 },
    legend: { top: 0, right: 0, icon: 'roundRect', textStyle: { color: muted } },
    tooltip: {
      // Texts on the canvas: markup of the library would have style attributes, which the page's policy bans.
      renderMode: 'richText' as const,
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: text },
      confine: true,
    },
    axis,
  }
}
