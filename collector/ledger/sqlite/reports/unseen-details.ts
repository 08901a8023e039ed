import { and, eq } from 'drizzle-orm'
import { DECLARED } from '../../../../shared/touch-kinds.ts'
import { KEY_OF_CODE } from '../../../touch/landing.ts'
import * as tables from '../schema.ts'
import type { Queries, Sql } from '../sql.ts'
import { StoredTouches } from '../stored-touches.ts'
import { isOffline, touchOfHit } from '../touch-numbers.ts'

const { touches } = tables

/** What a touch is besides its names, as far as nothing is known of it. */
export const NO_DETAILS = {
  landingPage: '',
  country: '',
  device: '',
  term: '',
  content: '',
  clickId: '',
}

/** What is known of touches that have no hit: they were told, or are by a code. */
export class UnseenDetails {
  readonly #queries: Queries
  readonly #generation: number
  readonly #told: StoredTouches

  constructor({ sql, queries }: { sql: Sql; queries: Queries }, generation: number) {
    this.#queries = queries
    this.#generation = generation
    this.#told = new StoredTouches(sql)
  }

  /** @param hit what it has in the place of one */
  of(hit: number) {
    return isOffline(hit) ? this.#ofOffline(touchOfHit(hit)) : this.#ofOrder(hit)
  }

  #ofOffline(number: number) {
    const touch = this.#told.offline(number)
    if (!touch) return NO_DETAILS
    return { ...NO_DETAILS, kind: touch.kind, externalId: touch.external_id }
  }

  #ofOrder(hit: number) {
    const { key, term, content, clickId } = touches
    const row = this.#queries
      .select({ key, term, content, clickId })
      .from(touches)
      .where(and(eq(touches.generation, this.#generation), eq(touches.visitor, hit)))
      .get()
    if (!row) return NO_DETAILS
    const { key: of, ...details } = row
    if (of === KEY_OF_CODE) return { ...NO_DETAILS, ...details }
    const landingPage = this.#told.declaredOf(-hit)?.url ?? ''
    return { ...NO_DETAILS, ...details, landingPage, kind: DECLARED }
  }
}
