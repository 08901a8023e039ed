import { DAY_MS } from '../../shared/dates.ts'
import { invalidFields } from './problem.ts'
import type { Received } from './records.ts'

/**
 * How far ahead of our clock a backend's record may be dated: its clock may be off by minutes, and
 * a time zone taken for another by hours.
 */
const FUTURE_TOLERANCE_MS = DAY_MS

/**
 * What has not happened yet is neither a conversion nor a refund.
 * @throws Problem 422 that names the `ts` of each record that is dated too far ahead
 */
export function refuseFuture(received: readonly Received<{ ts: number }>[], now: number): void {
  const errors = received
    .filter(({ record }) => record.ts > now + FUTURE_TOLERANCE_MS)
    .map(({ place }) => ({
      field: place ? `${place}.ts` : 'ts',
      message: 'is more than 24 hours ahead: send what has happened, when it has',
    }))
  if (errors.length > 0) throw invalidFields(errors)
}
