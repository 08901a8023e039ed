import { addDays, DAY_MS, dayNumber } from '../../../../shared/dates.ts'
import { type Contribution, unpackContribution } from '../../../attribution/contribution.ts'
import type { Person } from '../../../journey/persons.ts'
import type { Freshness } from '../../ledger.ts'
import { HAPPENED_SQL } from '../contributions.ts'
import type { Sql } from '../sql.ts'

/** A conversion of a goal with its journey: of one touch at least, and of no sales channel that stands apart. */
export interface ConvertedJourney {
  conversion: number
  day: number
  ts: number
  person: Person
  packed: Contribution
}

interface Row extends Omit<ConvertedJourney, 'packed'> {
  transaction_id: string
  packed: string
}

/** Packed contributions that are in memory together. */
const AT_ONCE = 200

/** Reads the converted journeys of a goal: of some days, of a person, and those that got money back. */
export class ConvertedJourneys {
  readonly #statements
  readonly #generation: number
  readonly #goal: string

  constructor(sql: Sql, { generation }: Freshness, goal: string) {
    this.#statements = prepareStatements(sql)
    this.#generation = generation
    this.#goal = goal
  }

  /** In the order of (day, ts, transaction id). */
  *ofDays(from: number, to: number): Generator<ConvertedJourney> {
    let place: (string | number)[] = [from, 0, '']
    for (;;) {
      const rows = this.#statements.ofDays.all(...this.#key, ...place, to, AT_ONCE)
      yield* rows.flatMap(journeyOf)
      const last = rows.at(-1)
      if (!last || rows.length < AT_ONCE) return
      place = [last.day, last.ts, last.transaction_id]
    }
  }

  /** In the order of time. */
  *ofPerson(person: Person): Generator<ConvertedJourney> {
    let place: (string | number)[] = [0, '']
    for (;;) {
      const rows = this.#statements.ofPerson.all(...this.#key, person, ...place, AT_ONCE)
      yield* rows.flatMap(journeyOf)
      const last = rows.at(-1)
      if (!last || rows.length < AT_ONCE) return
      place = [last.ts, last.transaction_id]
    }
  }

  /** Hits that journeys which closed before a day have in common with one. */
  spentBefore({ person, ts, packed }: ConvertedJourney, day: number): ReadonlySet<number> {
    const [, firstTs = 0, firstDay = 0] = packed.touches[0] ?? []
    if (person === '' || firstDay >= day) return NONE
    const rows = this.#statements.before.all(...this.#key, person, firstTs, ts, day)
    return new Set(
      rows.flatMap(journeyOf).flatMap((row) => row.packed.touches.map(([, , , , hit]) => hit)),
    )
  }

  /**
   * Those outside of some days of which something went back on one of them, or in the days beside: their
   * own refunds, and those of the deals that a lead has its value from.
   */
  *givenBack(from: number, to: number): Generator<ConvertedJourney> {
    const times = [startOf(addDays(from, -1)), startOf(addDays(to, 2))]
    for (const { conversion } of this.#statements.givenBack.all(...times, ...times)) {
      const row = this.#statements.one.get(...this.#key, conversion)
      if (row && (row.day < from || row.day > to)) yield* journeyOf(row)
    }
  }

  get #key(): [number, string] {
    return [this.#generation, this.#goal]
  }
}

const NONE: ReadonlySet<number> = new Set()

/** ms since the epoch at which a day begins in UTC. */
const startOf = (day: number): number => dayNumber(day) * DAY_MS

function journeyOf({ transaction_id: _, packed: text, ...row }: Row): ConvertedJourney[] {
  if (text === '') return []
  const packed = unpackContribution(text)
  const isAsked = packed.touches.length > 0 && packed.apart === undefined
  return isAsked ? [{ ...row, packed }] : []
}

function prepareStatements(sql: Sql) {
  const select = 'SELECT conversion, day, ts, transaction_id, person, packed FROM contributions'
  return {
    ofDays: sql.prepare<Row>(
      `${select} WHERE generation = ? AND goal = ? AND (day, ts, transaction_id) > (?, ?, ?)
         AND day <= ? ORDER BY day, ts, transaction_id LIMIT ?`,
    ),
    ofPerson: sql.prepare<Row>(
      `${select} WHERE generation = ? AND goal = ? AND person = ? AND (ts, transaction_id) > (?, ?)
         AND ${HAPPENED_SQL} ORDER BY ts, transaction_id LIMIT ?`,
    ),
    before: sql.prepare<Row>(
      `${select} WHERE generation = ? AND goal = ? AND person = ? AND ts BETWEEN ? AND ?
         AND day < ? AND packed != ''`,
    ),
    one: sql.prepare<Row>(`${select} WHERE generation = ? AND goal = ? AND conversion = ?`),
    givenBack: sql.prepare<{ conversion: number }>(
      `SELECT r.counts_for AS conversion FROM refunds r WHERE r.ts BETWEEN ? AND ?
       UNION SELECT v.origin FROM refunds r JOIN conversion_versions v ON v.conversion = r.counts_for
       WHERE r.ts BETWEEN ? AND ? AND v.origin IS NOT NULL`,
    ),
  }
}
