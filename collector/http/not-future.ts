import { DAY_MS } from '../../shared/dates.ts'
import { invalidFields } from './problem.ts'
import type { Received } from './records.ts'

/**
 * How far ahead of our clock a backend's record may be dated: its clock may be off by minutes, and
 * a time zone taken for another by hours.
 */
const FUTURE_TOLERANCE_MS = DAY_MS

/** Fields that say when something happened, ms since the epoch. */
const happened = ['ts', 'updated_at'] as const
type Dated = { [field in (typeof happened)[number]]?: number | undefined }

/**
 * What has not happened yet is no fact.
 * @throws Problem 422 that names the `ts` and `updated_at` that are dated too far ahead
 */
export function refuseFuture(received: readonly Received<Dated>[], now: number): void {
  const errors = received.flatMap(({ record, place }) =>
    happened
      .filter((field) => (record[field] ?? now) > now + FUTURE_TOLERANCE_MS)
      .map((field) => ({
        field: place ? `${place}.${field}` : field,
        message: 'is more than 24 hours ahead: send what has happened, when it has',
      })),
  )
  if (errors.length > 0) throw invalidFields(errors)
}
