import { codesOf } from '../../../shared/codes.ts'
import { MILLIONTHS } from '../../../shared/money.ts'
import { isSaleApart } from '../../../shared/sales-channels.ts'
import { isNoConversion } from '../../../shared/wire/goals.ts'
import {
  type Contribution,
  type Measures,
  type PackedReturn,
  type PackedTouch,
  packContribution,
  unpackContribution,
} from '../../attribution/contribution.ts'
import {
  creditsOf,
  fittedCreditsOf,
  isDirect,
  type JourneyTouch,
  linearPartOf,
  type ModelName,
  modelNamed,
} from '../../attribution/registry.ts'

import { rolesAt } from '../../journey/anchors.ts'
import { isAdvocacy, type RegisteredCode, tupleOfCode } from '../../journey/codes.ts'
import { type ConversionState, conversionState } from '../../journey/conversion-state.ts'
import { dealsInPlaceOf } from '../../journey/goal-links.ts'
import { stageOf } from '../../journey/journey.ts'
import type { RateUse, SaleAmounts, SaleMoney, SaleReturn } from '../../roi/sale-money.ts'
import { summedMoney } from '../../roi/summed-money.ts'
import { isTagged } from '../../touch/landing.ts'
import type { AuditKind } from '../audit.ts'
import type { Audit } from './audit.ts'
import { CodeUses } from './code-uses.ts'
import type { Codes } from './codes.ts'
import { Commissions } from './commissions.ts'
import type { ContributionRow, Contributions } from './contributions.ts'
import { type Conversions, type StandingConversion, saidOf } from './conversions.ts'
import type { Generation } from './generations.ts'
import { type Journey, Journeys, type Standing } from './journeys.ts'
import type { LinkStore } from './links.ts'
import { OrderTouches } from './order-touches.ts'
import type { Outbox } from './outgoing/outbox.ts'
import { RateUses } from './rate-uses.ts'
import type { Rates } from './rates.ts'
import type { Rollups } from './rollups.ts'
import { moneyOf } from './sale.ts'
import type { Sql } from './sql.ts'
import type { ToldTouches } from './told-touches.ts'
import type { Tuples } from './tuples.ts'

/** So that a slice stays short whatever the journeys: others wait for the writer meanwhile. */
const TOUCHES_A_SLICE_MAX = 2000

/** Works out what a conversion earns whom, and puts it in the place of what it had contributed. */
export class Settling {
  readonly #journeys: Journeys
  readonly #links: LinkStore
  readonly #conversions: Conversions
  readonly #contributions: Contributions
  readonly #rollups: Rollups
  readonly #tuples: Tuples
  readonly #rates: Rates
  readonly #rateUses: RateUses
  readonly #codeUses: CodeUses
  readonly #orderTouches: OrderTouches
  readonly #commissions: Commissions
  /** Something was marked that has come from what is being settled. */
  #followed = false
  readonly #audit: Audit
  readonly #outbox: Outbox

  constructor(
    sql: Sql,
    parts: {
      links: LinkStore
      conversions: Conversions
      contributions: Contributions
      rollups: Rollups
      tuples: Tuples
      rates: Rates
      audit: Audit
      codes: Codes
      told: ToldTouches
      outbox: Outbox
    },
  ) {
    this.#links = parts.links
    this.#conversions = parts.conversions
    this.#contributions = parts.contributions
    this.#rollups = parts.rollups
    this.#tuples = parts.tuples
    this.#rates = parts.rates
    this.#audit = parts.audit
    this.#outbox = parts.outbox
    this.#rateUses = new RateUses(sql)
    this.#codeUses = new CodeUses(sql)
    this.#commissions = new Commissions(sql, parts)
    this.#orderTouches = new OrderTouches(sql, parts)
    this.#journeys = new Journeys(sql, { ...parts, orderTouches: this.#orderTouches })
  }

  /**
   * Settles at most `limit` conversions of a generation, and stops before that when their journeys
   * have been long; returns how many there were.
   */
  settle(generation: Generation, limit: number, now: number): number {
    let settled = 0
    let touches = 0
    do {
      this.#followed = false
      for (const { conversion, cause } of this.#contributions.dirty(
        generation.id,
        limit - settled,
      )) {
        if (touches > TOUCHES_A_SLICE_MAX) return settled
        touches += this.#settleOne(generation, conversion, cause, now)
        settled += 1
      }
      // What has come from a conversion is marked when that is settled: soon, so that both agree.
    } while (this.#followed && settled < limit)
    return settled
  }

  /** @returns how many touches the journey has, old and new */
  #settleOne(generation: Generation, conversion: number, cause: AuditKind, now: number): number {
    this.#contributions.clean(generation.id, conversion)
    const row = this.#contributions.get(generation.id, conversion)
    const standing = this.#conversions.standing(conversion)
    if (!row) return 0
    if (!standing) return this.#withdraw(generation, row)
    const followers = this.#conversions.followersOf(conversion)
    const money = this.#moneyOf(generation, standing, followers)
    const state = conversionState(
      saidOf(standing, generation.settings),
      money.amounts !== undefined,
    )
    this.#codeUses.put(generation.id, conversion, codesOf(standing.coupon))
    const journey = this.#journeyOf(generation, { row, said: standing }, state, now)
    const contribution =
      journey && this.#contribution(generation, { row, said: standing }, journey, money, now)
    const touches = contribution?.touches.length ?? 0
    const measures = state === 'counted' ? contribution?.measures : undefined
    const tuple = journey?.code && tupleUnder(generation, journey.code)
    const order = { conversion, day: row.day, measures, tuple }
    const rates = usedBy(money.rates, this.#commissions.settle(generation, order))
    const usesRates = rates.length > 0
    if (usesRates || row.uses_rates === 1) this.#rateUses.put(generation.id, conversion, rates)
    const settled: ContributionRow = {
      ...row,
      state,
      packed: contribution ? packContribution(contribution) : '',
      refunds_left_out: isNoConversion(state) ? 0 : leftOut(money),
      uses_rates: usesRates ? 1 : 0,
      advocacy: contribution && journey.code && isAdvocacy(journey.code) ? 1 : 0,
    }
    const isSame = isSettledAs(row, settled)
    // Of one that is not credited the row does not tell whether its journey is another.
    if (!isSame || state !== 'counted')
      this.#contributions.because(cause, () => this.#markFollowers(generation, row, followers))
    if (isSame) return touches
    const { id } = generation
    if (generation.isActive)
      this.#audit.noteCredit({
        ...{ at: now, kind: cause, before: row.packed, after: settled },
        currency: generation.settings.currency,
        versions: () => this.#conversions.versionsOf(conversion),
      })
    const before = row.packed === '' ? undefined : unpackContribution(row.packed)
    if (before) this.#rollups.contribute(id, before, -1)
    if (contribution) this.#rollups.contribute(id, contribution, 1)
    this.#orderTouches.put(id, conversion, before, contribution, journey?.own)
    this.#contributions.putSettled(id, settled)
    if (generation.isActive) this.#outbox.credited(conversion)
    return touches
  }

  /** Of one that nobody tells of any more, since its import was rolled back, nothing is left. */
  #withdraw({ id }: Generation, { conversion, packed }: ContributionRow): number {
    const before = packed === '' ? undefined : unpackContribution(packed)
    for (const follower of this.#conversions.followersOf(conversion)) {
      this.#contributions.markDirty(id, follower.conversion)
      this.#followed = true
    }
    this.#codeUses.put(id, conversion, [])
    this.#rateUses.put(id, conversion, [])
    this.#commissions.withdraw(id, conversion)
    if (before) this.#rollups.contribute(id, before, -1)
    this.#orderTouches.put(id, conversion, before, undefined, undefined)
    this.#contributions.remove(id, conversion)
    return before?.touches.length ?? 0
  }

  /** Whether any commission of a conversion that counts waits for a rate. */
  commissionWaits(generation: number, conversion: number): boolean {
    return this.#commissions.anyWaits(generation, conversion)
  }

  /** Those that have, or may have, the journey of this one. */
  #markFollowers(
    { id }: Generation,
    { conversion: first, goal, person, ts }: ContributionRow,
    followers: readonly StandingConversion[],
  ): void {
    for (const { conversion } of followers) {
      this.#contributions.markDirty(id, conversion)
      this.#followed = true
    }
    if (goal !== 'purchase' || !this.#conversions.anyInheriting) return
    if (this.#contributions.firstOf(id, person, goal, ts) !== first) return
    if (this.#contributions.markInheriting(id, person)) this.#followed = true
  }

  /** A lead's is that of its deals, once those are closed. */
  #moneyOf(
    { settings }: Generation,
    standing: StandingConversion,
    followers: readonly StandingConversion[],
  ): SaleMoney {
    const of = (sale: StandingConversion) =>
      moneyOf(sale, this.#conversions.refundsOf(sale.conversion), settings, this.#rates.on)
    const deals = dealsInPlaceOf(followers)
    return deals ? summedMoney(deals.toSorted(byPlace).map(of)) : of(standing)
  }

  /** undefined of a conversion that does not count. */
  #journeyOf(
    generation: Generation,
    of: Standing,
    state: ConversionState,
    now: number,
  ): Journey | undefined {
    if (state === 'historical') return HISTORY
    return state === 'counted' ? this.#journeys.of(generation, of, now) : undefined
  }

  /** What a conversion earns whom. */
  #contribution(
    generation: Generation,
    { row, said }: Standing,
    journey: Journey,
    { amounts, returns }: SaleMoney,
    now: number,
  ): Contribution | undefined {
    if (!amounts) return undefined
    const { touches, roles, reason } = journey
    const soldBy = said.sales_channel ?? 'web'
    return {
      goal: row.goal,
      day: row.day,
      stage: stageOf(row.person, this.#hasBoughtBefore(generation, row)),
      unattributed: touches.length > 0 ? 0 : this.#tuples.ofUnattributed(reason, now),
      measures: measuresOf(amounts, returns),
      touches: touches.map(
        ({ eventId, ts, day, tuple, hit }): PackedTouch => [eventId, ts, day, tuple, hit],
      ),
      weights: journey === HISTORY ? {} : weightsOf(journey, generation),
      returns: returns.map(packedReturn),
      ...(roles ? { roles } : {}),
      ...(isSaleApart(soldBy) ? { apart: this.#tuples.ofUnattributed(soldBy, now) } : {}),
    }
  }

  #hasBoughtBefore({ id }: Generation, row: ContributionRow): boolean {
    const { person, day } = row
    if (this.#contributions.previous(id, person, 'purchase', row) !== undefined) return true
    return (this.#links.customerSince(person) ?? day) < day
  }
}

const tupleUnder = ({ settings }: Generation, code: RegisteredCode) =>
  tupleOfCode(code, { ownHosts: settings.domains, siteRules: settings.siteRules })

/** Each rate once: an order's and its commissions' may be the same. */
const usedBy = (...uses: readonly (readonly RateUse[])[]): RateUse[] => [
  ...new Map(uses.flat().map((use) => [`${use.currency} ${use.day}`, use])).values(),
]

/** Without weights it is in no sum; what it was worth is kept with it. */
const HISTORY: Journey = { touches: [], ts: 0, roles: undefined, reason: 'historical' }

function weightsOf({ touches, roles = {}, ts }: Journey, { settings, fitted }: Generation) {
  const journey: JourneyTouch[] = touches.map((touch, at) => ({
    id: touch.eventId,
    ts: touch.ts,
    channel: touch.channel,
    direct: isDirect(touch.channel),
    isCampaign: isTagged(touch.key),
    roles: rolesAt(roles, at),
  }))
  const weights: Record<string, number[]> = {}
  for (const { name, direct, params } of settings.models) {
    const model = modelNamed(name)
    if (!model) continue
    if (model.isFitted) {
      const effects = fitted.get(name)
      if (effects) putFitted(weights, name, journey, { effects, direct: direct ?? 'last_resort' })
      continue
    }
    const overrides = { ...params, ...(direct === undefined ? {} : { direct }) }
    weights[name] = creditsOf(model, journey, ts, overrides)
  }
  return weights
}

/** What is credited linearly is summed by itself, too: reports tell how much it is, and why. */
function putFitted(
  weights: Record<string, number[]>,
  name: ModelName,
  journey: readonly JourneyTouch[],
  params: Parameters<typeof fittedCreditsOf>[1],
): void {
  const credits = fittedCreditsOf(journey, params)
  weights[name] = credits.weights
  if (credits.by !== 'effects') weights[linearPartOf(name, credits.by)] = credits.weights
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

const leftOut = ({ refunds }: SaleMoney): number =>
  [...refunds.values()].filter((state) => state !== 'counted').length

const isSettledAs = (row: ContributionRow, settled: ContributionRow): boolean =>
  row.packed === settled.packed &&
  row.refunds_left_out === settled.refunds_left_out &&
  row.state === settled.state &&
  row.uses_rates === settled.uses_rates &&
  row.advocacy === settled.advocacy

const byPlace = (a: StandingConversion, b: StandingConversion): number =>
  a.ts - b.ts || (a.transaction_id < b.transaction_id ? -1 : 1)
