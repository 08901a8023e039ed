import { type Person, Persons } from '../../../journey/persons.ts'
import { cutUnconverted, type Turn, type Unconverted } from '../../../journey/unconverted.ts'
import { uuidText } from '../bytes.ts'
import { StoredLinks } from '../links.ts'
import type { Sql } from '../sql.ts'
import type { IdSet } from './id-set.ts'

/** A touch that no converted journey has. */
export interface LooseTouch {
  visitor: number
  ts: number
  hit: number
  day: number
  tuple: number
  event_id: Uint8Array
}

interface TurnRow {
  conversion: number
  ts: number
}

/** Rows that are read at once: all that is in memory of the touches of a site. */
const ROWS_AT_ONCE = 4000

/** Rows of a person's visitors that are read at once: most have a few. */
const ROWS_OF_VISITOR = 200

/** So many named visitors, and who they are is forgotten. */
const VISITORS_REMEMBERED = 2000

export interface LooseTouchesInput {
  sql: Sql
  generation: number
  goal: string
  lookbackMs: number
  /** Hits of touches that converted journeys have. */
  spent: IdSet
  /** Conversions that have a journey. */
  converted: IdSet
}

/**
 * The journeys that did not convert, of all persons of a site. Goes over touches once, in the order
 * in which they are stored (by visitor); a visitor whom nobody has named is a person by itself.
 * Holds a page of rows and one journey at a time, however large the site is.
 */
export class LooseTouches {
  readonly #input: LooseTouchesInput
  readonly #links: StoredLinks
  readonly #statements
  #persons: Persons
  #asked = 0

  constructor(input: LooseTouchesInput) {
    this.#input = input
    this.#links = new StoredLinks(input.sql)
    this.#persons = new Persons(this.#links)
    this.#statements = prepareStatements(input.sql)
  }

  *journeys(): Generator<Unconverted<LooseTouch>> {
    const pages = new Pages((after) => this.#page(after))
    for (let first = pages.peek; first; first = pages.peek) {
      const { visitor } = first
      if (pages.isNamed(visitor)) {
        let isLoose = false
        for (const row of pages.of(visitor)) isLoose ||= this.#isLoose(row)
        if (isLoose) yield* this.#ofNamed(visitor)
      } else yield* cutUnconverted(pages.of(visitor), [], this.#input.lookbackMs)
    }
  }

  #isLoose = ({ hit }: LooseTouch): boolean => !this.#input.spent.has(hit)

  #page(after: LooseTouch | undefined): Page {
    const { generation } = this.#input
    const { visitor = 0, ts = 0, event_id = new Uint8Array() } = after ?? {}
    const rows = this.#statements.page.all(generation, visitor, ts, event_id, ROWS_AT_ONCE)
    const [first, last] = [rows[0], rows.at(-1)]
    const named = first && last ? this.#statements.named.all(first.visitor, last.visitor) : []
    return { rows, named: new Set(named.map(({ id }) => id)) }
  }

  /** The persons of a visitor, of whom this is the first visitor that has a loose touch of them. */
  *#ofNamed(visitor: number): Generator<Unconverted<LooseTouch>> {
    this.#asked += 1
    if (this.#asked % VISITORS_REMEMBERED === 0) this.#persons = new Persons(this.#links)
    const owners = this.#persons.ownersOf(visitor).map(({ person }) => person)
    for (const person of new Set(owners)) {
      const visitors = this.#visitorsOf(person, visitor)
      const earlier = visitors.filter((other) => other < visitor)
      if (earlier.some((other) => this.#hasAny(other, person))) continue
      const touches = merged(visitors.map((other) => this.#touchesOf(other, person)))
      yield* cutUnconverted(touches, this.#turnsOf(person), this.#input.lookbackMs)
    }
  }

  /** Whose touches may be this person's; whom the person isn't known to have has it alone. */
  #visitorsOf(person: Person, visitor: number): number[] {
    const known = this.#persons.visitorsOf(person)
    return known.includes(visitor) ? known : [visitor]
  }

  #hasAny(visitor: number, person: Person): boolean {
    return !this.#touchesOf(visitor, person).next().done
  }

  *#touchesOf(visitor: number, person: Person): Generator<LooseTouch> {
    const { generation } = this.#input
    let ts = 0
    let id: Uint8Array = new Uint8Array()
    for (;;) {
      const rows = this.#statements.ofVisitor.all(generation, visitor, ts, id, ROWS_OF_VISITOR)
      for (const row of rows)
        if (this.#isLoose(row) && this.#persons.ofTouch(visitor, row.ts) === person) yield row
      const last = rows.at(-1)
      if (!last || rows.length < ROWS_OF_VISITOR) return
      ts = last.ts
      id = last.event_id
    }
  }

  #turnsOf(person: Person): Turn[] {
    const { generation, goal, converted } = this.#input
    return this.#statements.turns
      .all(generation, person, goal)
      .map(({ conversion, ts }) => ({ ts, hasJourney: converted.has(conversion) }))
  }
}

interface Page {
  rows: LooseTouch[]
  /** Its visitors whom somebody has named. */
  named: ReadonlySet<number>
}

/** Rows in pages as one sequence. */
class Pages {
  readonly #read: (after: LooseTouch | undefined) => Page
  #page: Page
  #at = 0

  constructor(read: (after: LooseTouch | undefined) => Page) {
    this.#read = read
    this.#page = read(undefined)
  }

  get peek(): LooseTouch | undefined {
    if (this.#at < this.#page.rows.length) return this.#page.rows[this.#at]
    if (this.#page.rows.length < ROWS_AT_ONCE) return undefined
    this.#page = this.#read(this.#page.rows.at(-1))
    this.#at = 0
    return this.#page.rows[0]
  }

  isNamed(visitor: number): boolean {
    return this.#page.named.has(visitor)
  }

  /** The rows of the visitor that is next. */
  *of(visitor: number): Generator<LooseTouch> {
    for (let row = this.peek; row?.visitor === visitor; row = this.peek) {
      this.#at += 1
      yield row
    }
  }
}

/** Touches of several visitors in the order of (time, id). */
function* merged(sources: readonly Generator<LooseTouch>[]): Generator<LooseTouch> {
  const heads = sources.map((source) => ({ source, touch: nextOf(source) }))
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const head of heads)
      if (head.touch && (!first?.touch || isBefore(head.touch, first.touch))) first = head
    if (!first?.touch) return
    yield first.touch
    first.touch = nextOf(first.source)
  }
}

const nextOf = (source: Generator<LooseTouch>): LooseTouch | undefined => {
  const { done, value } = source.next()
  return done ? undefined : value
}

const isBefore = (a: LooseTouch, b: LooseTouch): boolean =>
  a.ts < b.ts || (a.ts === b.ts && uuidText(a.event_id) < uuidText(b.event_id))

function prepareStatements(sql: Sql) {
  const row = 'visitor, ts, hit, day, tuple, event_id'
  return {
    page: sql.prepare<LooseTouch>(
      `SELECT ${row} FROM touches
       WHERE generation = ? AND (visitor, ts, event_id) > (?, ?, ?)
       ORDER BY visitor, ts, event_id LIMIT ?`,
    ),
    named: sql.prepare<{ id: number }>(
      'SELECT id FROM visitors WHERE id BETWEEN ? AND ? AND linked = 1',
    ),
    ofVisitor: sql.prepare<LooseTouch>(
      `SELECT ${row} FROM touches
       WHERE generation = ? AND visitor = ? AND (ts, event_id) > (?, ?)
       ORDER BY ts, event_id LIMIT ?`,
    ),
    turns: sql.prepare<TurnRow>(
      `SELECT conversion, ts FROM contributions
       WHERE generation = ? AND person = ? AND goal = ? AND state != 'unconfirmed'
       ORDER BY ts, transaction_id`,
    ),
  }
}
