import { MILLIONTHS } from '../../../shared/money.ts'
import {
  type Contribution,
  type Measures,
  type PackedReturn,
  type PackedTouch,
  packContribution,
  unpackContribution,
} from '../../attribution/contribution.ts'
import { creditsOf, isDirect, type JourneyTouch, modelNamed } from '../../attribution/registry.ts'
import { type RolePlaces, rolesAt } from '../../journey/anchors.ts'
import {
  isInJourney,
  JOURNEY_TOUCHES_MAX,
  type JourneyVisit,
  lookbackMs,
  type Reach,
  stageOf,
  unattributedReason,
} from '../../journey/journey.ts'
import { type Away, byTime } from '../../journey/visits.ts'
import type { SaleAmounts, SaleMoney, SaleReturn } from '../../roi/sale-money.ts'
import { isTagged } from '../../touch/landing.ts'
import type { Settings } from '../facts.ts'
import { uuidText } from './bytes.ts'
import type { ContributionRow, Contributions } from './contributions.ts'
import type { Conversions, StandingConversion } from './conversions.ts'
import type { Generation } from './generations.ts'
import type { LinkStore } from './links.ts'
import { RateUses } from './rate-uses.ts'
import type { Rates } from './rates.ts'
import { rolesOf } from './roles.ts'
import type { Rollups } from './rollups.ts'
import { moneyOf } from './sale.ts'
import type { Sql } from './sql.ts'
import type { Tuples } from './tuples.ts'

/** A touch that may belong to a journey. */
interface Candidate extends JourneyVisit {
  eventId: string
  hit: number
  day: number
  tuple: number
  channel: string
  key: string
  cart: number
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
  readonly #rates: Rates
  readonly #rateUses: RateUses

  constructor(
    sql: Sql,
    parts: {
      links: LinkStore
      conversions: Conversions
      contributions: Contributions
      rollups: Rollups
      tuples: Tuples
      rates: Rates
    },
  ) {
    this.#links = parts.links
    this.#conversions = parts.conversions
    this.#contributions = parts.contributions
    this.#rollups = parts.rollups
    this.#tuples = parts.tuples
    this.#rates = parts.rates
    this.#rateUses = new RateUses(sql)
    this.#touches = sql.prepare<CandidateRow>(
      `SELECT touches.ts, "end", away, event_id, hit, key, cart, day, tuple, t.channel
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
    const money = moneyOf(standing, refunds, generation.settings, this.#rates.on)
    const contribution = this.#contribution(generation, row, standing, money, now)
    const touches = contribution?.touches.length ?? 0
    const usesRates = money.rates.length > 0
    if (usesRates || row.uses_rates === 1)
      this.#rateUses.put(generation.id, conversion, money.rates)
    const settled: ContributionRow = {
      ...row,
      state: stateOf(row, money),
      packed: contribution ? packContribution(contribution) : '',
      refunds_left_out: leftOut(money),
      uses_rates: usesRates ? 1 : 0,
    }
    if (isSettledAs(row, settled)) return touches
    const { id } = generation
    if (row.packed !== '') this.#rollups.contribute(id, unpackContribution(row.packed), -1)
    if (contribution) this.#rollups.contribute(id, contribution, 1)
    this.#contributions.putSettled(id, settled)
    return touches
  }

  /** What a conversion earns whom; undefined while it does not count. */
  #contribution(
    generation: Generation,
    row: ContributionRow,
    standing: StandingConversion,
    { amounts, returns }: SaleMoney,
    now: number,
  ): Contribution | undefined {
    if (row.state === 'unconfirmed' || !amounts) return undefined
    const visitors = this.#links.persons.visitorsOf(row.person)
    // Who refused consent is not followed, whatever is known of the visitor.
    const isRefused = standing.consent === 'denied'
    const reach = this.#reachOf(generation, row)
    const found = isRefused ? [] : this.#journey(generation, row, visitors, reach)
    const touches = found.length > JOURNEY_TOUCHES_MAX ? [] : found
    const reason = unattributedReason(standing.consent, visitors.length > 0, found.length)
    const firstBefore = this.#contributions.previous(generation.id, row.person, 'purchase', row)
    const roles = rolesOf(this.#contributions, generation, row, touches, reach)
    return {
      goal: row.goal,
      day: row.day,
      stage: stageOf(row.person, firstBefore !== undefined),
      unattributed: touches.length > 0 ? 0 : this.#tuples.ofUnattributed(reason, now),
      measures: measuresOf(amounts, returns),
      touches: touches.map(
        ({ eventId, ts, day, tuple, hit }): PackedTouch => [eventId, ts, day, tuple, hit],
      ),
      weights: weightsOf(touches, roles ?? {}, row.ts, generation.settings),
      returns: returns.map(packedReturn),
      ...(roles ? { roles } : {}),
    }
  }

  #reachOf({ id, settings }: Generation, row: ContributionRow): Reach {
    const { ts, person, goal } = row
    const previous = this.#contributions.previous(id, person, goal, row)
    return { to: ts, from: ts - lookbackMs(settings, goal), previous }
  }

  /** The touches of a journey, in the order of (ts, id); of one that is too long, too many of them. */
  #journey(
    generation: Generation,
    { person }: ContributionRow,
    visitors: number[],
    reach: Reach,
  ): Candidate[] {
    const { from, to } = reach
    const { persons } = this.#links
    const touches: Candidate[] = []
    for (const visitor of visitors)
      for (const row of this.#touches.all(generation.id, visitor, from, to)) {
        const touch = candidateOf(row)
        if (!isInJourney(touch, reach)) continue
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

function weightsOf(
  touches: readonly Candidate[],
  roles: RolePlaces,
  ts: number,
  { models }: Settings,
) {
  const journey: JourneyTouch[] = touches.map((touch, at) => ({
    id: touch.eventId,
    ts: touch.ts,
    channel: touch.channel,
    direct: isDirect(touch.channel),
    isCampaign: isTagged(touch.key),
    roles: rolesAt(roles, at),
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

function measuresOf(amounts: SaleAmounts, returns: readonly SaleReturn[]): Measures {
  const back = returns.at(-1)
  return {
    conversions: MILLIONTHS,
    ...amounts,
    refunded: back?.refunded ?? 0,
    goodsReturned: back?.goods ?? 0,
    discountReturned: back?.discount ?? 0,
    fxDifference: 0,
  }
}

const packedReturn = (back: SaleReturn): PackedReturn => {
  const { day, refunded, goods, discount, fxDifference } = back
  return [day, refunded, goods, discount, fxDifference]
}

function stateOf({ state }: ContributionRow, { amounts }: SaleMoney): ContributionRow['state'] {
  if (state === 'unconfirmed') return state
  return amounts ? 'counted' : 'pending_rate'
}

const leftOut = ({ refunds }: SaleMoney): number =>
  [...refunds.values()].filter((state) => state !== 'counted').length

const isSettledAs = (row: ContributionRow, settled: ContributionRow): boolean =>
  row.packed === settled.packed &&
  row.refunds_left_out === settled.refunds_left_out &&
  row.state === settled.state &&
  row.uses_rates === settled.uses_rates
