import type { Contributions } from './contributions.ts'
import type { Conversions } from './conversions.ts'
import type { Costs } from './costs.ts'
import type { Generation, Generations } from './generations.ts'
import type { People } from './people.ts'
import type { Settling } from './settling.ts'
import type { Sql } from './sql.ts'
import type { Visits } from './visits.ts'

// Rows of a generation that was left are deleted so many at a time.
const PURGE_SLICE = 2000

const DERIVED = [
  'touches',
  'uncut',
  'contributions',
  'dirty',
  'rollups',
  'touch_counts',
  'touch_totals',
  'cost_days',
]

/**
 * Builds a generation from the facts, a slice at a time, while new facts come in: visitors first,
 * then conversions, costs, and last what they earn. Every step may be done twice.
 */
export class Building {
  readonly #statements
  readonly #parts: BuildingParts

  constructor(sql: Sql, parts: BuildingParts) {
    this.#parts = parts
    this.#statements = {
      visitors: sql.prepare<{ id: number }>(
        'SELECT id FROM visitors WHERE id > ? AND last_hit > 0 ORDER BY id LIMIT ?',
      ),
      conversions: sql.prepare<{ id: number }>(
        'SELECT id FROM conversions WHERE id > ? ORDER BY id LIMIT ?',
      ),
      purge: DERIVED.map((table) => {
        const key = KEYS[table] ?? 'rowid'
        return sql.prepare(
          `DELETE FROM ${table} WHERE generation = ? AND ${key} IN
             (SELECT ${key} FROM ${table} WHERE generation = ? LIMIT ${PURGE_SLICE})`,
        )
      }),
    }
  }

  /** Does one slice of at most `limit` visitors or conversions; false when all is built. */
  advance(generation: Generation, limit: number, now: number): boolean {
    return (
      this.#advanceVisitors(generation, limit, now) ||
      this.#advanceConversions(generation, limit) ||
      this.#advanceCosts(generation) ||
      this.#parts.settling.settle(generation, limit, now) > 0
    )
  }

  /** Deletes a slice of what generations that were left have behind; false when all is gone. */
  purge(): boolean {
    const { generations } = this.#parts
    const id = generations.retired[0]
    if (id === undefined) return false
    if (this.#statements.purge.every((statement) => statement.run(id, id) === 0))
      generations.remove(id)
    return true
  }

  #advanceVisitors(generation: Generation, limit: number, now: number): boolean {
    const slice = this.#statements.visitors.all(generation.visitorsDone, limit)
    for (const { id } of slice) {
      const changed = this.#parts.visits.recut(generation, id, now)
      this.#parts.people.touchesChanged(generation, id, changed)
    }
    generation.visitorsDone = slice.at(-1)?.id ?? generation.visitorsDone
    return slice.length > 0
  }

  #advanceConversions(generation: Generation, limit: number): boolean {
    const slice = this.#statements.conversions.all(generation.conversionsDone, limit)
    for (const { id } of slice) {
      const standing = this.#parts.conversions.standing(id)
      if (standing) this.#parts.people.placeIn(generation, standing)
    }
    generation.conversionsDone = slice.at(-1)?.id ?? generation.conversionsDone
    return slice.length > 0
  }

  #advanceCosts(generation: Generation): boolean {
    if (generation.costsDone) return false
    this.#parts.costs.rebuild(generation)
    generation.costsDone = true
    return true
  }
}

export interface BuildingParts {
  visits: Visits
  conversions: Conversions
  people: People
  costs: Costs
  settling: Settling
  contributions: Contributions
  generations: Generations
}

// Tables without a rowid are purged by a column of their key.
const KEYS: Record<string, string> = {
  touches: 'visitor',
  uncut: 'visitor',
  dirty: 'conversion',
  rollups: 'period',
  touch_counts: 'period',
  touch_totals: 'period',
  cost_days: 'day',
}
