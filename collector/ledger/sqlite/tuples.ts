import type { Tuple } from '../../roi/report.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'
import { utcDay } from './tallies.ts'

/** Past so many new tuples a day, touches are stored as `(other)`: a guard against made-up tags. */
export const NEW_TUPLES_PER_DAY_MAX = 2000

const OTHER: Tuple = {
  channel: 'Unassigned',
  source: '(other)',
  medium: '(other)',
  campaign: '(other)',
}

// Names seen lately; a site has hundreds of tuples, and made-up ones are capped.
const CACHE_MAX = 20_000

/** The dictionary of (channel, source, medium, campaign). Never shrinks, and is no generation's. */
export class Tuples {
  readonly #ids = new Map<string, number>()
  readonly #find
  readonly #add
  readonly #newOn
  readonly #isCapped
  readonly #cap
  readonly #sequence: Sequence
  /** Almost always false: then no touch has to ask. */
  #anyCapped: boolean

  constructor(sql: Sql, sequence: Sequence) {
    this.#sequence = sequence
    this.#find = sql.prepare<{ id: number }>(
      'SELECT id FROM tuples WHERE channel = ? AND source = ? AND medium = ? AND campaign = ?',
    )
    this.#add = sql.prepare<{ id: number }>(
      `INSERT INTO tuples (channel, source, medium, campaign, created_day)
       VALUES (?, ?, ?, ?, ?) RETURNING id`,
    )
    this.#newOn = sql.prepare<{ n: number }>(
      'SELECT count(*) AS n FROM tuples WHERE created_day = ?',
    )
    this.#isCapped = sql.prepare<{ hit: number }>('SELECT hit FROM capped_hits WHERE hit = ?')
    const first = sql.prepare<{ hit: number }>('SELECT hit FROM capped_hits LIMIT 1')
    this.#anyCapped = first.get() !== undefined
    this.#cap = sql.prepare('INSERT OR IGNORE INTO capped_hits (hit, since) VALUES (?, ?)')
  }

  /**
   * The tuple of the touch that begins with this hit. That it was capped is kept as a fact. A backend
   * holds a key, and may bring the campaigns of years in a day.
   */
  ofTouch(
    tuple: Tuple,
    hit: number,
    { isPublic, now }: { isPublic: boolean; now: number },
  ): number {
    if (this.#anyCapped && this.#isCapped.get(hit)) return this.of(OTHER, now)
    const known = this.#known(tuple)
    if (known !== undefined) return known
    if (!isPublic || !this.#isFull(now)) return this.#create(tuple, now)
    this.#cap.run(hit, this.#sequence.next - 1)
    this.#anyCapped = true
    return this.of(OTHER, now)
  }

  /** The tuple of these names, made when there is none. */
  of(tuple: Tuple, now: number): number {
    return this.#known(tuple) ?? this.#create(tuple, now)
  }

  /** The tuple that takes conversions without a touch: no channel, and the reason as source. */
  ofUnattributed(reason: string, now: number): number {
    return this.of({ channel: '', source: reason, medium: '', campaign: '' }, now)
  }

  #isFull(now: number): boolean {
    return (this.#newOn.get(utcDay(now))?.n ?? 0) >= NEW_TUPLES_PER_DAY_MAX
  }

  #known({ channel, source, medium, campaign }: Tuple): number | undefined {
    const key = JSON.stringify([channel, source, medium, campaign])
    const cached = this.#ids.get(key)
    if (cached !== undefined) return cached
    const id = this.#find.get(channel, source, medium, campaign)?.id
    if (id !== undefined) this.#remember(key, id)
    return id
  }

  #create({ channel, source, medium, campaign }: Tuple, now: number): number {
    const id = this.#add.get(channel, source, medium, campaign, utcDay(now))?.id as number
    this.#remember(JSON.stringify([channel, source, medium, campaign]), id)
    return id
  }

  #remember(key: string, id: number): void {
    if (this.#ids.size >= CACHE_MAX) this.#ids.clear()
    this.#ids.set(key, id)
  }
}
