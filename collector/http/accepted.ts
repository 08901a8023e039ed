import type { Answer } from './answer.ts'
import type { Fate } from './intake.ts'

/** What a 202 says of the events of its request. */
export interface Accepted {
  accepted: number
  duplicate: number
  dropped: readonly Fate[]
  /** One for each event, when the sender asked for them. */
  events?: readonly unknown[]
}

export interface AcceptedTo {
  /** The page that asked, when its browser says so. */
  origin: string | undefined
  cookie: string | undefined
}

/**
 * The answer to events. It is fetched by a script and never shown, and no cache keeps the answer to a
 * POST that names no lifetime: so it goes without the headers of a page, and a refusal's
 * `Retry-After` is exposed by the refusal. Written as one literal, the host's cheapest way.
 */
export function accepted(told: Accepted, { origin, cookie }: AcceptedTo): Answer {
  const headers: Record<string, string> = origin === undefined ? plain() : readableBy(origin)
  if (cookie !== undefined) headers['set-cookie'] = cookie
  return { status: 202, headers, body: textOf(told) }
}

const plain = () => ({
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
  vary: 'Origin',
})

const readableBy = (origin: string) => ({
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'Origin',
})

function textOf(told: Accepted): string {
  if (told.dropped.length > 0 || told.events !== undefined) return JSON.stringify(told)
  return `{"accepted":${told.accepted},"duplicate":${told.duplicate},"dropped":[]}`
}
