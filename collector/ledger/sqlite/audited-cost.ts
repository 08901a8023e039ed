import { formatDay } from '../../../shared/dates.ts'
import { formatAmount } from '../../../shared/money.ts'
import type { DayAmount } from '../../roi/spread.ts'
import type { AuditFigures } from '../audit.ts'
import type { CostRow } from './cost-row.ts'

/** A cost without an external id is known by its number. */
export function costSubject(row: CostRow): AuditFigures {
  const { external_id, seq, from_day: from } = row
  if (row.import !== null) return { ...platformNames(row), from: formatDay(from) }
  return external_id === null ? { cost: seq } : { external_id }
}

const platformNames = (row: CostRow): AuditFigures => ({
  platform: row.platform,
  account: row.account,
  campaign: row.platform_campaign || row.platform_campaign_id,
})

/** The conversion that a commission is of. */
export interface CommissionOf {
  goal: string
  transaction_id: string
}

/** What a cost says, as its sender said it. */
export function auditedCost(row: CostRow, order?: CommissionOf): AuditFigures {
  return {
    ...(order ?? { from: formatDay(row.from_day), to: formatDay(row.to_day) }),
    category: row.category,
    ...(row.channel !== null && { channel: row.channel }),
    ...(row.campaign_source !== null && { source: row.campaign_source }),
    ...(row.campaign_medium !== null && { medium: row.campaign_medium }),
    ...(row.campaign !== null && { campaign: row.campaign }),
    amount: formatAmount(row.amount, row.currency),
    currency: row.currency,
    spread: row.spread,
  }
}

/** What a cost of another currency came to in the site's. */
export function auditedExchange(days: readonly DayAmount[], currency: string): AuditFigures {
  const amount = days.reduce((sum, day) => sum + day.amount, 0)
  return { days: days.length, amount: formatAmount(amount, currency), currency }
}
