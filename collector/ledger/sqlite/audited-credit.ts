import { formatDay } from '../../../shared/dates.ts'
import { formatAmount } from '../../../shared/money.ts'
import { unpackContribution } from '../../attribution/contribution.ts'
import type { AuditFigures } from '../audit.ts'
import { sha256Hex } from './audit-chain.ts'

/** Enough to tell two contributions apart. */
const FINGERPRINT_LENGTH = 16

/**
 * What a conversion had credited, in short: `value` is net of refunds, and `fingerprint` differs also
 * when other touches have earned the same. null when nothing was credited.
 */
export function auditedCredit(packed: string, currency: string): AuditFigures | null {
  if (packed === '') return null
  const { day, stage, touches, measures } = unpackContribution(packed)
  return {
    day: formatDay(day),
    stage,
    touches: touches.length,
    value: formatAmount(measures.value - measures.refunded, currency),
    currency,
    fingerprint: sha256Hex(packed).slice(0, FINGERPRINT_LENGTH),
  }
}
