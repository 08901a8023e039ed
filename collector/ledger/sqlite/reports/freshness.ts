import { count, desc, eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Freshness } from '../../ledger.ts'
import * as tables from '../schema.ts'

/** A database that drizzle's queries run on: synchronous, whichever SQLite is below. */
export type Queries = BetterSQLite3Database

const FACT_TABLES = [
  tables.hits,
  tables.conversionVersions,
  tables.refunds,
  tables.identities,
  tables.costs,
] as const

/** How much of what is stored the active generation includes. @throws Error without a generation */
export function freshness(queries: Queries): Freshness {
  const generations = queries.select().from(tables.generations).all()
  const active = generations.find(({ state }) => state === 'active')
  if (!active) throw new Error('the site has no active generation')
  const [pending] = queries
    .select({ n: count() })
    .from(tables.dirty)
    .where(eq(tables.dirty.generation, active.id))
    .all()
  return {
    freshTo: freshTo(queries),
    pending: pending?.n ?? 0,
    generation: active.id,
    settingsVersion: active.settings,
    building: generations.length > 1,
  }
}

/** When the newest fact was received. */
function freshTo(queries: Queries): number | null {
  const times = FACT_TABLES.flatMap((table) => {
    const last = queries.select({ at: table.receivedAt }).from(table)
    return last.orderBy(desc(table.seq)).limit(1).all()
  })
  return times.length === 0 ? null : Math.max(...times.map(({ at }) => at))
}

export const sum = (column: Parameters<typeof sql>[1]) =>
  sql<number>`sum(${column})`.mapWith(Number)
