import type { DueMessage, SentMessage } from '../ledger/outgoing.ts'
import { endpointTrouble } from './address.ts'
import { pauseAfter, pauseAsked } from './backoff.ts'
import { signedHeaders } from './sign.ts'

/** How long a receiver may take, ms. */
export const TIMEOUT_MS = 15_000

/** 410: the receiver wants nothing more. */
const GONE = 410

/** A receiver that has too much to do says by these for how long. */
const BUSY: readonly (number | null)[] = [429, 503]

const ERROR_LENGTH_MAX = 200

export interface Post {
  url: string
  headers: Record<string, string>
  body: string
  signal: AbortSignal
}

/** What is read of an answer. */
export interface Answered {
  status: number
  /** The header `Retry-After`; null without one. */
  retryAfter: string | null
}

/** What sending needs of its host. */
export interface Sending {
  /** Follows no redirect. @throws when there is no answer */
  post(post: Post): Promise<Answered>
  /** ms since the epoch */
  clock(): number
  /** From 0 to below 1. */
  random(): number
  /** Hosts that may be private, and without TLS. */
  hosts: readonly string[]
  timeoutMs?: number
}

/**
 * One try to deliver a message.
 * @param ending breaks it off: then nothing is known of it, and undefined is answered
 */
export async function deliver(
  message: DueMessage,
  sending: Sending,
  ending: AbortSignal,
): Promise<SentMessage | undefined> {
  const answer = await answerOf(message, sending, ending)
  if (ending.aborted) return undefined
  const at = sending.clock()
  const { status, error } = answer
  const told = { id: message.id, at, status, error: error.slice(0, ERROR_LENGTH_MAX) }
  const isGone = status === GONE
  if (status !== null && status >= 200 && status < 300)
    return { ...told, state: 'delivered', nextAt: at, isGone }
  const pause = isGone ? undefined : pauseAfter(message.attempts + 1, sending.random())
  if (pause === undefined) return { ...told, state: 'dead', nextAt: at, isGone }
  const asked = BUSY.includes(status) ? pauseAsked(answer.retryAfter, at, sending.random()) : 0
  return { ...told, state: 'waiting', nextAt: at + Math.max(pause, asked), isGone }
}

async function answerOf(
  message: DueMessage,
  { post, clock, hosts, timeoutMs = TIMEOUT_MS }: Sending,
  ending: AbortSignal,
): Promise<Omit<Answered, 'status'> & { status: number | null; error: string }> {
  const trouble = endpointTrouble(message.url, hosts)
  const silent = { status: null, retryAfter: null }
  if (trouble !== undefined) return { ...silent, error: `the address ${trouble}` }
  const late = AbortSignal.timeout(timeoutMs)
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Pathworth-Webhooks/1',
      ...(await signedHeaders(message, clock())),
    }
    const { url, body } = message
    const { status, retryAfter } = await post({
      url,
      headers,
      body,
      signal: AbortSignal.any([late, ending]),
    })
    const isRedirect = status >= 300 && status < 400
    return { status, retryAfter, error: isRedirect ? 'it redirects, which is not followed' : '' }
  } catch (error) {
    if (late.aborted) return { ...silent, error: `no answer within ${timeoutMs / 1000} s` }
    return { ...silent, error: error instanceof Error ? error.message : String(error) }
  }
}
