import type { Conversions } from './conversions.ts'
import type { Costs } from './costs.ts'
import { OF_GENERATION } from './derived.ts'
import type { Generation, Generations } from './generations.ts'
import type { People } from './people.ts'
import type { Settling } from './settling.ts'
import type { Sql } from './sql.ts'
import type { Telling } from './telling.ts'
import type { Visits } from './visits.ts'

// Rows of a generation that was left are deleted so many at a time.
const PURGE_SLICE = 2000

// A visitor is cut whole: a slice of few visitors with very many hits ends after the first of them.
const HITS_A_SLICE_MAX = 5000

/**
 * Builds a generation from the facts, a slice at a time, while new facts come in: visitors first,
 * then told touches, conversions, costs, and last what they earn. How far it has come is kept with what it did.
 */
export class Building {
  readonly #sql: Sql
  readonly #statements
  readonly #parts: BuildingParts

  constructor(sql: Sql, parts: BuildingParts) {
    this.#sql = sql
    this.#parts = parts
    this.#statements = {
      visitors: sql.prepare<{ id: number; hits: number }>(
        'SELECT id, hits FROM visitors WHERE id > ? AND last_hit > 0 ORDER BY id LIMIT ?',
      ),
      conversions: sql.prepare<{ id: number }>(
        'SELECT id FROM conversions WHERE id > ? ORDER BY id LIMIT ?',
      ),
    }
  }

  /** Does one slice of at most `limit` visitors, touches or conversions; false when all is built. */
  advance(generation: Generation, limit: number, now: number): boolean {
    return (
      this.#advanceVisitors(generation, limit, now) ||
      this.#parts.telling.advance(generation, limit, now) ||
      this.#advanceConversions(generation, limit) ||
      this.#parts.costs.advance(generation, limit) ||
      this.#parts.costs.restate(generation, limit, now) ||
      this.#parts.settling.settle(generation, limit, now) > 0
    )
  }

  /** Deletes a slice of what generations that were left have behind; false when all is gone. */
  purge(): boolean {
    const { generations } = this.#parts
    const id = generations.retired[0]
    if (id === undefined) return false
    if (!OF_GENERATION.some((table) => table.purge(this.#sql, id, PURGE_SLICE)))
      generations.remove(id)
    return true
  }

  #advanceVisitors(generation: Generation, limit: number, now: number): boolean {
    const slice = this.#statements.visitors.all(generation.visitorsDone, limit)
    let cut = 0
    for (const { id, hits } of slice) {
      if (cut > HITS_A_SLICE_MAX) break
      const changed = this.#parts.visits.recut(generation, id, now)
      this.#parts.people.touchesChanged(generation, id, changed)
      generation.visitorsDone = id
      cut += hits
    }
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
}

export interface BuildingParts {
  visits: Visits
  telling: Telling
  conversions: Conversions
  people: People
  costs: Costs
  settling: Settling
  generations: Generations
}
