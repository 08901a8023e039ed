import { keyOfOffline, offlineTouchId, tupleOfOffline } from '../../journey/told-touches.ts'
import { localDay } from '../../roi/dates.ts'
import type { Tuple } from '../../roi/report.ts'
import type { DayAmount } from '../../roi/spread.ts'
import { uuidBytes } from './bytes.ts'
import type { SpentRow } from './cost-row.ts'
import type { ExchangedCosts } from './exchanged-costs.ts'
import type { Generation } from './generations.ts'
import type { Rollups } from './rollups.ts'
import type { Sql } from './sql.ts'
import type { OfflineTouch } from './stored-touches.ts'
import { hitOfTouch } from './touch-numbers.ts'
import type { Tuples } from './tuples.ts'

/**
 * Offline touches among those of visits, in each generation, with what they have cost. Such a touch is of
 * the visitor that it names, or of one that is made up for its customer.
 */
export class ToldPlaces {
  readonly #tuples: Tuples
  readonly #rollups: Rollups
  readonly #exchanged: ExchangedCosts
  readonly #statements

  constructor(sql: Sql, parts: { tuples: Tuples; rollups: Rollups; exchanged: ExchangedCosts }) {
    this.#tuples = parts.tuples
    this.#rollups = parts.rollups
    this.#exchanged = parts.exchanged
    this.#statements = prepareStatements(sql)
  }

  /** @returns the day of its cost, in the site's currency; none while there is no rate */
  put(generation: Generation, touch: OfflineTouch, now: number): readonly DayAmount[] {
    const { number, visitor, ts, external_id: id, campaign } = touch
    const names = namesUnder(generation, touch)
    const tuple = this.#tuples.of(names, now)
    const day = localDay(ts, generation.settings.timeZone)
    const hit = hitOfTouch(number)
    const key = keyOfOffline(campaign)
    const bytes = uuidBytes(offlineTouchId(id, ts))
    this.#statements.addTouch.run(generation.id, visitor, ts, hit, bytes, key, ts, tuple, day)
    this.#count(generation, { day, tuple }, 1)
    const costs = this.#costOf(generation, touch, day)
    const amount = costs[0]?.amount ?? 0
    this.#statements.add.run(generation.id, number, day, tuple, touch.category, amount)
    this.#addCost(generation, touch, { day, ...names }, amount)
    return costs
  }

  /** Takes exactly that away again. */
  remove(generation: Generation, touch: OfflineTouch): readonly DayAmount[] {
    const { number, visitor, ts, external_id: id, currency } = touch
    const place = this.#statements.remove.get(generation.id, number)
    if (!place) return []
    const { day, tuple, amount } = place
    this.#statements.removeTouch.run(
      ...[generation.id, visitor, ts],
      uuidBytes(offlineTouchId(id, ts)),
    )
    this.#count(generation, { day, tuple }, -1)
    if (touch.amount !== null && currency !== generation.settings.currency)
      this.#exchanged.remove(generation.id, number)
    this.#addCost(generation, touch, { day, ...namesUnder(generation, touch) }, -amount)
    return amount === 0 ? [] : [{ day, amount }]
  }

  /** Whether its cost waits for a rate. */
  isPending(generation: Generation, touch: OfflineTouch, today: number): boolean {
    const { settings } = generation
    if (touch.amount === null || touch.currency === settings.currency) return false
    return this.#exchanged.isPending(spentOn(generation, touch), settings, today)
  }

  #costOf(generation: Generation, touch: OfflineTouch, day: number): readonly DayAmount[] {
    const { amount, currency } = touch
    if (amount === null) return []
    if (currency === generation.settings.currency) return [{ day, amount }]
    const { id, settings } = generation
    return this.#exchanged.add(id, spentOn(generation, touch), settings)
  }

  #addCost(
    { id }: Generation,
    { category }: OfflineTouch,
    on: Tuple & { day: number },
    amount: number,
  ): void {
    if (amount !== 0) this.#rollups.addCost(id, { ...on, category, accrues: false }, amount)
  }

  #count({ id }: Generation, at: { day: number; tuple: number }, n: 1 | -1): void {
    this.#rollups.countTouch(id, { ...at, country: '', device: '' }, n)
  }
}

const namesUnder = ({ settings }: Generation, touch: OfflineTouch): Tuple => {
  const { channel, campaign_source: source, campaign_medium: medium, campaign } = touch
  const rules = { ownHosts: settings.domains, siteRules: settings.siteRules }
  return tupleOfOffline({ channel, source, medium, campaign }, rules)
}

/** What a touch has cost, as a cost of its day; its seq is the touch's number. */
function spentOn({ settings }: Generation, touch: OfflineTouch): SpentRow {
  const day = localDay(touch.ts, settings.timeZone)
  const { number: seq, amount, currency } = touch
  return { seq, from_day: day, to_day: day, amount: amount ?? 0, currency, spread: 'day' }
}

interface Place {
  day: number
  tuple: number
  amount: number
}

function prepareStatements(sql: Sql) {
  return {
    addTouch: sql.prepare(
      `INSERT INTO touches (generation, visitor, ts, hit, event_id, "end", key, arrived_at, shown,
         away, cart, tuple, day, country, device, term, content, click_id)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?, '', '', 0, ?, ?, '', '', '', '', '')`,
    ),
    removeTouch: sql.prepare(
      'DELETE FROM touches WHERE generation = ? AND visitor = ? AND ts = ? AND event_id = ?',
    ),
    add: sql.prepare(
      `INSERT INTO told_places (generation, touch, day, tuple, category, amount)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    remove: sql.prepare<Place>(
      'DELETE FROM told_places WHERE generation = ? AND touch = ? RETURNING day, tuple, amount',
    ),
  }
}
