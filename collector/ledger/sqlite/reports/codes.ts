import { and, asc, eq, sql } from 'drizzle-orm'
import type { CodesAnswer } from '../../reports-codes.ts'
import { CODE_STANDS } from '../codes.ts'
import { codes } from '../schema.ts'
import type { Queries } from '../sql.ts'
import { freshness } from './freshness.ts'

/** The codes that are registered now. */
export function codesReport(queries: Queries): CodesAnswer {
  const rows = queries
    .select({
      code: codes.code,
      channel: codes.channel,
      campaignSource: codes.campaignSource,
      campaignMedium: codes.campaignMedium,
      campaign: codes.campaign,
      partner: codes.partner,
      customerId: codes.customerId,
      validFrom: codes.validFrom,
      validTo: codes.validTo,
      registeredAt: codes.receivedAt,
    })
    .from(codes)
    .where(and(sql.raw(CODE_STANDS), eq(codes.removed, 0)))
    .orderBy(asc(codes.key))
    .all()
  return { kind: 'codes', ...freshness(queries), codes: rows }
}
