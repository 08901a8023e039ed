import { count, sql } from 'drizzle-orm'
import type { StatsAnswer } from '../../ledger.ts'
import * as tables from '../schema.ts'
import type { Queries } from '../sql.ts'
import { freshness, sum } from './freshness.ts'

const FACTS = {
  hits: tables.hits,
  visitors: tables.visitors,
  conversions: tables.conversionVersions,
  refunds: tables.refunds,
  identities: tables.identities,
  costs: tables.costs,
  touches: tables.touches,
}

/** Counts for operators: facts by kind, and what was dropped or ignored by reason. */
export function stats(queries: Queries): StatsAnswer {
  const facts: Record<string, number> = {}
  for (const [name, table] of Object.entries(FACTS))
    facts[name] = queries.select({ n: count() }).from(table).get()?.n ?? 0
  // Most sites sell and buy in one currency.
  const rates = queries.select({ n: count() }).from(tables.rates).get()?.n ?? 0
  if (rates > 0) facts['rates'] = rates
  const names = queries.select({ n: count() }).from(tables.conversionNames).get()?.n ?? 0
  if (names > 0) facts['names'] = names
  const codes = queries.select({ n: count() }).from(tables.codes).get()?.n ?? 0
  if (codes > 0) facts['codes'] = codes
  const aliases = queries.select({ n: count() }).from(tables.campaignAliases).get()?.n ?? 0
  if (aliases > 0) facts['aliases'] = aliases
  const opens = queries.select({ n: count() }).from(tables.opens).get()?.n ?? 0
  if (opens > 0) facts['opens'] = opens
  const told = queries.select({ n: count() }).from(tables.toldTouches).get()?.n ?? 0
  if (told > 0) facts['told_touches'] = told
  const { reason, n } = tables.tallies
  const rows = queries
    .select({ reason, n: sum(n) })
    .from(tables.tallies)
    .groupBy(sql`${reason}`)
    .all()
  const drops = Object.fromEntries(rows.map((row) => [row.reason, row.n]))
  return { kind: 'stats', ...freshness(queries), facts, drops }
}
