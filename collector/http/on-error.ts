import type { Context } from 'hono'
import { LedgerBusyError, LedgerDeadlineError } from '../ledger/ledger.ts'
import { ReportTooLargeError } from '../ledger/reports-too-large.ts'
import { SiteClosedError } from '../ledger/transfer.ts'
import { type Answer, responseOf, securityHeaders } from './answer.ts'
import type { Log } from './log.ts'
import { Problem } from './problem.ts'

const DEADLINE_RETRY_SECONDS = '5'

/**
 * The one place where an error becomes an answer. What nobody foresaw is logged under an id, and
 * only that id is told.
 */
export function onError(error: unknown, c: Context, log: Log): Response {
  return responseOf(errorAnswer(error, c.req.method, log))
}

/**
 * The same as data.
 * @param headers of the route, that its errors need too (CORS: a tag must read `Retry-After`)
 */
export function errorAnswer(
  error: unknown,
  method: string,
  log: Log,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return problemAnswer(problemOf(error, method, log), headers)
}

/** A problem as an answer. */
export const answerOf = (problem: Problem): Response => responseOf(problemAnswer(problem, {}))

/** @param headers beside its own, which go first */
function problemAnswer(problem: Problem, headers: Readonly<Record<string, string>>): Answer {
  return {
    status: problem.status,
    headers: {
      ...securityHeaders,
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
      ...problem.options.headers,
    },
    body: JSON.stringify(problem.document()),
  }
}

function problemOf(error: unknown, method: string, log: Log): Problem {
  if (error instanceof Problem) return error
  if (error instanceof LedgerBusyError) {
    const seconds = String(error.retryAfterSeconds)
    return new Problem('busy', `nothing was stored; send it again in ${seconds} s`, {
      headers: { 'retry-after': seconds },
    })
  }
  if (error instanceof SiteClosedError) {
    return new Problem('site-moving', error.message, {
      headers: { 'retry-after': String(error.retryAfterSeconds) },
    })
  }
  if (error instanceof ReportTooLargeError) return new Problem('conflict', error.message)
  if (error instanceof LedgerDeadlineError) {
    return new Problem('deadline', `${error.message}; ask for a shorter period or fewer "by"`, {
      headers: { 'retry-after': DEADLINE_RETRY_SECONDS },
    })
  }
  return unforeseen(error, method, log)
}

function unforeseen(error: unknown, method: string, log: Log): Problem {
  const id = crypto.randomUUID()
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  log({ level: 'error', event: 'unforeseen_error', id, method, name, message, stack })
  return new Problem('internal', 'it is logged under the id in "instance"; try again later', {
    instance: `urn:uuid:${id}`,
  })
}
