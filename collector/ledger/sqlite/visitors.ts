import { madeUuid } from '../../journey/made-ids.ts'
import type { Visit } from '../../journey/visits.ts'
import { uuidBytes, uuidParameter } from './bytes.ts'
import type { Sql } from './sql.ts'

/** What a touch has of its hit, beside the visit that it began. */
export interface TouchOfHit {
  tuple: number
  day: number
  country: string
  device: string
  term: string
  content: string
  clickId: string
}

/** The last visit of a visitor in a generation. */
export interface LastVisit {
  generation: number
  visit: Visit
  /** The rest of its touch, while no table has it. */
  unwritten: TouchOfHit | undefined
}

/** A visitor as the ledger knows it. */
export interface Visitor {
  id: number
  /** seq of the hit stored last, 0 before the first */
  lastHit: number
  /** How many hits are stored of it, or nearly. */
  hits: number
  /** An identity or a conversion names it. */
  linked: boolean
  /** Its last visit, as far as it is remembered; undefined: ask the table. */
  last: LastVisit | undefined
  /** It has been made in this process: no table knows more of it than this does. */
  isNew: boolean
  /** `lastHit` or `last` is not in the tables yet. */
  isBehind: boolean
}

/** A visitor whose rows a crash has left behind: its last hit, and how many it has, or nearly. */
export interface LeftBehind {
  id: number
  lastHit: number
  hits: number
}

// Most hits are of a visitor that has just been seen: those are remembered, the oldest forgotten.
const REMEMBERED_MAX = 20_000
const FORGOTTEN_AT_ONCE = 5000

// So many visitors are written together; what a crash loses of them is derived again from their hits.
const BEHIND_MAX = 5000

/** Writes the last visit of a visitor to the touches. */
export type WriteVisit = (visitor: number, last: LastVisit) => void

/**
 * The visitors of a site, and what is remembered of those seen lately.
 *
 * Each hit moves the head of its visitor's chain, and begins a visit or moves its end: pages of many
 * visitors, and of sums, in every commit. All of it follows from the hits, so it is written behind:
 * for many visitors together, when one is named by somebody (what is settled reads the tables),
 * before a report, when the site rests, and when it closes. `written_to` tells up to which hit the
 * tables are complete.
 */
export class Visitors {
  readonly #statements
  readonly #byUuid = new Map<string, Visitor>()
  readonly #byId = new Map<number, Visitor>()
  readonly #behind = new Set<Visitor>()
  #writeVisit: WriteVisit = () => {}
  #nextId: number
  #writtenTo: number

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
    this.#nextId = (this.#statements.lastId.get()?.id ?? 0) + 1
    this.#writtenTo = Number(this.#statements.writtenTo.get()?.value ?? 0)
  }

  /** Visits know how a visit is written; they are made after the visitors. */
  onWrite(writeVisit: WriteVisit): void {
    this.#writeVisit = writeVisit
  }

  /** The visitor of a UUID, made when it is new: it may be named before its first hit comes. */
  of(uuid: string): Visitor {
    return this.#byUuid.get(uuid) ?? this.#remembered(uuid, uuidParameter(uuid))
  }

  /**
   * The visitor that is made up for a name, for touches that have no browser. No hit can be its: what the
   * ledger knows it by is a byte longer than a UUID.
   */
  madeUpFor(name: string): Visitor {
    const known = this.#byUuid.get(name)
    if (known) return known
    const bytes = new Uint8Array(17)
    bytes.set(uuidBytes(madeUuid(0, name)), 1)
    return this.#remembered(name, bytes)
  }

  #remembered(key: string, bytes: Uint8Array): Visitor {
    return this.#remember(key, this.#create(bytes) ?? this.#find(bytes))
  }

  /** Says that what is remembered of a visitor is newer than its rows. */
  fallBehind(visitor: Visitor): void {
    if (visitor.isBehind) return
    visitor.isBehind = true
    if (visitor.linked) this.catchUp(visitor)
    else this.#behind.add(visitor)
  }

  /** Brings the rows of one visitor up to date, if they are behind. */
  catchUp(visitor: Visitor): void {
    if (visitor.isBehind) this.write(visitor)
  }

  write(visitor: Visitor): void {
    visitor.isBehind = false
    this.#behind.delete(visitor)
    this.#statements.moveHead.run(visitor.lastHit, visitor.hits, visitor.id)
    const { last } = visitor
    if (last) this.#writeVisit(visitor.id, last)
  }

  /** Writes a visitor whose visits are about to be cut anew, and forgets what its last one was. */
  forget(id: number): void {
    const remembered = this.#byId.get(id)
    if (!remembered) return
    this.write(remembered)
    remembered.last = undefined
  }

  /** So many have gathered that they should be written before more come. */
  get areMany(): boolean {
    return this.#behind.size >= BEHIND_MAX
  }

  /** Whether the tables, or `written_to`, lack anything. @param lastSeq of the last stored fact */
  isBehind(lastSeq: number): boolean {
    return this.#behind.size > 0 || this.#writtenTo < lastSeq
  }

  /** Brings all rows up to date. @param lastSeq of the last fact that is stored */
  catchAllUp(lastSeq: number): void {
    for (const visitor of this.#behind) this.catchUp(visitor)
    if (this.#writtenTo === lastSeq) return
    this.#statements.setWrittenTo.run(String(lastSeq))
    this.#writtenTo = lastSeq
  }

  /** Visitors whose rows a crash may have left behind, with the last of their hits. */
  leftBehind(): LeftBehind[] {
    return this.#statements.leftBehind.all()
  }

  /** Writes the head of a chain that was left behind; some hits may be counted twice, and no matter. */
  moveHead({ id, lastHit, hits }: LeftBehind): void {
    this.#statements.moveHead.run(lastHit, hits, id)
  }

  markLinked(id: number): void {
    const remembered = this.#byId.get(id)
    if (remembered?.linked) return
    if (remembered) {
      remembered.linked = true
      this.catchUp(remembered)
    }
    this.#statements.markLinked.run(id)
  }

  /** Most who are not remembered are new; undefined when this one isn't. */
  #create(bytes: Uint8Array): Visitor | undefined {
    const id = this.#nextId
    if (this.#statements.add.run(id, bytes) === 0) return undefined
    this.#nextId += 1
    const known = { id, lastHit: 0, hits: 0, linked: false }
    return { ...known, last: undefined, isNew: true, isBehind: false }
  }

  #find(bytes: Uint8Array): Visitor {
    const row = this.#statements.find.get(bytes)
    if (!row) throw new Error('a visitor is neither new nor known')
    const { id, last_hit: lastHit, hits, linked } = row
    const known = { id, lastHit, hits, linked: linked === 1 }
    return { ...known, last: undefined, isNew: false, isBehind: false }
  }

  #remember(key: string, visitor: Visitor): Visitor {
    if (this.#byUuid.size >= REMEMBERED_MAX) this.#forgetOldest()
    this.#byUuid.set(key, visitor)
    this.#byId.set(visitor.id, visitor)
    return visitor
  }

  /** Many at once: a Map steps over what was deleted at its front, again and again. */
  #forgetOldest(): void {
    let left = FORGOTTEN_AT_ONCE
    for (const [uuid, visitor] of this.#byUuid) {
      this.catchUp(visitor)
      this.#byUuid.delete(uuid)
      this.#byId.delete(visitor.id)
      if (--left === 0) return
    }
  }
}

/** As SQL: the sequence number up to which the rows of visitors are complete. */
export const WRITTEN_TO = `coalesce(
  (SELECT CAST(value AS INTEGER) FROM site WHERE name = 'written_to'), 0)`

function prepareStatements(sql: Sql) {
  return {
    lastId: sql.prepare<{ id: number }>('SELECT max(id) AS id FROM visitors'),
    find: sql.prepare<{ id: number; last_hit: number; hits: number; linked: number }>(
      'SELECT id, last_hit, hits, linked FROM visitors WHERE uuid = ?',
    ),
    add: sql.prepare(
      `INSERT INTO visitors (id, uuid, last_hit, hits, linked) VALUES (?, ?, 0, 0, 0)
       ON CONFLICT DO NOTHING`,
    ),
    moveHead: sql.prepare('UPDATE visitors SET last_hit = ?, hits = ? WHERE id = ?'),
    writtenTo: sql.prepare<{ value: string }>(`SELECT value FROM site WHERE name = 'written_to'`),
    setWrittenTo: sql.prepare(
      `INSERT INTO site (name, value) VALUES ('written_to', ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    ),
    leftBehind: sql.prepare<LeftBehind>(
      `SELECT v.id, max(h.seq) AS lastHit, v.hits + count(*) AS hits
       FROM hits h JOIN visitors v ON v.id = h.visitor WHERE h.seq > ${WRITTEN_TO} GROUP BY v.id`,
    ),
    markLinked: sql.prepare('UPDATE visitors SET linked = 1 WHERE id = ? AND linked = 0'),
  }
}
