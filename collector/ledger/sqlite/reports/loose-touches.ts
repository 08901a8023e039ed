import { type Person, Persons } from '../../../journey/persons.ts'
import { offlineTouchId } from '../../../journey/told-touches.ts'
import { cutUnconverted, type Turn, type Unconverted } from '../../../journey/unconverted.ts'
import { uuidText } from '../bytes.ts'
import { HAPPENED_SQL } from '../contributions.ts'
import { StoredLinks } from '../links.ts'
import type { Sql } from '../sql.ts'
import { StoredTouches } from '../stored-touches.ts'
import { isOffline, touchOfHit } from '../touch-numbers.ts'
import type { IdSet } from './id-set.ts'

/** A touch that no converted journey has. */
export interface LooseTouch {
  visitor: number
  ts: number
  hit: number
  day: number
  tuple: number
}

interface TurnRow {
  conversion: number
  ts: number
}

/** Rows that are read at once: all that is in memory of the touches of a site. */
const ROWS_AT_ONCE = 4000

/** Visitors that are asked for at once where some are wanted: most have a few touches. */
const VISITORS_AT_ONCE = 1000

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
  spent: Known
  /** Conversions that have a journey. */
  converted: Known
  /** Told whose touches and conversions are asked for next, unless nobody has named the visitor. */
  onNamed?: (persons: readonly Person[]) => void
  /** Whose journeys are wanted, with all touches of the same persons; everybody's unless told. */
  wanted?: IdSet
  /** Told how many touches were read. @throws what is to end it */
  onRead?: (touches: number) => void
}

/** What is known of ids: all of a site's, or only of the persons who were told. */
type Known = Pick<IdSet, 'has'>

/** A part of the visitors: those behind one, until so many touches have been read. */
export interface VisitorRange {
  after: number
  touchesMax: number
}

/**
 * The journeys that did not convert, of all persons of a site or of some. Goes over touches once, in the order
 * in which they are stored (by visitor); a visitor whom nobody has named is a person by itself.
 * Holds a page of rows and one journey at a time, however large the site is.
 */
export class LooseTouches {
  readonly #input: LooseTouchesInput
  readonly #links: StoredLinks
  readonly #statements
  readonly #told: StoredTouches
  #persons: Persons
  #asked = 0
  #done = 0

  constructor(input: LooseTouchesInput) {
    this.#input = input
    this.#links = new StoredLinks(input.sql)
    this.#persons = new Persons(this.#links)
    this.#statements = prepareStatements(input.sql)
    this.#told = new StoredTouches(input.sql)
  }

  /** Of all visitors, or of whole ones of a range: `done` then tells where the next part begins. */
  *journeys({ after, touchesMax }: VisitorRange = EVERYBODY): Generator<Unconverted<LooseTouch>> {
    const pages = new Pages((place) => this.#page(place), { ...START, visitor: after + 1 })
    for (let first = pages.peek; first; first = pages.peek) {
      if (pages.read >= touchesMax) return
      const { visitor } = first
      if (pages.isNamed(visitor)) yield* this.#ofNamed(visitor, pages.of(visitor))
      else yield* cutUnconverted(pages.of(visitor), [], this.#input.lookbackMs)
      this.#done = visitor
    }
    this.#done = Infinity
  }

  /** The last visitor of whom all journeys were given; Infinity once there are no more. */
  get done(): number {
    return this.#done
  }

  /** The event id of a touch, which is seldom asked for: when two came at the same time. */
  idOf(hit: number): string {
    if (isOffline(hit)) return this.#offlineId(touchOfHit(hit))
    const row = this.#statements.id.get(hit)
    return row ? uuidText(row.event_id) : ''
  }

  #offlineId(number: number): string {
    const touch = this.#told.offline(number)
    return touch ? offlineTouchId(touch.external_id, touch.ts) : ''
  }

  #isLoose = ({ hit }: LooseTouch): boolean => !this.#input.spent.has(hit)

  #page(place: Place): Page {
    const { wanted, generation } = this.#input
    if (wanted) return this.#pageOf(wanted, place)
    const { visitor, ts, seen } = place
    const rows = this.#statements.page.all(generation, visitor, ts, ROWS_AT_ONCE, seen)
    const [first, last] = [rows[0], rows.at(-1)]
    const named = first && last ? this.#statements.named.all(first.visitor, last.visitor) : []
    const next = rows.length < ROWS_AT_ONCE ? undefined : placeAfter(rows, place)
    return { rows, named: new Set(named.map(({ id }) => id)), next }
  }

  /** Those who are not wanted are stepped over, however many they are. */
  #pageOf(wanted: IdSet, place: Place): Page {
    const { visitor, ts, seen } = place
    const some = wanted.from(visitor, VISITORS_AT_ONCE)
    const last = some.at(-1)
    if (last === undefined) return { rows: [], named: new Set(), next: undefined }
    const asked = [this.#input.generation, JSON.stringify(some), visitor, ts, ROWS_AT_ONCE, seen]
    const rows = this.#statements.pageOf.all(...asked)
    this.#input.onRead?.(rows.length)
    const named = this.#statements.namedOf.all(JSON.stringify(some))
    const isFull = rows.length === ROWS_AT_ONCE
    const next = isFull ? placeAfter(rows, place) : { ...START, visitor: last + 1 }
    return { rows, named: new Set(named.map(({ id }) => id)), next }
  }

  /** The persons of a visitor, of whom this is the first visitor that has a loose touch of them. */
  *#ofNamed(visitor: number, rows: Iterable<LooseTouch>): Generator<Unconverted<LooseTouch>> {
    this.#asked += 1
    if (this.#asked % VISITORS_REMEMBERED === 0) this.#persons = new Persons(this.#links)
    const hits = Array.from(rows, ({ hit }) => hit)
    const anyLoose = () => hits.some((hit) => !this.#input.spent.has(hit))
    if (!anyLoose()) return
    const owners = this.#ownersOf(visitor)
    this.#input.onNamed?.([...owners])
    if (!anyLoose()) return
    for (const person of owners) {
      const visitors = this.#visitorsOf(person, visitor)
      if (visitors.length > 1 && !this.#isFirst(visitor, visitors, person)) continue
      const sources = visitors.map((other) => this.#touchesOf(other, person))
      const touches = merged(sources, (hit) => this.idOf(hit))
      yield* cutUnconverted(touches, this.#turnsOf(person), this.#input.lookbackMs)
    }
  }

  #ownersOf(visitor: number): ReadonlySet<Person> {
    return new Set(this.#persons.ownersOf(visitor).map(({ person }) => person))
  }

  /** Whose touches may be this person's; whom the person isn't known to have has it alone. */
  #visitorsOf(person: Person, visitor: number): number[] {
    const known = this.#persons.visitorsOf(person)
    return known.includes(visitor) ? known : [visitor]
  }

  /** Whether it has loose touches of the person, and none of the visitors before it has. */
  #isFirst(visitor: number, visitors: readonly number[], person: Person): boolean {
    if (!this.#hasAny(visitor, person)) return false
    const { wanted } = this.#input
    const isAsked = (other: number) => other < visitor && (wanted?.has(other) ?? true)
    return !visitors.some((other) => isAsked(other) && this.#hasAny(other, person))
  }

  #hasAny(visitor: number, person: Person): boolean {
    return !this.#touchesOf(visitor, person).next().done
  }

  *#touchesOf(visitor: number, person: Person): Generator<LooseTouch> {
    const { generation } = this.#input
    let place = START
    for (;;) {
      const { ts, seen } = place
      const rows = this.#statements.ofVisitor.all(generation, visitor, ts, ROWS_OF_VISITOR, seen)
      this.#input.onRead?.(rows.length)
      for (const row of rows)
        if (this.#isLoose(row) && this.#persons.ofTouch(visitor, row.ts) === person) yield row
      if (rows.length < ROWS_OF_VISITOR) return
      place = placeAfter(rows, place)
    }
  }

  #turnsOf(person: Person): Turn[] {
    const { generation, goal, converted } = this.#input
    return this.#statements.turns
      .all(generation, person, goal)
      .map(({ conversion, ts }) => ({ ts, hasJourney: converted.has(conversion) }))
  }
}

/** Behind the rows that were read: so many were of that visitor and time. */
interface Place {
  visitor: number
  ts: number
  seen: number
}

const START: Place = { visitor: 0, ts: 0, seen: 0 }

const EVERYBODY: VisitorRange = { after: 0, touchesMax: Infinity }

/** Ids are left out: most are never needed, and each would be an object of its own. */
function placeAfter(rows: readonly LooseTouch[], before: Place): Place {
  const { visitor, ts } = rows.at(-1) as LooseTouch
  const first = rows.findIndex((row) => row.visitor === visitor && row.ts === ts)
  const seen = rows.length - first
  const goesOn = first === 0 && before.visitor === visitor && before.ts === ts
  return { visitor, ts, seen: goesOn ? before.seen + seen : seen }
}

interface Page {
  rows: LooseTouch[]
  /** Its visitors whom somebody has named. */
  named: ReadonlySet<number>
  /** Where the next one begins; none after the last. */
  next: Place | undefined
}

/** Rows in pages as one sequence. */
class Pages {
  readonly #read: (place: Place) => Page
  #page: Page
  #at = 0
  /** Rows that were taken. */
  read = 0

  constructor(read: (place: Place) => Page, from: Place) {
    this.#read = read
    this.#page = read(from)
  }

  get peek(): LooseTouch | undefined {
    while (this.#at >= this.#page.rows.length) {
      if (!this.#page.next) return undefined
      this.#page = this.#read(this.#page.next)
      this.#at = 0
    }
    return this.#page.rows[this.#at]
  }

  isNamed(visitor: number): boolean {
    return this.#page.named.has(visitor)
  }

  /** The rows of the visitor that is next. */
  *of(visitor: number): Generator<LooseTouch> {
    for (let row = this.peek; row?.visitor === visitor; row = this.peek) {
      this.#at += 1
      this.read += 1
      yield row
    }
  }
}

/** Touches of several visitors in the order of (time, id). */
function* merged(
  sources: readonly Generator<LooseTouch>[],
  idOf: (hit: number) => string,
): Generator<LooseTouch> {
  const isBefore = (a: LooseTouch, b: LooseTouch): boolean =>
    a.ts < b.ts || (a.ts === b.ts && idOf(a.hit) < idOf(b.hit))
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

function prepareStatements(sql: Sql) {
  const row = 'visitor, ts, hit, day, tuple'
  return {
    page: sql.prepare<LooseTouch>(
      `SELECT ${row} FROM touches
       WHERE generation = ? AND (visitor, ts) >= (?, ?)
       ORDER BY visitor, ts, event_id LIMIT ? OFFSET ?`,
    ),
    named: sql.prepare<{ id: number }>(
      'SELECT id FROM visitors WHERE id BETWEEN ? AND ? AND linked = 1',
    ),
    // By the key: SQLite goes through a list in its order, so that nothing is sorted.
    pageOf: sql.prepare<LooseTouch>(
      `SELECT ${row} FROM touches
       WHERE generation = ? AND visitor IN (SELECT value FROM json_each(?))
         AND (visitor, ts) >= (?, ?)
       ORDER BY visitor, ts, event_id LIMIT ? OFFSET ?`,
    ),
    namedOf: sql.prepare<{ id: number }>(
      'SELECT id FROM visitors WHERE id IN (SELECT value FROM json_each(?)) AND linked = 1',
    ),
    ofVisitor: sql.prepare<LooseTouch>(
      `SELECT ${row} FROM touches
       WHERE generation = ? AND visitor = ? AND ts >= ?
       ORDER BY ts, event_id LIMIT ? OFFSET ?`,
    ),
    id: sql.prepare<{ event_id: Uint8Array }>('SELECT event_id FROM hits WHERE seq = ?'),
    turns: sql.prepare<TurnRow>(
      `SELECT conversion, ts FROM contributions
       WHERE generation = ? AND person = ? AND goal = ? AND ${HAPPENED_SQL}
       ORDER BY ts, transaction_id`,
    ),
  }
}
