const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/**
 * After which time a message is sent again, by how often it was sent: ten tries over three days and a
 * few hours, as Standard Webhooks advises (its specification, "Deliverability and reliability").
 */
const PAUSES_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]

export const TRIES_MAX = PAUSES_MS.length + 1

/** The longest of them, and how long a receiver can ask to be left alone. */
const PAUSE_MAX_MS = 24 * HOUR_MS

/** Of a pause: so that what has failed together does not come again together. */
const JITTER = 0.2

/**
 * ms until the next try; undefined when there is none.
 * @param tries how many there were
 * @param random from 0 to below 1: the pause is up to a tenth shorter or longer
 */
export function pauseAfter(tries: number, random: number): number | undefined {
  const pause = PAUSES_MS[tries - 1]
  return pause === undefined ? undefined : Math.round(pause * (1 + JITTER * (random - 0.5)))
}

/** A time as HTTP writes it (RFC 9110, IMF-fixdate). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * How long a receiver asks to be left alone (RFC 9110, `Retry-After`: seconds, or a time), ms: a day at most;
 * 0 for what says nothing. Up to a tenth later than asked, so that not all that waits comes at once.
 * @param now ms since the epoch
 * @param random from 0 to below 1
 */
export function pauseAsked(retryAfter: string | null, now: number, random: number): number {
  const text = retryAfter?.trim() ?? ''
  const asked = /^\d+$/.test(text)
    ? Number(text) * SECOND_MS
    : HTTP_DATE.test(text)
      ? Date.parse(text) - now
      : 0
  return asked > 0 ? Math.min(Math.round(asked * (1 + (JITTER / 2) * random)), PAUSE_MAX_MS) : 0
}
