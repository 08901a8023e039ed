import { MILLIONTHS } from '../../../shared/money.ts'
import {
  type Contribution,
  type PackedTouch,
  packContribution,
  unpackContribution,
} from '../../attribution/contribution.ts'
import { creditsOf, type JourneyTouch, modelNamed } from '../../attribution/registry.ts'
import {
  isInJourney,
  JOURNEY_TOUCHES_MAX,
  type JourneyVisit,
  lookbackMs,
  stageOf,
  unattributedReason,
} from '../../journey/journey.ts'
import { type Away, byTime } from '../../journey/visits.ts'
import { netRefunds } from '../../roi/refunds.ts'
import type { Settings } from '../facts.ts'
import { uuidText } from './bytes.ts'
import type { ContributionRow, Contributions } from './contributions.ts'
import type { Conversions, RefundRow, StandingConversion } from './conversions.ts'
import type { Generation } from './generations.ts'
import type { LinkStore } from './links.ts'
import type { Rollups } from './rollups.ts'
import type { Sql } from './sql.ts'
import type { Tuples } from './tuples.ts'

/** A touch that may belong to a journey. */
interface Candidate extends JourneyVisit {
  eventId: string
  hit: number
  day: number
  tuple: number
  channel: string
}

interface CandidateRow extends Omit<Candidate, 'eventId' | 'away'> {
  event_id: Uint8Array
  away: string
}

/** So that a slice stays short whatever the journeys: others wait for the writer meanwhile. */
const TOUCHES_A_SLICE_MAX = 2000

/** Works out what a conversion earns whom, and puts it in the place of what it had contributed. */
export class Settling {
  readonly #touches
  readonly #links: LinkStore
  readonly #conversions: Conversions
  readonly #contributions: Contributions
  readonly #rollups: Rollups
  readonly #tuples: Tuples

  constructor(
    sql: Sql,
    parts: {
      links: LinkStore
      conversions: Conversions
      contributions: Contributions
      rollups: Rollups
      tuples: Tuples
    },
  ) {
    this.#links = parts.links
    this.#conversions = parts.conversions
    this.#contributions = parts.contributions
    this.#rollups = parts.rollups
    this.#tuples = parts.tuples
    this.#touches = sql.prepare<CandidateRow>(
      `SELECT touches.ts, "end", away, event_id, hit, day, tuple, t.channel
       FROM touches JOIN tuples t ON t.id = touches.tuple
       WHERE generation = ? AND visitor = ? AND ts BETWEEN ? AND ?
       ORDER BY ts DESC, event_id DESC LIMIT ${JOURNEY_TOUCHES_MAX + 1}`,
    )
  }

  /**
   * Settles at most `limit` conversions of a generation, and stops before that when their journeys
   * have been long; returns how many there were.
   */
  settle(generation: Generation, limit: number, now: number): number {
    const conversions = this.#contributions.dirty(generation.id, limit)
    let settled = 0
    let touches = 0
    for (const conversion of conversions) {
      if (touches > TOUCHES_A_SLICE_MAX) break
      touches += this.#settleOne(generation, conversion, now)
      settled += 1
    }
    return settled
  }

  /** @returns how many touches the journey has, old and new */
  #settleOne(generation: Generation, conversion: number, now: number): number {
    this.#contributions.clean(generation.id, conversion)
    const row = this.#contributions.get(generation.id, conversion)
    const standing = this.#conversions.standing(conversion)
    if (!row || !standing) return 0
    const refunds = this.#conversions.refundsOf(conversion)
    const netted = netRefundsOf(standing, refunds)
    const leftOut = refunds.length - netted.filter(({ state }) => state === 'counted').length
    const refunded = netted.at(-1)?.cumulative ?? 0
    const contribution = this.#contribution(generation, row, standing, refunded, now)
    const packed = contribution ? packContribution(contribution) : ''
    const touches = contribution?.touches.length ?? 0
    if (packed === row.packed && leftOut === row.refunds_left_out) return touches
    const { id } = generation
    if (row.packed !== '') this.#rollups.contribute(id, unpackContribution(row.packed), -1)
    if (contribution) this.#rollups.contribute(id, contribution, 1)
    this.#contributions.putSettled(id, conversion, packed, leftOut)
    return touches
  }

  /** What a conversion earns whom; undefined while it does not count. */
  #contribution(
    generation: Generation,
    row: ContributionRow,
    standing: StandingConversion,
    refunded: number,
    now: number,
  ): Contribution | undefined {
    if (row.state !== 'counted') return undefined
    const visitors = this.#links.persons.visitorsOf(row.person)
    // Who refused consent is not followed, whatever is known of the visitor.
    const isRefused = standing.consent === 'denied'
    const found = isRefused ? [] : this.#journey(generation, row, visitors)
    const touches = found.length > JOURNEY_TOUCHES_MAX ? [] : found
    const reason = unattributedReason(standing.consent, visitors.length > 0, found.length)
    const firstBefore = this.#contributions.previous(generation.id, row.person, 'purchase', row)
    return {
      goal: row.goal,
      day: row.day,
      stage: stageOf(row.person, firstBefore !== undefined),
      unattributed: touches.length > 0 ? 0 : this.#tuples.ofUnattributed(reason, now),
      measures: measuresOf(standing, refunded),
      touches: touches.map(
        ({ eventId, ts, day, tuple, hit }): PackedTouch => [eventId, ts, day, tuple, hit],
      ),
      weights: weightsOf(touches, row.ts, generation.settings),
    }
  }

  /** The touches of a journey, in the order of (ts, id); of one that is too long, too many of them. */
  #journey(generation: Generation, row: ContributionRow, visitors: number[]): Candidate[] {
    const { person, ts, goal } = row
    const from = ts - lookbackMs(generation.settings, goal)
    const previous = this.#contributions.previous(generation.id, person, goal, row)
    const { persons } = this.#links
    const touches: Candidate[] = []
    for (const visitor of visitors)
      for (const row of this.#touches.all(generation.id, visitor, from, ts)) {
        const touch = candidateOf(row)
        if (!isInJourney(touch, { from, to: ts, previous })) continue
        if (persons.ofTouch(visitor, touch.ts) !== person) continue
        touches.push(touch)
      }
    return touches.sort(byTime)
  }
}

const candidateOf = ({ event_id, away, ...row }: CandidateRow): Candidate => ({
  ...row,
  eventId: uuidText(event_id),
  away: away === '' ? [] : (JSON.parse(away) as Away[]),
})

function weightsOf(touches: readonly Candidate[], ts: number, { models }: Settings) {
  const journey: JourneyTouch[] = touches.map((touch) => ({
    id: touch.eventId,
    ts: touch.ts,
    channel: touch.channel,
    direct: touch.channel === 'Direct',
  }))
  const weights: Record<string, number[]> = {}
  for (const { name, direct, params } of models) {
    const model = modelNamed(name)
    if (!model) continue
    const overrides = { ...params, ...(direct === undefined ? {} : { direct }) }
    weights[name] = creditsOf(model, journey, ts, overrides)
  }
  return weights
}

function measuresOf(sale: StandingConversion, refunded: number) {
  const { value, tax, shipping, total, cost_of_goods } = sale
  return {
    conversions: MILLIONTHS,
    value,
    refunded,
    tax: tax ?? 0,
    shipping: shipping ?? 0,
    total: total ?? 0,
    costOfGoods: cost_of_goods ?? 0,
  }
}

/** What each refund takes from a sale; those in another currency wait for a rate. */
export function netRefundsOf(sale: StandingConversion, refunds: readonly RefundRow[]) {
  return netRefunds(
    { value: sale.value, total: sale.total ?? undefined },
    refunds
      .filter(({ currency }) => currency === sale.currency)
      .map(({ refund_id: id, ts, amount, tax, shipping }) => {
        return { id, ts, amount, tax: tax ?? undefined, shipping: shipping ?? undefined }
      }),
  )
}
