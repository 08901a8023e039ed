import { INHERITING, inheritsJourney } from '../../../journey/goal-links.ts'
import type { JourneyLinks, LinkedConversion } from '../../reports-links.ts'
import { Contributions } from '../contributions.ts'
import { Conversions } from '../conversions.ts'
import { Sequence } from '../sequence.ts'
import type { Sql } from '../sql.ts'

/** What is told to have come of one: of some hundred nobody reads on. */
const FOLLOWERS_SHOWN = 100

interface Linked {
  conversion: number
  goal: string
  transactionId: string
  person: string
  ts: number
}

/** What conversions have come from, and what has come of them. */
export class ConversionLinks {
  readonly #conversions: Conversions
  readonly #contributions: Contributions
  readonly #generation: number
  readonly #inheriting

  constructor(sql: Sql, generation: number) {
    this.#conversions = new Conversions(sql, new Sequence(sql))
    this.#contributions = new Contributions(sql)
    this.#generation = generation
    this.#inheriting = sql.prepare<{ conversion: number }>(
      `SELECT conversion FROM contributions
       WHERE generation = ? AND person = ? AND goal = ? AND ts >= ?
       ORDER BY ts, transaction_id LIMIT ${FOLLOWERS_SHOWN}`,
    )
  }

  of(row: Linked): JourneyLinks {
    const origin = this.#originOf(row)
    const followers = this.#followersOf(row)
    return { ...(origin && { origin }), ...(followers.length > 0 && { followers }) }
  }

  /** Also of one that is not reported yet: it is known by its name. */
  #originOf({ conversion, goal, person, ts }: Linked): JourneyLinks['origin'] {
    const named = this.#conversions.standing(conversion)?.origin ?? undefined
    const first =
      named ??
      (inheritsJourney(goal)
        ? this.#contributions.firstOf(this.#generation, person, 'purchase', ts)
        : undefined)
    return first === undefined ? undefined : this.#conversions.nameOf(first)
  }

  #followersOf(row: Linked): LinkedConversion[] {
    const named = this.#conversions
      .followersOf(row.conversion, FOLLOWERS_SHOWN)
      .map((one) => one.conversion)
    const all = [...named, ...this.#inheritingOf(row)]
    return all
      .flatMap((conversion) => this.#contributions.get(this.#generation, conversion) ?? [])
      .toSorted((a, b) => a.ts - b.ts || a.conversion - b.conversion)
      .map(({ goal, transaction_id: transactionId, ts, state }) => ({
        ...{ goal, transactionId, ts, state },
      }))
  }

  /** Of a person's first purchase: what names none. */
  #inheritingOf({ conversion, goal, person, ts }: Linked): number[] {
    if (goal !== 'purchase' || person === '') return []
    if (this.#contributions.firstOf(this.#generation, person, goal, ts) !== conversion) return []
    return INHERITING.flatMap((inheriting) =>
      this.#inheriting
        .all(this.#generation, person, inheriting, ts)
        .map((row) => row.conversion)
        .filter((one) => this.#conversions.standing(one)?.origin === null),
    )
  }
}
