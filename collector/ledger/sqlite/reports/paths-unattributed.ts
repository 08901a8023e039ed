import { MILLIONTHS } from '../../../../shared/money.ts'
import { SALES_APART } from '../../../../shared/sales-channels.ts'
import { TOUCH_FILTERS } from '../../../../shared/wire/filters.ts'
import { REFUND_DATE } from '../../../attribution/contribution.ts'
import { passes } from '../../../roi/filters.ts'
import { addEarned, noPathSums, type PathSums } from '../../../roi/paths.ts'
import { earnedOf } from '../../../roi/worth.ts'
import type { Freshness, PathsQuery } from '../../ledger.ts'
import type { Sql } from '../sql.ts'
import { periodRanges } from './periods.ts'

/**
 * Conversions that no touch leads to, of the stage that is asked. The same under every model: all of them
 * leave it to nobody. What no touch has earned is outside of whatever is asked of touches.
 */
export function unattributedSums(
  sql: Sql,
  { generation, settings }: Freshness,
  { from, to, goal, worth, refundBasis, filters = {} }: PathsQuery,
): PathSums {
  const sums = noPathSums()
  if (TOUCH_FILTERS.some((name) => filters[name])) return sums
  const statement = sql.prepare<UnattributedRow>(UNATTRIBUTED)
  const model = settings.models[0]?.name ?? ''
  for (const range of periodRanges(from, to, false))
    for (const row of statement.all(generation, goal, model, range.from, range.to)) {
      const { basis, stage, conversions, ...amounts } = row
      if (filters.stage && !passes(filters.stage, stage)) continue
      if (basis === REFUND_DATE && refundBasis !== 'refund') continue
      const isGross = basis !== REFUND_DATE && refundBasis === 'refund'
      addEarned(sums, earnedOf(isGross ? { ...amounts, ...NOTHING_RETURNED } : amounts, worth))
      sums.conversions += conversions / MILLIONTHS
    }
  return sums
}

const NOTHING_RETURNED = { refunded: 0, goodsReturned: 0, discountReturned: 0 }

interface UnattributedRow {
  basis: string
  stage: string
  conversions: number
  value: number
  refunded: number
  costOfGoods: number
  goodsReturned: number
  discount: number
  discountReturned: number
}

const APART = SALES_APART.map((name) => `'${name}'`).join(', ')

const UNATTRIBUTED = `
  SELECT basis, stage, sum(conversions) AS conversions, sum(value) AS value, sum(refunded) AS refunded,
    sum(cost_of_goods) AS costOfGoods, sum(goods_returned) AS goodsReturned,
    sum(discount) AS discount, sum(discount_returned) AS discountReturned
  FROM rollups JOIN tuples t ON t.id = rollups.tuple
  WHERE generation = ? AND goal = ? AND model = ? AND basis IN ('conversion_date', '${REFUND_DATE}')
    AND period BETWEEN ? AND ? AND t.channel = '' AND t.source NOT IN (${APART})
  GROUP BY basis, stage`
