import { namedOf } from '../../../roi/explain.ts'
import { verdictOn } from '../../../roi/filters.ts'
import type { CostCell, Tuple } from '../../../roi/report.ts'
import type { DayAmount } from '../../../roi/spread.ts'
import type { CostPart, FactOrigin } from '../../reports-explain.ts'
import { type AliasRow, CampaignAliases } from '../campaign-aliases.ts'
import { type CostRow, daysOf } from '../cost-row.ts'
import { COST_STANDS } from '../cost-stands.ts'
import { scopeOf } from '../costs.ts'
import { type OfflineTouch, StoredTouches } from '../stored-touches.ts'
import type { PartsContext } from './explain-parts.ts'
import { originOf } from './explain-told.ts'

interface Row extends CostRow, Omit<FactOrigin, 'seq'> {
  /** Of one in another currency: JSON of its days in the site's. */
  packed: string | null
  /** Of a commission whose order was reported: where it counts, and what is left of it. */
  day: number | null
  commissionChannel: string
  commissionSource: string
  commissionMedium: string
  commissionCampaign: string
  left: number
  /** Of one that a file has brought. */
  importId: string | null
  importFile: string | null
}

/** What of a report says which costs are part of a figure. */
export type CostsContext = Pick<PartsContext, 'snapshot' | 'fresh' | 'today'> & {
  query: Pick<PartsContext['query'], 'from' | 'to' | 'categories' | 'filters'>
  test: Pick<PartsContext['test'], 'cost'>
}

interface CostsPage {
  parts: CostPart[]
  next: string | null
}

/** Days of costs that a page shows, beyond those of its last cost: a cost has up to 3,660. */
const DAYS_MAX = 4000
const AT_ONCE = 200

/**
 * Costs in the order in which they came, then what told touches have cost; `from` is the number of the last
 * one that was looked at.
 */
export function costParts(context: CostsContext, from: string, limit: number): CostsPage {
  if (from.startsWith(OF_TOUCHES))
    return ownCostParts(context, from.slice(OF_TOUCHES.length), limit)
  const page = factParts(context, from, limit)
  if (page.next !== null) return page
  if (!hasOwnCosts(context)) return page
  if (page.parts.length >= limit) return { ...page, next: OF_TOUCHES }
  const own = ownCostParts(context, '', limit - page.parts.length)
  return { parts: [...page.parts, ...own.parts], next: own.next }
}

/** What the place of a touch begins with, in a cursor. */
const OF_TOUCHES = '-'

/** @returns pages of costs that were sent as such */
function factParts(context: CostsContext, from: string, limit: number): CostsPage {
  const { snapshot, fresh, query } = context
  const statement = snapshot.sql.prepare<Row>(PAGE)
  const aliases = new CampaignAliases(snapshot.sql)
  const parts: CostPart[] = []
  let after = Number(from)
  let days = 0
  for (;;) {
    const rows = statement.all(
      ...[fresh.generation, fresh.generation, after],
      ...[query.to, query.from, AT_ONCE],
    )
    for (const row of rows) {
      after = row.seq
      const cells = cellsOf(context, aliases.meant(row))
      if (cells.length === 0) continue
      parts.push({ kind: 'cost', cells, fact: factOf(row, aliases.of(row)) })
      days += cells.length
      if (parts.length >= limit || days > DAYS_MAX) return { parts, next: String(after) }
    }
    if (rows.length < AT_ONCE) return { parts, next: null }
  }
}

/** Of the one day of a commission; none while it waits, or was taken back. */
function commissionCells({ query, test }: CostsContext, row: Row): CostCell[] {
  const { category, day, left: amount } = row
  if (day === null || amount === 0 || day < query.from || day > query.to) return []
  const scope = {
    channel: row.commissionChannel,
    source: row.commissionSource,
    medium: row.commissionMedium,
    campaign: row.commissionCampaign,
  }
  return judged(query, { scope, category, day, amount, accrues: false }).filter(test.cost)
}

/** None where it is outside of what the report is kept to. */
function judged({ filters }: CostsContext['query'], cell: CostCell): CostCell[] {
  if (!filters) return [cell]
  const verdict = verdictOn(filters, namedOf(cell.scope))
  return verdict === 'out' ? [] : [{ ...cell, verdict }]
}

function cellsOf(context: CostsContext, row: Row): CostCell[] {
  const { fresh, query, test, today } = context
  const { category, spread } = row
  if (query.categories && !query.categories.includes(category)) return []
  if (row.conversion !== null) return commissionCells(context, row)
  const scope = scopeOf(row, fresh.settings)
  const accrues = spread === 'month'
  const last = accrues ? Math.min(query.to, today) : query.to
  return daysIn(row, fresh.settings.currency)
    .filter(({ day }) => day >= query.from && day <= last)
    .flatMap(({ day, amount }) => judged(query, { scope, category, day, amount, accrues }))
    .filter(test.cost)
}

/** Days without a rate are not there, as they are in no sum. */
function daysIn(row: Row, currency: string): DayAmount[] {
  if (row.currency === currency) return daysOf(row)
  const packed = JSON.parse(row.packed ?? '[]') as [number, number][]
  return packed.map(([day, amount]) => ({ day, amount }))
}

function factOf(row: Row, alias: AliasRow | undefined): CostPart['fact'] {
  const { seq, source, owner, schemaVersion, receivedAt } = row
  // The key of an imported row is made of what is told beside it.
  const externalId = row.import === null ? row.external_id : null
  const { from_day: from, to_day: to } =
    row.day === null ? row : { from_day: row.day, to_day: row.day }
  const { category, amount, currency, spread } = row
  return {
    ...{ seq, source, owner, schemaVersion, receivedAt },
    ...{ externalId, from, to, category, amount, currency, spread },
    ...(row.import !== null && { imported: importedOf(row, alias) }),
  }
}

const importedOf = (row: Row, alias: AliasRow | undefined) => ({
  id: row.importId ?? '',
  file: row.importFile ?? '',
  platform: row.platform ?? '',
  account: row.account ?? '',
  campaignId: row.platform_campaign_id ?? '',
  campaign: row.platform_campaign ?? '',
  ...(alias && { alias: aliasOf(alias) }),
})

const aliasOf = (alias: AliasRow) => ({
  ...{ account: alias.account, campaignId: alias.platform_campaign_id },
  ...{ campaign: alias.platform_campaign, seq: alias.seq, source: alias.source },
  ...{ owner: alias.owner, schemaVersion: alias.schema_version, receivedAt: alias.received_at },
})

const hasOwnCosts = ({ snapshot, fresh, query }: CostsContext): boolean =>
  snapshot.sql.prepare(ANY_OWN).get(fresh.generation, query.from, query.to) !== undefined

/** In the order of their numbers; `from` is the last one. */
function ownCostParts(context: CostsContext, from: string, limit: number): CostsPage {
  const { snapshot, fresh, query, test } = context
  const statement = snapshot.sql.prepare<OwnRow>(OWN_PAGE)
  const told = new StoredTouches(snapshot.sql)
  const parts: CostPart[] = []
  for (let after = Number(from); ; ) {
    const rows = statement.all(fresh.generation, after, query.from, query.to, AT_ONCE)
    for (const { touch, day, amount, category, ...scope } of rows) {
      after = touch
      const isAsked = !query.categories || query.categories.includes(category)
      const fact = told.offline(touch)
      if (!fact || !isAsked) continue
      const cell = { scope, category, day, amount, accrues: false }
      const cells = judged(query, cell).filter(test.cost)
      if (cells.length === 0) continue
      parts.push({ kind: 'cost', cells, fact: ownFact(fact, day) })
      if (parts.length >= limit) return { parts, next: `${OF_TOUCHES}${after}` }
    }
    if (rows.length < AT_ONCE) return { parts, next: null }
  }
}

interface OwnRow extends Tuple {
  touch: number
  day: number
  category: string
  amount: number
}

function ownFact(touch: OfflineTouch, day: number): CostPart['fact'] {
  const { category, amount, currency } = touch
  return {
    ...originOf(touch),
    ...{ externalId: touch.external_id, from: day, to: day, category, amount: amount ?? 0 },
    ...{ currency, spread: 'day' },
  }
}

const ANY_OWN = `
  SELECT 1 FROM told_places
  WHERE generation = ? AND day BETWEEN ? AND ? AND category != '' LIMIT 1`

const OWN_PAGE = `
  SELECT p.touch, p.day, p.category, p.amount, t.channel, t.source, t.medium, t.campaign
  FROM told_places p JOIN tuples t ON t.id = p.tuple
  WHERE p.generation = ? AND p.touch > ? AND p.day BETWEEN ? AND ? AND p.amount != 0
  ORDER BY p.touch LIMIT ?`

const PAGE = `
  SELECT costs.*, costs.schema_version AS schemaVersion, costs.received_at AS receivedAt, e.packed,
    i.id AS importId, i.file_name AS importFile,
    c.day, c.channel AS commissionChannel, c.source AS commissionSource,
    c.medium AS commissionMedium, c.campaign AS commissionCampaign, c.amount AS "left"
  FROM costs LEFT JOIN exchanged_costs e ON e.generation = ? AND e.cost = costs.seq
    LEFT JOIN commissions c ON c.generation = ? AND c.cost = costs.seq
    LEFT JOIN imports i ON i.seq = costs.import
  WHERE costs.seq > ? AND ((costs.from_day <= ? AND costs.to_day >= ?) OR costs.conversion IS NOT NULL)
    AND ${COST_STANDS}
  ORDER BY costs.seq LIMIT ?`
