import { and, count, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Settings } from '../../facts.ts'
import type { Freshness } from '../../ledger.ts'
import { leftIn, RESTANDING } from '../restanding.ts'
import * as tables from '../schema.ts'
import type { Queries } from '../sql.ts'

const FACT_TABLES = [
  tables.hits,
  tables.conversionVersions,
  tables.refunds,
  tables.conversionNames,
  tables.identities,
  tables.costs,
  tables.imports,
  tables.importMarks,
  tables.rates,
  tables.codes,
  tables.campaignAliases,
  tables.opens,
  tables.toldTouches,
  tables.periods,
] as const

/** How much of what is stored the active generation includes. @throws Error without a generation */
export function freshness(queries: Queries): Freshness {
  const generations = queries
    .select({
      ...getTableColumns(tables.generations),
      json: tables.settings.json,
      seq: tables.settings.seq,
    })
    .from(tables.generations)
    .innerJoin(tables.settings, eq(tables.settings.version, tables.generations.settings))
    .all()
  const active = generations.find(({ state }) => state === 'active')
  if (!active) throw new Error('the site has no active generation')
  const waiting = [tables.dirty, tables.uncut].map(
    (table) =>
      queries.select({ n: count() }).from(table).where(eq(table.generation, active.id)).get()?.n ??
      0,
  )
  return {
    ...newestFacts(queries, active.seq),
    pending:
      waiting.reduce((sum, n) => sum + n, staleCosts(queries, active.id)) + unplaced(queries),
    generation: active.id,
    settings: JSON.parse(active.json) as Settings,
    settingsVersion: active.settings,
    building: generations.length > 1,
  }
}

/** Orders of an import that has come to count, or does so no more. */
function unplaced(queries: Queries): number {
  const { site } = tables
  const kept = queries
    .select({ value: site.value })
    .from(site)
    .where(eq(site.name, RESTANDING))
    .get()
  return kept ? leftIn(kept.value) : 0
}

function staleCosts(queries: Queries, generation: number): number {
  const { exchangedCosts } = tables
  const stale = queries
    .select({ n: count() })
    .from(exchangedCosts)
    // As the partial index says it, so that it is used.
    .where(and(eq(exchangedCosts.generation, generation), sql`stale = 1`))
    .get()
  return stale?.n ?? 0
}

/** The highest number of a fact, and when the newest was received. */
function newestFacts(queries: Queries, settings: number): { freshTo: number | null; asOf: number } {
  const newest = FACT_TABLES.flatMap((table) => {
    const last = queries.select({ at: table.receivedAt, seq: table.seq }).from(table)
    return last.orderBy(desc(table.seq)).limit(1).all()
  })
  return {
    freshTo: newest.length === 0 ? null : Math.max(...newest.map(({ at }) => at)),
    asOf: Math.max(settings, ...newest.map(({ seq }) => seq)),
  }
}

export const sum = (column: Parameters<typeof sql>[1]) =>
  sql<number>`sum(${column})`.mapWith(Number)
