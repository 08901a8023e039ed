import type { Journey } from '../../../../shared/wire/answers/journeys.ts'
import { countryOf } from './words.ts'

export type Touch = Journey['touches'][number]

/** What the touch is to models that know anchors, each once. */
export const anchorsOf = ({ credits }: Touch): string[] => [
  ...new Set(Object.values(credits).flatMap(({ anchors = [] }) => anchors)),
]

/** What is known of where a touch came from; what is not is left out. */
export function detailsOf(touch: Touch, locale?: string): [title: string, text: string][] {
  const details: [string, string][] = [
    ['Source', [touch.source, touch.medium].filter((text) => text !== '').join(' / ')],
    ['Campaign', touch.campaign],
    ['Term', touch.term],
    ['Content', touch.content],
    ['Landing page', pageOf(touch.landing_page)],
    ['Click id', touch.click_id.split(':')[0] ?? ''],
    ['Told as', [touch.kind, touch.external_id].filter((text) => text !== undefined).join(' ')],
    ['Country', countryOf(touch.country, locale)],
    ['Device', touch.device],
  ]
  return details.filter(([, text]) => text !== '')
}

/** Without its parameters: those that matter are told by themselves. */
function pageOf(address: string): string {
  if (!URL.canParse(address)) return address
  const { host, pathname } = new URL(address)
  return host + pathname
}

const STEPS = [
  ['second', 1000, 60],
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, Number.POSITIVE_INFINITY],
] as const

/** `3 days`, between two instants. */
export function gapText(from: string, to: string, locale?: string): string {
  const span = Math.max(0, Date.parse(to) - Date.parse(from))
  for (const [unit, ms, next] of STEPS) {
    const whole = Math.floor(span / ms)
    if (whole < next)
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
        whole,
      )
  }
  return ''
}
