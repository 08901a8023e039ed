import { isCartEvent } from '../../journey/cart-events.ts'
import { CART_EVENTS, stepsOf } from '../../journey/steps.ts'
import {
  type Away,
  addHit,
  byTime,
  type CutHit,
  cutInOrder,
  type Shown,
  type Visit,
  type VisitStart,
} from '../../journey/visits.ts'
import { localDay } from '../../roi/dates.ts'
import { uuidParameter, uuidText } from './bytes.ts'
import type { Generation } from './generations.ts'
import type { Rollups } from './rollups.ts'
import type { Sql } from './sql.ts'
import type { Tuples } from './tuples.ts'
import type { LastVisit, TouchOfHit, Visitor, Visitors } from './visitors.ts'

/** A stored hit, as far as visits are cut from it. */
export interface StoredHit {
  seq: number
  eventId: string
  ts: number
  name: string
  source: string
  url: string
  referrer: string
  /** JSON text, or ''; of events that say nothing of a cart it may be left out. */
  props: string
  country: string
  device: string
}

interface HitRow extends Omit<StoredHit, 'eventId'> {
  event_id: Uint8Array
}

interface TouchRow {
  ts: number
  hit: number
  event_id: Uint8Array
  end: number
  key: string
  arrived_at: number
  shown: string
  away: string
  cart: number
  steps: number
  cart_value: number
  tuple: number
  day: number
  country: string
  device: string
}

/** Late hits of a visitor with more hits than this are cut behind the requests, many at a time. */
const CUT_AT_ONCE_MAX = 500

/** Hits of one visitor that are in memory together while it is cut: an object has 128 MB. */
const HITS_AT_ONCE_MAX = 2000

/** What has changed in the touches of one visitor. */
export interface ChangedTouches {
  /** Event times of the touches that came, went or were carried on. */
  touches: number[]
  /** No conversion at or before this time is concerned. */
  after: number
}

const NOTHING: ChangedTouches = { touches: [], after: Infinity }

/** Cuts the visits of a visitor, and keeps their touches and counts; it may have offline touches beside them. */
export class Visits {
  readonly #statements
  /** Almost always false: then nobody has to ask. */
  #anyUncut = true
  readonly #visitors: Visitors
  readonly #tuples: Tuples
  readonly #rollups: Rollups

  constructor(
    sql: Sql,
    { visitors, tuples, rollups }: { visitors: Visitors; tuples: Tuples; rollups: Rollups },
  ) {
    this.#statements = prepareStatements(sql)
    this.#visitors = visitors
    visitors.onWrite((visitor, last) => this.#write(visitor, last))
    this.#tuples = tuples
    this.#rollups = rollups
  }

  /**
   * Takes new hits of one visitor into its visits. Hits after all that is known carry on from the
   * last visit; anything else cuts the visitor anew.
   */
  add(generation: Generation, visitor: Visitor, hits: readonly CutStored[], now: number) {
    if (hits.length === 0 || visitor.id > generation.visitorsDone) return NOTHING
    const last = this.#lastVisit(generation, visitor)
    const first = hits[0] as CutStored
    visitor.isNew = false
    if (!last || first.ts > last.visit.end)
      return this.#carryOn(generation, visitor, last, hits, now)
    this.#visitors.write(visitor)
    // `last` of one who must wait goes on, so that its newer hits need not.
    if (visitor.hits <= CUT_AT_ONCE_MAX) visitor.last = undefined
    return this.recutSoon(generation, visitor, now)
  }

  /** Cuts a visitor anew: now, or when its hits are very many behind the requests. */
  recutSoon(generation: Generation, { id, hits }: Pick<Visitor, 'id' | 'hits'>, now: number) {
    if (hits <= CUT_AT_ONCE_MAX) return this.recut(generation, id, now)
    this.#statements.cutLater.run(generation.id, id)
    this.#anyUncut = true
    return NOTHING
  }

  /** Whether any visitor waits to be cut anew. */
  get anyUncut(): boolean {
    if (this.#anyUncut) this.#anyUncut = this.#statements.anyUncut.get() !== undefined
    return this.#anyUncut
  }

  /** The visitor of a generation that is to be cut anew next, off the list. */
  takeUncut(generation: Generation): number | undefined {
    if (!this.#anyUncut) return undefined
    const visitor = this.#statements.nextUncut.get(generation.id)?.visitor
    if (visitor !== undefined) this.#statements.removeUncut.run(generation.id, visitor)
    return visitor
  }

  #lastVisit({ id: generation }: Generation, visitor: Visitor): LastVisit | undefined {
    if (visitor.isNew) return undefined
    if (visitor.last?.generation === generation) return visitor.last
    const row = this.#statements.last.get(generation, visitor.id)
    return row && { generation, visit: visitOf(row), unwritten: undefined }
  }

  /** Cuts all visits of a visitor from all its hits, and stores what is different. */
  recut(generation: Generation, visitor: number, now: number): ChangedTouches {
    const firsts = new Map<number, CutStored>()
    const visits = cutInOrder(this.#hitsOf(generation, visitor), (hit) => firsts.set(hit.seq, hit))
    const stale = new Map<number, TouchRow>()
    for (const row of this.#statements.all.all(generation.id, visitor)) stale.set(row.hit, row)
    const touches: number[] = []
    for (const visit of visits) {
      const { seq, ts } = visit.first
      const row = stale.get(seq)
      stale.delete(seq)
      if (row && isSame(row, visit)) continue
      touches.push(ts)
      if (row) this.#update(generation.id, visitor, visit)
      else {
        const hit = firsts.get(seq) as CutStored
        this.#insert(generation.id, visitor, visit, this.#touchOf(generation, hit, now))
      }
    }
    for (const row of stale.values()) {
      touches.push(row.ts)
      this.#delete(generation, visitor, row)
    }
    const after = touches.reduce((first, ts) => Math.min(first, ts - 1), Infinity)
    return { touches, after }
  }

  #carryOn(
    generation: Generation,
    visitor: Visitor,
    before: LastVisit | undefined,
    hits: readonly CutStored[],
    now: number,
  ): ChangedTouches {
    const after = before ? before.visit.end : (hits[0] as CutStored).ts - 1
    const touches = before ? [before.visit.first.ts] : []
    let last = before
    for (const hit of hits) {
      const visit = addHit(last?.visit, hit)
      if (last && visit.first !== hit) {
        last.visit = visit
        continue
      }
      if (last) this.#write(visitor.id, last)
      const unwritten = this.#touchOf(generation, hit, now)
      last = { generation: generation.id, visit: { ...visit, first: startOf(hit) }, unwritten }
      touches.push(hit.ts)
    }
    // The last visit is written later, with those of many others.
    visitor.last = last
    return { touches, after }
  }

  /** Its tuple is made now if it is new: that too many were new is a fact, and is not told later. */
  #touchOf(generation: Generation, hit: CutStored, now: number): TouchOfHit {
    const { landing, ts, seq, country, device } = hit
    const { term, content, clickId } = landing
    const tuple = this.#tuples.ofTouch(landing, seq, { isPublic: hit.source === 'tag', now })
    const day = localDay(ts, generation.settings.timeZone)
    return { tuple, day, country, device, term, content, clickId }
  }

  #write(visitor: number, last: LastVisit): void {
    const { generation, visit, unwritten } = last
    if (unwritten === undefined) this.#update(generation, visitor, visit)
    else this.#insert(generation, visitor, visit, unwritten)
    last.unwritten = undefined
  }

  #insert(generation: number, visitor: number, visit: Visit, touch: TouchOfHit): void {
    const { first, end, arrivedAt, shown, away, cart, steps, cartValue } = visit
    const { tuple, day, country, device, term, content, clickId } = touch
    this.#statements.insert.run(
      generation,
      visitor,
      first.ts,
      first.seq,
      uuidParameter(first.eventId),
      end,
      first.landing.key,
      arrivedAt,
      listText(shown),
      listText(away),
      cart,
      steps,
      cartValue,
      tuple,
      day,
      country,
      device,
      term,
      content,
      clickId,
    )
    this.#rollups.countTouch(generation, touch, 1)
  }

  #update(generation: number, visitor: number, visit: Visit) {
    const { first, end, arrivedAt, shown, away, cart, steps, cartValue } = visit
    const values = [end, arrivedAt, listText(shown), listText(away), cart, steps, cartValue]
    this.#statements.update.run(
      ...values,
      generation,
      visitor,
      first.ts,
      uuidParameter(first.eventId),
    )
  }

  #delete(generation: Generation, visitor: number, row: TouchRow) {
    this.#statements.delete.run(generation.id, visitor, row.ts, row.event_id)
    this.#rollups.countTouch(generation.id, row, -1)
  }

  /** All hits of a visitor by time; of very many a part is in memory at a time. */
  *#hitsOf(generation: Generation, visitor: number): Generator<CutStored> {
    const cutStored = (row: HitRow) =>
      landed(generation, { ...row, eventId: uuidText(row.event_id) }, row.seq)
    const few = this.#statements.hits.all(visitor, HITS_AT_ONCE_MAX + 1)
    if (few.length <= HITS_AT_ONCE_MAX) return yield* few.map(cutStored).sort(byTime)
    const order = this.#statements.order.all(visitor).map(({ seq }) => seq)
    for (let from = 0; from < order.length; from += HITS_AT_ONCE_MAX) {
      const part = JSON.stringify(order.slice(from, from + HITS_AT_ONCE_MAX))
      yield* this.#statements.hitsOf.all(part).map(cutStored)
    }
  }
}

/** A hit with what it brings under the rules of a generation. */
export type CutStored = Pick<StoredHit, 'country' | 'device' | 'source'> & CutHit

export const landed = (
  generation: Generation,
  hit: Omit<StoredHit, 'seq'>,
  seq: number,
): CutStored => ({
  seq,
  eventId: hit.eventId,
  ts: hit.ts,
  country: hit.country,
  device: hit.device,
  source: hit.source,
  landing: generation.land(hit.url, hit.referrer),
  isView: hit.name === 'page_view' || hit.referrer !== '',
  isCart: isCartEvent(hit.name),
  steps: stepsOf(hit.name, hit.props, generation.settings.currency),
})

/** What a visit keeps of its first hit. */
const startOf = ({ seq, eventId, ts, landing }: CutStored): VisitStart => ({
  ...{ seq, eventId, ts },
  landing: { key: landing.key },
})

/** Most visits have shown nothing else and been nowhere: then nothing is stored of it. */
const listText = (list: readonly (Shown | Away)[]): string =>
  list.length === 0 ? '' : JSON.stringify(list)

const listOf = <Item>(text: string): Item[] => (text === '' ? [] : (JSON.parse(text) as Item[]))

function visitOf(row: TouchRow): Visit {
  const { hit: seq, ts, end, key, arrived_at: arrivedAt, cart, steps } = row
  const first = { seq, ts, eventId: uuidText(row.event_id), landing: { key } }
  const shown = listOf<Shown>(row.shown)
  return {
    first,
    end,
    arrivedAt,
    shown,
    away: listOf<Away>(row.away),
    cart,
    steps,
    cartValue: row.cart_value,
  }
}

const isSame = (row: TouchRow, visit: Visit): boolean =>
  row.end === visit.end &&
  row.arrived_at === visit.arrivedAt &&
  row.shown === listText(visit.shown) &&
  row.away === listText(visit.away) &&
  row.cart === visit.cart &&
  row.steps === visit.steps &&
  row.cart_value === visit.cartValue

function prepareStatements(sql: Sql) {
  const hit = `h.seq, h.event_id, h.ts, h.name, h.source, h.url, h.referrer, h.country, h.device,
    CASE WHEN h.name IN (${CART_EVENTS.map((name) => `'${name}'`).join(', ')})
      THEN h.props ELSE '' END AS props`
  const chain = `WITH RECURSIVE chain (seq) AS (
    SELECT last_hit FROM visitors WHERE id = ?
    UNION ALL
    SELECT h.prev FROM chain c JOIN hits h ON h.seq = c.seq WHERE h.prev > 0
  )`
  const row =
    'ts, hit, event_id, "end", key, arrived_at, shown, away, cart, steps, cart_value, tuple, day, country, device'
  return {
    last: sql.prepare<TouchRow>(
      `SELECT ${row} FROM touches WHERE generation = ? AND visitor = ? AND hit > 0
       ORDER BY ts DESC, event_id DESC LIMIT 1`,
    ),
    all: sql.prepare<TouchRow>(
      `SELECT ${row} FROM touches WHERE generation = ? AND visitor = ? AND hit > 0`,
    ),
    insert: sql.prepare(
      `INSERT INTO touches (generation, visitor, ts, hit, event_id, "end", key, arrived_at, shown, away, cart,
         steps, cart_value, tuple, day, country, device, term, content, click_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    update: sql.prepare(
      `UPDATE touches SET "end" = ?, arrived_at = ?, shown = ?, away = ?, cart = ?,
         steps = ?, cart_value = ?
       WHERE generation = ? AND visitor = ? AND ts = ? AND event_id = ?`,
    ),
    delete: sql.prepare(
      'DELETE FROM touches WHERE generation = ? AND visitor = ? AND ts = ? AND event_id = ?',
    ),
    cutLater: sql.prepare('INSERT OR IGNORE INTO uncut (generation, visitor) VALUES (?, ?)'),
    anyUncut: sql.prepare('SELECT 1 FROM uncut LIMIT 1'),
    nextUncut: sql.prepare<{ visitor: number }>(
      'SELECT visitor FROM uncut WHERE generation = ? LIMIT 1',
    ),
    removeUncut: sql.prepare('DELETE FROM uncut WHERE generation = ? AND visitor = ?'),
    hits: sql.prepare<HitRow>(
      `${chain} SELECT ${hit} FROM chain c JOIN hits h ON h.seq = c.seq LIMIT ?`,
    ),
    order: sql.prepare<{ seq: number }>(
      `${chain} SELECT h.seq FROM chain c JOIN hits h ON h.seq = c.seq ORDER BY h.ts, h.event_id`,
    ),
    hitsOf: sql.prepare<HitRow>(
      `SELECT ${hit} FROM json_each(?) c JOIN hits h ON h.seq = c.value ORDER BY h.ts, h.event_id`,
    ),
  }
}
