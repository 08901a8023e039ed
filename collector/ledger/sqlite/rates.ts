import { addDays, formatDay } from '../../../shared/dates.ts'
import { formatRate, RATE_DAYS_MAX } from '../../../shared/rates.ts'
import { type DayRange, daysConcerned, type RateOn } from '../../roi/exchange.ts'
import type { RateFact, RatesAnswer } from '../facts.ts'
import type { Audit } from './audit.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

/** Days whose amounts in a currency may come out otherwise than before. */
export interface ChangedRates extends DayRange {
  currency: string
}

/** Rates looked up lately; a slice of conversions asks for few days many times. */
const REMEMBERED_MAX = 20_000

/** Stores rates, and finds the one that holds on a day. */
export class Rates {
  readonly #statements
  readonly #sequence: Sequence
  readonly #remembered = new Map<string, number | undefined>()

  constructor(sql: Sql, sequence: Sequence) {
    this.#sequence = sequence
    this.#statements = {
      of: sql.prepare<{ units: number }>(
        'SELECT units FROM rates WHERE currency = ? AND day = ? ORDER BY seq DESC LIMIT 1',
      ),
      on: sql.prepare<{ units: number }>(
        `SELECT units FROM rates WHERE currency = ? AND day BETWEEN ? AND ?
         ORDER BY day DESC, seq DESC LIMIT 1`,
      ),
      next: sql.prepare<{ day: number | null }>(
        'SELECT min(day) AS day FROM rates WHERE currency = ? AND day > ?',
      ),
      insert: sql.prepare(
        `INSERT INTO rates (seq, day, currency, units, source, owner, schema_version, received_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
    }
  }

  readonly on: RateOn = (currency, day) => {
    const key = `${currency} ${day}`
    if (this.#remembered.has(key)) return this.#remembered.get(key)
    const units = this.#statements.on.get(currency, addDays(day, -RATE_DAYS_MAX), day)?.units
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear()
    this.#remembered.set(key, units)
    return units
  }

  /** A rate that says something else than the one before takes its place. */
  append(facts: readonly RateFact[], told: Told): { answer: RatesAnswer; changed: ChangedRates[] } {
    const answer = { created: 0, updated: 0, unchanged: 0 }
    const days = new Map<string, number[]>()
    for (const { day, currency, units, ...provenance } of facts) {
      const before = this.#statements.of.get(currency, day)?.units
      answer[before === undefined ? 'created' : before === units ? 'unchanged' : 'updated'] += 1
      if (before === units) continue
      if (before !== undefined) noteCorrected({ day, currency, before, units }, told)
      const { source, owner, schemaVersion, receivedAt } = provenance
      const values = [day, currency, units, source, owner, schemaVersion, receivedAt]
      this.#statements.insert.run(this.#sequence.take(), ...values)
      const on = days.get(currency)
      if (on) on.push(day)
      else days.set(currency, [day])
    }
    this.#remembered.clear()
    const changed = [...days].flatMap(([currency, on]) => {
      const next = (day: number) => this.#statements.next.get(currency, day)?.day ?? undefined
      return daysConcerned(on, next).map((range) => ({ currency, ...range }))
    })
    return { answer, changed }
  }
}

/** Who is told of rates that take the place of others, and when it is. */
interface Told {
  audit: Audit
  now: number
}

/** A rate that takes the place of another; both in units per euro. */
interface Corrected {
  day: number
  currency: string
  before: number
  units: number
}

function noteCorrected({ day, currency, before, units }: Corrected, { audit, now }: Told): void {
  audit.note({
    ...{ at: now, kind: 'rate', subject: { currency, day: formatDay(day) } },
    before: { rate: formatRate(before) },
    after: { rate: formatRate(units) },
  })
}
