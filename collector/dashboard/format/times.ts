// Days are of the site and stand for themselves; instants are shown in the site's time zone.

/** '2026-11-02' as the reader writes a day. */
export const day = (text: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${text}T00:00:00Z`),
  )

/** For axes: without the year. */
export const shortDay = (text: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${text}T00:00:00Z`),
  )

/** '2026-11' as November 2026. */
export const month = (text: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${text}-01T00:00:00Z`),
  )

/** A day, an ISO week or a month, as axes show it. */
export function step(text: string, locale?: string): string {
  if (/^\d{4}-\d{2}$/.test(text)) return month(text, locale)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? shortDay(text, locale) : text.replace(/^\d{4}-/, '')
}

export const instant = (text: string, zone: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  }).format(new Date(text))

/** To the second, for what has just come. */
export const time = (text: string, zone: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone: zone }).format(new Date(text))

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const

/** `3 minutes ago`. @param now ms since the epoch */
export function ago(text: string, now: number, locale?: string): string {
  let span = (Date.parse(text) - now) / 1000
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, next] of STEPS) {
    if (Math.abs(span) < next) return format.format(Math.round(span), unit)
    span /= next
  }
  return format.format(Math.round(span), 'year')
}
