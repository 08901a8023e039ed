import { type PathworthProblem, problemOf } from './problem.ts'

export interface PathworthOptions {
  /** Of the collector, such as `https://collect.shop.example`. */
  url: string
  /** A key of the site. For a report of several sites their keys, with commas between. */
  key: string
  /** Another than the platform's. */
  fetch?: typeof fetch | undefined
  /** Milliseconds of one attempt; 30,000 when it is left out. */
  timeoutMs?: number | undefined
  /** How often to try again, at most; 4 when it is left out. */
  retries?: number | undefined
  /** How to wait some milliseconds: for tests. */
  wait?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined
}

/** Of one call. */
export interface CallOptions {
  /** Ends the call, its retries and its waits. */
  signal?: AbortSignal | undefined
  /** Instead of the client's. */
  timeoutMs?: number | undefined
}

export interface Request {
  method: 'GET' | 'POST' | 'DELETE'
  /** With its query. */
  path: string
  body?: BodyInit | undefined
  type?: string | undefined
  /** Whether it does no harm to send it again when nobody knows whether it arrived. */
  isHarmless: boolean
}

const TIMEOUT_MS = 30_000
const RETRIES = 4
const FIRST_WAIT_MS = 500
/** Who is told to wait longer is better told so. */
const WAIT_MS_MAX = 60_000

/** Not taken: it may be sent again, whatever it was. */
const NOT_TAKEN = [429, 503]
/** A proxy does not know what became of it. */
const UNKNOWN = [502, 504]

/** What one attempt has come to. */
interface Tried {
  text?: string
  problem?: PathworthProblem
  /** Of the network, or of time. */
  error?: unknown
}

/**
 * The body of the answer. Attempts that may be repeated are, with waits that double and are drawn by lot, and
 * that are never shorter than the collector's `Retry-After`.
 * @param onProblem may make an answer of the problem of a later attempt
 * @throws PathworthProblem; what fetch throws, where the collector can't be reached; the signal's reason
 */
export async function send(
  options: PathworthOptions,
  request: Request,
  { signal, timeoutMs = options.timeoutMs ?? TIMEOUT_MS }: CallOptions = {},
  onProblem: (problem: PathworthProblem, attempt: number) => string | undefined = () => undefined,
): Promise<string> {
  const { retries = RETRIES, wait = waited } = options
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted()
    const { text, problem, error } = await tried(options, request, timeoutMs, signal)
    if (text !== undefined) return text
    signal?.throwIfAborted()
    const answer = problem && onProblem(problem, attempt)
    if (answer !== undefined) return answer
    const ms = waitOf(attempt, problem?.retryAfterSeconds)
    if (attempt >= retries || ms > WAIT_MS_MAX || !isRepeatable(problem, request))
      throw problem ?? error
    await wait(ms, signal)
  }
}

function isRepeatable(problem: PathworthProblem | undefined, { isHarmless }: Request): boolean {
  if (!problem) return isHarmless
  const { status } = problem
  return NOT_TAKEN.includes(status) || (isHarmless && UNKNOWN.includes(status))
}

async function tried(
  { url, key, fetch: own }: PathworthOptions,
  { method, path, body, type }: Request,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Tried> {
  const ask = own ?? fetch
  const late = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await ask(url.replace(/\/+$/, '') + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(type && { 'content-type': type }) },
      ...(body !== undefined && { body }),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
    const text = await answer.text()
    if (answer.ok) return { text }
    return { problem: problemOf(answer.status, text, secondsOf(answer.headers.get('retry-after'))) }
  } catch (error) {
    return { error }
  }
}

/** Seconds, or a date. */
function secondsOf(text: string | null): number | undefined {
  if (!text) return undefined
  const seconds = Number(text)
  if (seconds >= 0) return seconds
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000)
}

/** Half of it is drawn by lot, so that many who were refused at once do not come back at once. */
function waitOf(attempt: number, retryAfterSeconds = 0): number {
  const whole = FIRST_WAIT_MS * 2 ** attempt
  return retryAfterSeconds * 1000 + whole * (0.5 + Math.random() / 2)
}

const waited = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((done, failed) => {
    const stop = () => {
      clearTimeout(timer)
      failed(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      done()
    }, ms)
    signal?.addEventListener('abort', stop)
  })
