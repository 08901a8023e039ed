import type { LogEntry } from '../../collector/app.ts'
import {
  LedgerBusyError,
  LedgerDeadlineError,
  SiteExistsError,
} from '../../collector/ledger/ledger.ts'
import type { RecordingLedgers } from '../http/recording-ledgers.ts'
import type { TestAppOptions } from '../http/test-app.ts'

// What the tests in Node and the Worker that they drive say to each other, as JSON.

/** An error that keeps its class. */
export interface WiredError {
  name: string
  message: string
  retryAfterSeconds?: number | undefined
}

export interface WiredRequest {
  path: string
  method: string
  headers: [string, string][]
  body: string | null
  /** The sender goes away in the middle of the body. */
  breaksOff: boolean
}

export interface WiredResponse {
  status: number
  headers: [string, string][]
  body: string
}

/** What a test wants of one app of the Worker. */
export type Order =
  | { do: 'request'; request: WiredRequest }
  | { do: 'flush' }
  | { do: 'forget'; site: string }
  /** The object of a site ends, and starts anew when it is called next. */
  | { do: 'end'; site: string }
  /** A method of the ledgers, or of the ledger of a site. */
  | { do: 'ledgers'; method: string; site?: string | undefined; args: unknown[] }

export interface Asked {
  /** Apps of different tests share nothing. */
  app: string
  now: number
  options: TestAppOptions
  trouble?: WiredError | undefined
  unopened?: WiredError | undefined
  order: Order
}

/** What became of it, and all that the app has recorded so far. */
export interface Told {
  outcome: { value: unknown } | { error: WiredError }
  log: LogEntry[]
  metrics: string
  opened: number
  batches: RecordingLedgers['batches']
}

export function wired(error: Error): WiredError {
  const { name, message } = error
  const { retryAfterSeconds } = error as Partial<LedgerBusyError>
  return { name, message, retryAfterSeconds }
}

export function unwired({ name, message, retryAfterSeconds }: WiredError): Error {
  return Object.assign(madeBy(name, retryAfterSeconds), { name, message })
}

function madeBy(name: string, retryAfterSeconds = 1): Error {
  if (name === 'LedgerBusyError') return new LedgerBusyError(retryAfterSeconds)
  if (name === 'LedgerDeadlineError') return new LedgerDeadlineError(0)
  if (name === 'SiteExistsError') return new SiteExistsError('')
  return new Error()
}
