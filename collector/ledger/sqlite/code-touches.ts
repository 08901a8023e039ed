import type { Contribution, PackedTouch } from '../../attribution/contribution.ts'
import { codeTouchId, type RegisteredCode, tupleOfCode } from '../../journey/codes.ts'
import { KEY_OF_CODE } from '../../touch/landing.ts'
import { uuidBytes } from './bytes.ts'
import type { ContributionRow } from './contributions.ts'
import type { Generation } from './generations.ts'
import type { Rollups } from './rollups.ts'
import type { Sql } from './sql.ts'
import type { Tuples } from './tuples.ts'

/**
 * Touches that orders have by their codes. They have no hit and no visitor: in the place of both stands
 * the conversion, below zero, so that they are counted as touches and are in nobody's visits.
 */
export class CodeTouches {
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
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, ?, ?, '', '', '', ?, '')`,
    )
    this.#remove = sql.prepare('DELETE FROM touches WHERE generation = ? AND visitor = ?')
  }

  /** The touch of a code at the time of its order. */
  of({ settings }: Generation, row: ContributionRow, code: RegisteredCode, now: number) {
    const { conversion, goal, transaction_id: transactionId, ts, day } = row
    const { domains: ownHosts, siteRules } = settings
    const tuple = tupleOfCode(code, { ownHosts, siteRules })
    return {
      ...{ ts, end: ts, away: [], day, hit: -conversion, cart: 0, key: KEY_OF_CODE },
      eventId: codeTouchId({ goal, transactionId, ts }, code.key),
      tuple: this.#tuples.of(tuple, now),
      ...{ channel: tuple.channel, campaign: tuple.campaign },
    }
  }

  /** Puts the touch that a conversion has by its code in the place of the one it had; its content is the code. */
  put(
    generation: number,
    conversion: number,
    before: Contribution | undefined,
    after: Contribution | undefined,
    code: RegisteredCode | undefined,
  ): void {
    const [old, fresh] = [before, after].map((one) => ownOf(conversion, one))
    if (JSON.stringify(old) === JSON.stringify(fresh)) return
    if (old) {
      this.#remove.run(generation, -conversion)
      this.#count(generation, old, -1)
    }
    if (!fresh || !code) return
    const [id, ts, day, tuple, hit] = fresh
    this.#add.run(
      generation,
      hit,
      ts,
      hit,
      uuidBytes(id),
      ts,
      KEY_OF_CODE,
      ts,
      tuple,
      day,
      code.key,
    )
    this.#count(generation, fresh, 1)
  }

  #count(generation: number, [, , day, tuple]: PackedTouch, n: 1 | -1): void {
    this.#rollups.countTouch(generation, { day, tuple, country: '', device: '' }, n)
  }
}

/** Whether a touch of a packed journey is one by a code. */
export const isByCode = (hit: number): boolean => hit < 0

/** What renews a subscription has the touch of its order, and none of its own. */
const ownOf = (
  conversion: number,
  contribution: Contribution | undefined,
): PackedTouch | undefined => contribution?.touches.find(([, , , , hit]) => hit === -conversion)
