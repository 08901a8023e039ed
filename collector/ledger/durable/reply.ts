import { LedgerBusyError, SiteExistsError } from '../ledger.ts'
import { reportErrorNamed } from '../reports-too-large.ts'
import { transferErrorNamed } from '../transfer.ts'

/**
 * What an object answers: between a Worker and an object an error loses its class, so those that the
 * port knows travel as data.
 */
export type Reply<Value> = { value: Value } | { trouble: { name: string; message: string } }

/** Runs `work` in the object. */
export async function reply<Value>(work: () => Value | Promise<Value>): Promise<Reply<Value>> {
  try {
    return { value: await work() }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return { trouble: { name, message } }
  }
}

/** The value of a reply, in the Worker. @throws the error that the object has thrown */
export async function received<Value>(asked: Promise<Reply<Value>>): Promise<Value> {
  const answer = await asked.catch(busyOrThrow)
  if ('value' in answer) return answer.value
  throw errorOf(answer.trouble)
}

/** So long an object needs to start anew, or to work off what has piled up, s. */
const RETRY_AFTER_SECONDS = 2

/** An object that is about to be taken back to an earlier time says this to whoever calls it. */
export const LEAVING = 'the site is taken back to a snapshot'

/** What the platform says of its own failures. */
interface PlatformError extends Error {
  overloaded?: boolean
  retryable?: boolean
}

/** An object that has more calls than it can take, or was moved in the middle of one: try again. */
function busyOrThrow(error: PlatformError): never {
  if (error.overloaded || error.retryable || error.message.includes(LEAVING))
    throw new LedgerBusyError(RETRY_AFTER_SECONDS)
  throw error
}

function errorOf({ name, message }: { name: string; message: string }): Error {
  if (message === LEAVING) return new LedgerBusyError(RETRY_AFTER_SECONDS)
  const known = transferErrorNamed(name, message) ?? reportErrorNamed(name, message)
  const error = known ?? newError(name, message)
  return Object.assign(error, { name, message })
}

const newError = (name: string, message: string): Error =>
  name === 'SiteExistsError' ? new SiteExistsError('') : new Error(message)
