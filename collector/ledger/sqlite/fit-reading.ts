import { type Contribution, unpackContribution } from '../../attribution/contribution.ts'
import type { PathSet } from '../../attribution/data-driven/paths.ts'
import { isDirect } from '../../attribution/registry.ts'
import { lookbackMs } from '../../journey/journey.ts'
import type { Person } from '../../journey/persons.ts'
import { lostAt } from '../../journey/unconverted.ts'
import { localDay } from '../../roi/dates.ts'
import type { FitRequest } from '../fits.ts'
import type { Freshness } from '../ledger.ts'
import { JourneyFilter } from './reports/journey-filter.ts'
import { type LooseTouch, LooseTouches, type VisitorRange } from './reports/loose-touches.ts'
import type { Sql } from './sql.ts'

/** Where the journeys of a fit are read on: behind a conversion, then behind a visitor. */
export interface FitPlace {
  part: 'converted' | 'lost'
  /** (day, ts, transaction id), or (visitor). */
  after: (string | number)[]
}

/** Packed contributions that are in memory together. */
const CONVERSIONS_AT_ONCE = 200

export interface FitReadingInput {
  request: FitRequest
  /** ms since the epoch: what is not lost by then is open, and left out. */
  now: number
  /** Names by number; those that are new to it are added. */
  channels: string[]
}

/**
 * Reads the journeys that a model is fitted on, as channels: those that closed in the period, converted
 * or lost, as the report of paths tells them (`reports/paths.ts`), with the touches that may earn. Those of
 * orders whose sales channel stands apart are none of them, converted or lost, unless it is asked for: ROI
 * does not credit them. Of a segment they are those that `/v1/journeys` would show of it, and lost ones
 * with a touch that it has. Each part that is read stands for itself, so that nothing must be kept in
 * memory between two of them.
 */
export class FitReading {
  readonly #fresh: Pick<Freshness, 'generation' | 'settings'>
  readonly #input: FitReadingInput
  readonly #numbers: ChannelNumbers
  readonly #converted
  readonly #loose: LooseTouches
  readonly #lastVisitor: number
  readonly #filter: JourneyFilter | undefined
  /** Whether orders of all sales channels are looked at: the filter then says which. */
  readonly #withApart: boolean
  #steps = new Int32Array(64)

  constructor(sql: Sql, fresh: Pick<Freshness, 'generation' | 'settings'>, input: FitReadingInput) {
    const { generation, settings } = fresh
    const { goal, filters } = input.request
    const own = new OwnConversions(sql, generation, goal)
    this.#fresh = fresh
    this.#input = input
    this.#numbers = channelNumbers(sql, input.channels)
    this.#converted = sql.prepare<ConvertedRow>(CONVERTED)
    this.#filter = filters && new JourneyFilter(sql, filters)
    this.#withApart = filters?.sales_channel !== undefined
    this.#loose = new LooseTouches({
      ...{ sql, generation, goal, lookbackMs: lookbackMs(settings, goal) },
      spent: { has: (hit) => own.hits.has(hit) },
      converted: { has: (conversion) => own.conversions.has(conversion) },
      onNamed: (persons) => own.load(persons),
    })
    this.#lastVisitor =
      sql.prepare<{ id: number | null }>('SELECT max(id) AS id FROM visitors').get()?.id ?? 0
  }

  get start(): FitPlace {
    return { part: 'converted', after: [this.#input.request.from, -1, ''] }
  }

  /** Roughly, from 0 to 1. */
  shareAt({ part, after }: FitPlace): number {
    if (part === 'converted') return 0
    return Math.min(1, Number(after[0]) / Math.max(1, this.#lastVisitor))
  }

  /**
   * Reads journeys of some `touchesMax` touches or a few more.
   * @param paths of the channels of the input
   * @returns where to go on; undefined when all were read
   */
  read(place: FitPlace, touchesMax: number, paths: PathSet): FitPlace | undefined {
    if (place.part === 'converted') return this.#readConverted(place, touchesMax, paths)
    const lost = this.#lost({ after: Number(place.after[0]), touchesMax })
    for (const touches of this.#filter?.keptLost([...lost]) ?? lost)
      this.#add(touches.map(tupleOf), paths, 0, 0)
    const { done } = this.#loose
    return done === Infinity ? undefined : { part: 'lost', after: [done] }
  }

  #readConverted(place: FitPlace, touchesMax: number, paths: PathSet): FitPlace | undefined {
    const { generation } = this.#fresh
    const { goal, to, withLost } = this.#input.request
    let { after } = place
    for (let read = 0; read < touchesMax; ) {
      const rows = this.#converted.all(generation, goal, ...after, to, CONVERSIONS_AT_ONCE)
      const journeys = rows.map(journeyOf).filter((one) => this.#withApart || !isApart(one))
      for (const { packed } of journeys) read += packed.touches.length
      for (const { packed } of this.#filter?.kept(journeys) ?? journeys)
        this.#addConverted(packed, paths)
      const last = rows.at(-1)
      if (!last || rows.length < CONVERSIONS_AT_ONCE)
        return withLost ? { part: 'lost', after: [0] } : undefined
      after = [last.day, last.ts, last.transaction_id]
    }
    return { ...place, after }
  }

  #addConverted({ touches, measures }: Contribution, paths: PathSet): void {
    const tuples = touches.map(([, , , tuple]) => tuple)
    if (tuples.length > 0) this.#add(tuples, paths, 1, measures.value - measures.refunded)
  }

  /** Journeys that were lost in the period, of some visitors. */
  *#lost(visitors: VisitorRange): Generator<readonly LooseTouch[]> {
    for (const { kind, touches } of this.#loose.journeys(visitors))
      if (kind === 'journey' && this.#isLostInPeriod(touches)) yield touches
  }

  #isLostInPeriod(touches: readonly LooseTouch[]): boolean {
    const { now, request } = this.#input
    const closed = lostAt(touches)
    if (closed > now) return false
    const day = localDay(closed, this.#fresh.settings.timeZone)
    return day >= request.from && day <= request.to
  }

  #add(tuples: readonly number[], paths: PathSet, conversions: number, value: number): void {
    const { of, direct } = this.#numbers
    if (this.#steps.length < tuples.length) this.#steps = new Int32Array(tuples.length * 2)
    const steps = this.#steps
    const leavesOut = this.#input.request.direct === 'last_resort'
    let count = 0
    for (const tuple of tuples) {
      const channel = of[tuple] as number
      if (channel !== direct || !leavesOut) steps[count++] = channel
    }
    // A journey with nothing else is one of direct visits.
    if (count === 0) for (const tuple of tuples) steps[count++] = of[tuple] as number
    paths.add(steps, count, conversions, value, 1 - conversions)
  }
}

/** Made-up campaigns may have brought very many. */
const TUPLES_AT_ONCE = 10_000

/** By tuple the number of its channel; and the number of the direct one, −1 for none. */
interface ChannelNumbers {
  of: Int32Array
  direct: number
}

function channelNumbers(sql: Sql, channels: string[]): ChannelNumbers {
  const last = sql.prepare<{ id: number | null }>('SELECT max(id) AS id FROM tuples').get()
  const page = sql.prepare<{ id: number; channel: string }>(
    'SELECT id, channel FROM tuples WHERE id > ? ORDER BY id LIMIT ?',
  )
  const numbers = new Map(channels.map((channel, number) => [channel, number]))
  const of = new Int32Array((last?.id ?? 0) + 1)
  let rows = page.all(0, TUPLES_AT_ONCE)
  while (rows.length > 0) {
    for (const { id, channel } of rows) {
      const number = numbers.get(channel) ?? channels.push(channel) - 1
      numbers.set(channel, number)
      of[id] = number
    }
    rows = page.all(rows.at(-1)?.id ?? 0, TUPLES_AT_ONCE)
  }
  return { of, direct: channels.findIndex(isDirect) }
}

/** What the conversions of some persons have: their touches, and that they have any; none of those that stand apart. */
class OwnConversions {
  readonly #statement
  readonly #generation: number
  readonly #goal: string
  hits = new Set<number>()
  conversions = new Set<number>()

  constructor(sql: Sql, generation: number, goal: string) {
    this.#generation = generation
    this.#goal = goal
    this.#statement = sql.prepare<{ conversion: number; packed: string }>(
      `SELECT conversion, packed FROM contributions
       WHERE generation = ? AND person = ? AND goal = ? AND packed != ''`,
    )
  }

  load(persons: readonly Person[]): void {
    this.hits.clear()
    this.conversions.clear()
    for (const person of persons)
      for (const { conversion, packed } of this.#statement.all(
        this.#generation,
        person,
        this.#goal,
      )) {
        const { touches, apart } = unpackContribution(packed)
        if (touches.length === 0 || apart !== undefined) continue
        this.conversions.add(conversion)
        for (const [, , , , hit] of touches) this.hits.add(hit)
      }
  }
}

const tupleOf = ({ tuple }: LooseTouch): number => tuple

const journeyOf = ({ packed, ...row }: ConvertedRow) => ({
  row,
  packed: unpackContribution(packed),
})

const isApart = ({ packed }: ReturnType<typeof journeyOf>): boolean => packed.apart !== undefined

interface ConvertedRow {
  conversion: number
  advocacy: number
  day: number
  ts: number
  transaction_id: string
  packed: string
}

const CONVERTED = `
  SELECT conversion, advocacy, day, ts, transaction_id, packed FROM contributions
  WHERE generation = ? AND goal = ? AND (day, ts, transaction_id) > (?, ?, ?) AND day <= ?
    AND state = 'counted' AND packed != ''
  ORDER BY day, ts, transaction_id LIMIT ?`
