import type { Billed } from './billed.ts'

// A month on the platform, from what was measured and what is published: Workers, Durable Objects and
// Queues pricing on developers.cloudflare.com, read on 2026-11-22. Paid plan, US dollars.

/** What is included in a month, and the price of a million more. */
interface Price {
  included: number
  aMillion: number
}

const BASE = 5
const PRICES = {
  'Worker requests': { included: 10e6, aMillion: 0.3 },
  'CPU ms of the Worker': { included: 30e6, aMillion: 0.02 },
  'object requests': { included: 1e6, aMillion: 0.15 },
  'object GB-s': { included: 400_000, aMillion: 12.5 },
  'rows read': { included: 25e9, aMillion: 0.001 },
  'rows written': { included: 50e6, aMillion: 1 },
  'queue operations': { included: 1e6, aMillion: 0.4 },
} as const satisfies Record<string, Price>

type Meter = keyof typeof PRICES
export type Month = Record<Meter, number>

const MONTH_SECONDS = 30 * 86_400
/** An object is billed for 128 MB, whatever it uses. */
const OBJECT_GB = 0.128
/** What is written behind keeps the object awake for so long after a call, s. */
const AWAKE_SECONDS = 1
/** Conversions of one event. */
const CONVERSIONS = 0.01
/** Of each request: the registry's word, the site's keys, the append. Often fewer: both are remembered. */
const OBJECT_CALLS = 3
/** A queue delivers after so long, or when 100 messages wait. */
const DELIVERY_SECONDS = 2

/** One site with so many events a month, each a request of its own, in direct mode. */
export function directMonth(events: number, event: Billed, conversion: Billed): Month {
  const conversions = events * CONVERSIONS
  const requests = events + conversions
  const objectRequests = requests * OBJECT_CALLS
  return {
    'Worker requests': requests,
    'CPU ms of the Worker': events * event.workerCpuMs + conversions * conversion.workerCpuMs,
    'object requests': objectRequests,
    'object GB-s': Math.min(MONTH_SECONDS, objectRequests * AWAKE_SECONDS) * OBJECT_GB,
    'rows read': events * event.rowsRead + conversions * conversion.rowsRead,
    'rows written': events * event.rowsWritten + conversions * conversion.rowsWritten,
    'queue operations': 0,
  }
}

/** The same in queue mode: each message is written, read and deleted, and deliveries are called. */
export function queueMonth(events: number, event: Billed, conversion: Billed): Month {
  const direct = directMonth(events, event, conversion)
  const deliveries = Math.max(Math.min(events, MONTH_SECONDS / DELIVERY_SECONDS), events / 100)
  return {
    ...direct,
    'Worker requests': direct['Worker requests'] + deliveries,
    'object requests': direct['object requests'] - events + deliveries,
    'queue operations': 3 * events,
  }
}

/** US dollars, without storage. */
export const dollarsOf = (month: Month): number =>
  (Object.keys(PRICES) as Meter[]).reduce((sum, meter) => sum + charge(meter, month[meter]), BASE)

function charge(meter: Meter, used: number): number {
  const { included, aMillion } = PRICES[meter]
  return (Math.max(0, used - included) / 1e6) * aMillion
}
