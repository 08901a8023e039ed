import type { ConversionName } from '../facts.ts'
import { MoveError } from '../transfer.ts'
import { type Conversions, linkOf } from './conversions.ts'
import type { Generations } from './generations.ts'
import type { LinkStore } from './links.ts'
import type { Names } from './names.ts'
import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'
import { BROUGHT_STANDS } from './stands-first.ts'
import { linkOfTouch } from './stored-touches.ts'
import type { ToldTouches } from './told-touches.ts'

/** The row of `site` that tells how far a move has been finished. */
const FINISHED_TO = 'move'

/** Rows that one statement goes over: a part of a second wherever it runs. */
const ROWS_A_SLICE = 10_000

/** Links are made one by one. */
const LINKS_A_SLICE = 1000

interface Progress {
  settings: number
  step: number
  /** The row of this step that was done last. */
  after: number
}

/** Does one slice behind `after`; says where it ended, or undefined when nothing was left. */
type Step = (after: number) => number | undefined

interface IdentityRow {
  seq: number
  visitor: number | null
  customer: string | null
  email: string | null
  ts: number
  claim: number
  since: number | null
  /** 1 where an import has brought it, with which it goes again. */
  brought: number
}

/**
 * Derives what is kept beside imported rows (heads of chains, who is linked, which conversions were
 * reported, what refunds lower, links), a slice at a time, before a generation is built from them. How far it is stands in
 * the same transaction as what was done.
 */
export class Finishing {
  readonly #values: SiteValues
  readonly #statements
  readonly #steps: readonly Step[]
  readonly #parts: FinishingParts
  #progress: Progress | undefined

  constructor(sql: Sql, parts: FinishingParts) {
    this.#values = new SiteValues(sql)
    this.#statements = prepareStatements(sql)
    this.#parts = parts
    const { clearVisitors, clearLinks, heads, placed } = this.#statements
    this.#steps = [
      this.#over('visitors', 'id', clearVisitors),
      this.#over('links', 'id', clearLinks),
      this.#over('hits', 'seq', heads),
      (after) => this.#identities(after),
      (after) => this.#conversions(after),
      this.#over('refunds', 'seq', placed),
      (after) => this.#names(after),
      (after) => this.#touches(after),
    ]
    const stored = this.#values.get(FINISHED_TO)
    this.#progress = stored === undefined ? undefined : (JSON.parse(stored) as Progress)
  }

  /** Begins under a version of the settings; goes on when it has begun under the same. */
  begin(settingsVersion: number): void {
    if (this.#progress?.settings === settingsVersion) return
    if (!this.#statements.hasSettings.get(settingsVersion))
      throw new MoveError(`there are no settings of version ${settingsVersion}: import them first`)
    this.#parts.generations.begin(settingsVersion, 'building')
    this.#keep({ settings: settingsVersion, step: 0, after: 0 })
  }

  get isUnderWay(): boolean {
    return this.#progress !== undefined && this.#progress.step < this.#steps.length
  }

  /** Whether all is derived, but for what the generation still builds. */
  get isDone(): boolean {
    return this.#progress !== undefined && !this.isUnderWay
  }

  /** One slice. */
  advance(): void {
    const at = this.#progress
    const step = at && this.#steps[at.step]
    if (!at || !step) return
    const after = step(at.after)
    this.#keep(after === undefined ? { ...at, step: at.step + 1, after: 0 } : { ...at, after })
  }

  #keep(progress: Progress): void {
    this.#progress = progress
    this.#values.set(FINISHED_TO, JSON.stringify(progress))
  }

  /** One statement over ranges of a table's ids. */
  #over(table: string, key: string, statement: Statements['heads']): Step {
    const last = this.#statements.last(table, key)
    return (after) => {
      if (after >= (last.get()?.last ?? 0)) return undefined
      statement.run(after, after + ROWS_A_SLICE)
      return after + ROWS_A_SLICE
    }
  }

  #identities(after: number): number | undefined {
    const slice = this.#statements.identities.all(after, LINKS_A_SLICE)
    for (const { seq, brought, claim, ...link } of slice)
      this.#parts.links.put({ ...link, claim: claim === 1 }, brought ? { identity: seq } : null)
    return slice.at(-1)?.seq
  }

  #conversions(after: number): number | undefined {
    const slice = this.#statements.conversions.all(after, LINKS_A_SLICE)
    for (const { id } of slice) {
      const standing = this.#parts.conversions.standing(id)
      this.#statements.report.run(standing ? 1 : 0, id)
      if (standing) this.#parts.links.put(linkOf(standing), { conversion: id })
    }
    return slice.at(-1)?.id
  }

  #names(after: number): number | undefined {
    const slice = this.#statements.names.all(after, LINKS_A_SLICE)
    for (const { goal, transactionId } of slice) this.#parts.names.place({ goal, transactionId })
    return slice.at(-1)?.seq
  }

  #touches(after: number): number | undefined {
    const slice = this.#parts.told.offlineAfter(after, LINKS_A_SLICE)
    for (const touch of slice?.numbers ?? []) {
      const link = linkOfTouch(this.#parts.told.offline(touch))
      if (link) this.#parts.links.put(link, { touch })
    }
    return slice?.last
  }
}

/** Forgets how far it was: rows have come that were not there. */
export const forgetFinishing = (sql: Sql): void => new SiteValues(sql).remove(FINISHED_TO)

export interface FinishingParts {
  links: LinkStore
  conversions: Conversions
  names: Names
  told: ToldTouches
  generations: Generations
}

type Statements = ReturnType<typeof prepareStatements>

function prepareStatements(sql: Sql) {
  return {
    last: (table: string, key: string) =>
      sql.prepare<{ last: number | null }>(`SELECT max(${key}) AS last FROM ${table}`),
    clearVisitors: sql.prepare(
      'UPDATE visitors SET last_hit = 0, hits = 0, linked = 0 WHERE id > ? AND id <= ?',
    ),
    clearLinks: sql.prepare('DELETE FROM links WHERE id > ? AND id <= ?'),
    heads: sql.prepare(
      `UPDATE visitors SET last_hit = max(last_hit, slice.last), hits = visitors.hits + slice.n
       FROM (
         SELECT visitor, max(seq) AS last, count(*) AS n FROM hits
         WHERE seq > ? AND seq <= ? GROUP BY visitor
       ) AS slice WHERE slice.visitor = visitors.id`,
    ),
    identities: sql.prepare<IdentityRow>(
      `SELECT seq, visitor, customer_id AS customer, email_hash AS email, ts, claim,
         customer_since AS since, brought_by IS NOT NULL AS brought
       FROM identities WHERE seq > ? AND ${BROUGHT_STANDS} ORDER BY seq LIMIT ?`,
    ),
    conversions: sql.prepare<{ id: number }>(
      'SELECT id FROM conversions WHERE id > ? ORDER BY id LIMIT ?',
    ),
    report: sql.prepare('UPDATE conversions SET reported = ? WHERE id = ?'),
    placed: sql.prepare('UPDATE refunds SET counts_for = conversion WHERE seq > ? AND seq <= ?'),
    names: sql.prepare<ConversionName & { seq: number }>(
      `SELECT seq, goal, transaction_id AS transactionId FROM conversion_names
       WHERE seq > ? ORDER BY seq LIMIT ?`,
    ),
    hasSettings: sql.prepare('SELECT 1 FROM settings WHERE version = ?'),
  }
}
