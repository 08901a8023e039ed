import type { DueMessage, SentMessage } from '../ledger/outgoing.ts'
import { endpointTrouble } from './address.ts'
import { pauseAfter } from './backoff.ts'
import { signedHeaders } from './sign.ts'

/** How long a receiver may take, ms. */
export const TIMEOUT_MS = 15_000

/** 410: the receiver wants nothing more. */
const GONE = 410

const ERROR_LENGTH_MAX = 200

export interface Post {
  url: string
  headers: Record<string, string>
  body: string
  signal: AbortSignal
}

/** What sending needs of its host. */
export interface Sending {
  /** Answers with the status; follows no redirect. @throws when there is no answer */
  post(post: Post): Promise<number>
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
  return { ...told, state: 'waiting', nextAt: at + pause, isGone }
}

async function answerOf(
  message: DueMessage,
  { post, clock, hosts, timeoutMs = TIMEOUT_MS }: Sending,
  ending: AbortSignal,
): Promise<{ status: number | null; error: string }> {
  const trouble = endpointTrouble(message.url, hosts)
  if (trouble !== undefined) return { status: null, error: `the address ${trouble}` }
  const late = AbortSignal.timeout(timeoutMs)
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Pathworth-Webhooks/1',
      ...(await signedHeaders(message, clock())),
    }
    const { url, body } = message
    const status = await post({ url, headers, body, signal: AbortSignal.any([late, ending]) })
    const isRedirect = status >= 300 && status < 400
    return { status, error: isRedirect ? 'it redirects, which is not followed' : '' }
  } catch (error) {
    if (late.aborted) return { status: null, error: `no answer within ${timeoutMs / 1000} s` }
    return { status: null, error: error instanceof Error ? error.message : String(error) }
  }
}
