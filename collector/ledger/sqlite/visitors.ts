import type { Visit } from '../../journey/visits.ts'
import { uuidBytes } from './bytes.ts'
import type { Sql } from './sql.ts'

/** A visitor as the ledger knows it. */
export interface Visitor {
  id: number
  /** seq of the hit stored last, 0 before the first */
  lastHit: number
  /** An identity or a conversion names it. */
  linked: boolean
  /** Its last visit in a generation, as far as it is remembered; undefined: ask the table. */
  last: { generation: number; visit: Visit } | undefined
  /** It has been made in this process: no table knows more of it than this does. */
  isNew: boolean
}

// Most hits are of a visitor that has just been seen: those are remembered, the oldest forgotten.
const REMEMBERED_MAX = 20_000

/** The visitors of a site, and what is remembered of those seen lately. */
export class Visitors {
  readonly #statements
  readonly #byUuid = new Map<string, Visitor>()
  readonly #byId = new Map<number, Visitor>()
  #nextId: number

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
    this.#nextId = (this.#statements.lastId.get()?.id ?? 0) + 1
  }

  /** The visitor of a UUID, made when it is new: it may be named before its first hit comes. */
  of(uuid: string): Visitor {
    return this.#byUuid.get(uuid) ?? this.#remember(uuid, this.#find(uuid) ?? this.#create(uuid))
  }

  moveHead(visitor: Visitor, lastHit: number): void {
    visitor.lastHit = lastHit
    this.#statements.moveHead.run(lastHit, visitor.id)
  }

  markLinked(id: number): void {
    const remembered = this.#byId.get(id)
    if (remembered?.linked) return
    if (remembered) remembered.linked = true
    this.#statements.markLinked.run(id)
  }

  #find(uuid: string): Visitor | undefined {
    const row = this.#statements.find.get(uuidBytes(uuid))
    if (!row) return undefined
    const { id, last_hit: lastHit, linked } = row
    return { id, lastHit, linked: linked === 1, last: undefined, isNew: false }
  }

  #create(uuid: string): Visitor {
    const id = this.#nextId++
    this.#statements.add.run(id, uuidBytes(uuid))
    return { id, lastHit: 0, linked: false, last: undefined, isNew: true }
  }

  #remember(uuid: string, visitor: Visitor): Visitor {
    if (this.#byUuid.size >= REMEMBERED_MAX) this.#forgetOldest()
    this.#byUuid.set(uuid, visitor)
    this.#byId.set(visitor.id, visitor)
    return visitor
  }

  #forgetOldest(): void {
    const [oldest] = this.#byUuid
    if (!oldest) return
    this.#byUuid.delete(oldest[0])
    this.#byId.delete(oldest[1].id)
  }
}

function prepareStatements(sql: Sql) {
  return {
    lastId: sql.prepare<{ id: number }>('SELECT max(id) AS id FROM visitors'),
    find: sql.prepare<{ id: number; last_hit: number; linked: number }>(
      'SELECT id, last_hit, linked FROM visitors WHERE uuid = ?',
    ),
    add: sql.prepare('INSERT INTO visitors (id, uuid, last_hit, linked) VALUES (?, ?, 0, 0)'),
    moveHead: sql.prepare('UPDATE visitors SET last_hit = ? WHERE id = ?'),
    markLinked: sql.prepare('UPDATE visitors SET linked = 1 WHERE id = ? AND linked = 0'),
  }
}
