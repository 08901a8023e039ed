import type { Contribution, PackedTouch } from '../../attribution/contribution.ts'
import { codeTouchId, type RegisteredCode, tupleOfCode } from '../../journey/codes.ts'
import { lookbackMs } from '../../journey/journey.ts'
import { declaredAt, declaredTouchId, withEnd } from '../../journey/told-touches.ts'
import { localDay } from '../../roi/dates.ts'
import { goesOn, KEY_OF_CODE } from '../../touch/landing.ts'
import { uuidBytes } from './bytes.ts'
import type { Candidate } from './candidate.ts'
import type { ContributionRow } from './contributions.ts'
import type { Generation } from './generations.ts'
import type { Rollups } from './rollups.ts'
import type { Sql } from './sql.ts'
import type { ToldTouch } from './stored-touches.ts'
import type { Tuples } from './tuples.ts'

/** A touch that an order has of its own, with what it says of itself. */
export interface OrderTouch extends Candidate {
  term: string
  content: string
  clickId: string
}

/**
 * Touches that orders have of their own: by their codes, or because they declare where they have come from.
 * They have no hit and no visitor: in the place of both stands the conversion, below zero, so that they are
 * counted as touches and are in nobody's visits.
 */
export class OrderTouches {
  readonly #tuples: Tuples
  readonly #rollups: Rollups
  readonly #add
  readonly #remove

  constructor(sql: Sql, parts: { tuples: Tuples; rollups: Rollups }) {
    this.#tuples = parts.tuples
    this.#rollups = parts.rollups
    this.#add = sql.prepare(
      `INSERT INTO touches (generation, visitor, ts, hit, event_id, "end", key, arrived_at, shown,
         away, cart, tuple, day, country, device, term, content, click_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, ?, ?, '', '', ?, ?, ?)`,
    )
    this.#remove = sql.prepare('DELETE FROM touches WHERE generation = ? AND visitor = ?')
  }

  /** The touch of a code at the time of its order; its content is the code. */
  ofCode(
    { settings }: Generation,
    row: ContributionRow,
    code: RegisteredCode,
    now: number,
  ): OrderTouch {
    const { conversion, goal, transaction_id: transactionId, ts, day } = row
    const { domains: ownHosts, siteRules } = settings
    const tuple = tupleOfCode(code, { ownHosts, siteRules })
    return {
      ...{ ts, end: ts, away: [], day, hit: -conversion, cart: 0, key: KEY_OF_CODE },
      eventId: codeTouchId({ goal, transactionId, ts }, code.key),
      tuple: this.#tuples.of(tuple, now),
      ...{ channel: tuple.channel, campaign: tuple.campaign },
      ...{ term: '', content: code.key, clickId: '' },
    }
  }

  /**
   * The touch that an order declares, classified as a landing is; undefined for an address that says nothing,
   * which is no visit from nowhere, and for one that is too long ago.
   */
  ofDeclared(
    generation: Generation,
    row: ContributionRow,
    { ts: declared, url, referrer, id_end: idEnd }: ToldTouch,
    now: number,
  ): OrderTouch | undefined {
    const { conversion, goal, transaction_id: transactionId } = row
    const { settings } = generation
    const ts = declaredAt(declared, { ts: row.ts, lookbackMs: lookbackMs(settings, goal) })
    const { kind, key, term, content, clickId, ...tuple } = generation.land(url, referrer)
    if (ts === undefined || kind === 'direct' || goesOn(kind)) return undefined
    const { channel, source, medium, campaign } = tuple
    return {
      ...{ ts, end: ts, away: [], hit: -conversion, cart: 0, key },
      day: localDay(ts, settings.timeZone),
      eventId: withEnd(declaredTouchId({ goal, transactionId, ts }, { url, referrer }), idEnd),
      tuple: this.#tuples.of({ channel, source, medium, campaign }, now),
      ...{ channel, campaign, term, content, clickId },
    }
  }

  /** Puts the touch that a conversion has of its own in the place of the one it had. */
  put(
    generation: number,
    conversion: number,
    before: Contribution | undefined,
    after: Contribution | undefined,
    own: OrderTouch | undefined,
  ): void {
    const [old, fresh] = [before, after].map((one) => ownOf(conversion, one))
    if (JSON.stringify(old) === JSON.stringify(fresh)) return
    if (old) {
      this.#remove.run(generation, -conversion)
      this.#count(generation, old, -1)
    }
    if (!fresh || !own) return
    const [id, ts, day, tuple, hit] = fresh
    const { key, term, content, clickId } = own
    this.#add.run(
      ...[generation, hit, ts, hit],
      uuidBytes(id),
      ...[ts, key, ts, tuple, day, term, content, clickId],
    )
    this.#count(generation, fresh, 1)
  }

  #count(generation: number, [, , day, tuple]: PackedTouch, n: 1 | -1): void {
    this.#rollups.countTouch(generation, { day, tuple, country: '', device: '' }, n)
  }
}

/** What renews a subscription has the touch of its order, and none of its own. */
const ownOf = (
  conversion: number,
  contribution: Contribution | undefined,
): PackedTouch | undefined => contribution?.touches.find(([, , , , hit]) => hit === -conversion)
