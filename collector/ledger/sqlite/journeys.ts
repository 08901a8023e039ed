import { codesOf } from '../../../shared/codes.ts'
import { DEAL, isNoConversion } from '../../../shared/wire/goals.ts'
import type { Milestones, RolePlaces } from '../../journey/anchors.ts'
import { codeOfOrder, type RegisteredCode } from '../../journey/codes.ts'
import { inheritsJourney, lookbackStart } from '../../journey/goal-links.ts'
import {
  isInJourney,
  JOURNEY_TOUCHES_MAX,
  lookbackMs,
  type Reach,
  type UnattributedReason,
  unattributedReason,
} from '../../journey/journey.ts'
import { type Away, byTime } from '../../journey/visits.ts'
import { uuidText } from './bytes.ts'
import type { Candidate } from './candidate.ts'
import type { Codes } from './codes.ts'
import type { ContributionRow, Contributions } from './contributions.ts'
import type { Conversions, StandingConversion } from './conversions.ts'
import type { Generation } from './generations.ts'
import type { LinkStore } from './links.ts'
import type { OrderTouch, OrderTouches } from './order-touches.ts'
import { rolesOf } from './roles.ts'
import type { Sql } from './sql.ts'
import type { ToldTouches } from './told-touches.ts'

interface CandidateRow extends Omit<Candidate, 'eventId' | 'away'> {
  event_id: Uint8Array
  away: string
}

/** A conversion where it stands, and what it says. */
export interface Standing {
  row: ContributionRow
  said: StandingConversion
}

/** The touches before a conversion, in the order of (ts, id). */
export interface Journey {
  touches: readonly Candidate[]
  /** What weights look at the touches from, ms. */
  ts: number
  roles: RolePlaces | undefined
  /** Why there is no touch; of no meaning where there is one. */
  reason: UnattributedReason
  /** What it came by, whether or not that has added a touch. */
  code?: RegisteredCode
  /** The touch that the order has added itself. */
  own?: OrderTouch
}

const NO_SUBSCRIPTION: Journey = {
  touches: [],
  ts: 0,
  roles: undefined,
  reason: 'no_subscription',
}

/** Finds the journey of a conversion, or the one that it has from another. */
export class Journeys {
  readonly #touches
  readonly #links: LinkStore
  readonly #conversions: Conversions
  readonly #contributions: Contributions
  readonly #codes: Codes
  readonly #orderTouches: OrderTouches
  readonly #told: ToldTouches

  constructor(sql: Sql, parts: JourneysParts) {
    this.#links = parts.links
    this.#conversions = parts.conversions
    this.#contributions = parts.contributions
    this.#codes = parts.codes
    this.#orderTouches = parts.orderTouches
    this.#told = parts.told
    this.#touches = sql.prepare<CandidateRow>(
      `SELECT touches.ts, "end", away, event_id, hit, key, cart, day, tuple, t.channel, t.campaign
       FROM touches JOIN tuples t ON t.id = touches.tuple
       WHERE generation = ? AND visitor = ? AND ts BETWEEN ? AND ?
       ORDER BY ts DESC, event_id DESC LIMIT ${JOURNEY_TOUCHES_MAX + 1}`,
    )
  }

  /** What is renewed, or ends, has the journey; a deal's reaches back to before its lead. */
  of(generation: Generation, of: Standing, now: number): Journey {
    if (!inheritsJourney(of.row.goal)) return this.#own(generation, of, of.said.consent, now)
    const first = this.#firstOf(generation, of)
    if (!first) return NO_SUBSCRIPTION
    const consent = of.said.consent === 'denied' ? 'denied' : first.said.consent
    return this.#own(generation, first, consent, now)
  }

  /** The purchase that it names, or else its person's first. */
  #firstOf(generation: Generation, { row, said }: Standing): Standing | undefined {
    const { person, ts } = row
    const first = said.origin ?? this.#contributions.firstOf(generation.id, person, 'purchase', ts)
    return this.#standing(generation, first)
  }

  /** undefined for one that nobody has reported, or that is none (cancelled, unpaid). */
  #standing({ id }: Generation, conversion: number | undefined): Standing | undefined {
    if (conversion === undefined) return undefined
    const row = this.#contributions.get(id, conversion)
    const said = row && this.#conversions.standing(conversion)
    return said && !isNoConversion(row.state) ? { row, said } : undefined
  }

  #own(generation: Generation, of: Standing, consent: string | null, now: number): Journey {
    const { row, said } = of
    const lead =
      row.goal === DEAL ? this.#standing(generation, said.origin ?? undefined) : undefined
    // Who refused consent is not followed, whatever is known of the visitor.
    const isRefused = consent === 'denied' || lead?.said.consent === 'denied'
    const visitors = this.#links.persons.visitorsOf(row.person)
    const reach = this.#reachOf(generation, row, lead?.row.ts)
    const found = isRefused ? [] : this.#touchesOf(generation, row, visitors, reach)
    const followed = found.length > JOURNEY_TOUCHES_MAX ? [] : found
    // A code is the order's own, and follows nobody.
    const code = this.#codeOf(of)
    const own = code
      ? this.#ofCode(generation, row, code, followed, now)
      : isRefused || found.length > 0
        ? undefined
        : this.#declared(generation, row, now)
    const touches = own ? [...followed, own].sort(byTime) : followed
    const told: Partial<Milestones> = {
      lead: lead?.row.ts,
      opportunity: said.opportunity_ts ?? undefined,
    }
    return {
      touches,
      ts: row.ts,
      roles: rolesOf(this.#contributions, generation, row, touches, reach, told),
      reason: unattributedReason(isRefused ? 'denied' : null, visitors.length > 0, found.length),
      ...(code ? { code } : {}),
      ...(own ? { own } : {}),
    }
  }

  #codeOf({ row, said }: Standing): RegisteredCode | undefined {
    const { day, person } = row
    const order = { codes: codesOf(said.coupon), day, customerId: said.customer_id, person }
    return codeOfOrder(order, this.#codes.registered)
  }

  /** A code of a campaign that the journey has not seen adds a touch: it was heard of elsewhere. */
  #ofCode(
    generation: Generation,
    row: ContributionRow,
    code: RegisteredCode,
    touches: readonly Candidate[],
    now: number,
  ): OrderTouch | undefined {
    if (touches.some(({ campaign }) => campaign === code.campaign)) return undefined
    return this.#orderTouches.ofCode(generation, row, code, now)
  }

  /** What an order says of its origin stands in for a journey that nobody has seen. */
  #declared(generation: Generation, row: ContributionRow, now: number): OrderTouch | undefined {
    const declared = this.#told.declaredOf(row.conversion)
    return declared && this.#orderTouches.ofDeclared(generation, row, declared, now)
  }

  #reachOf({ id, settings }: Generation, row: ContributionRow, lead: number | undefined): Reach {
    const { ts, person, goal } = row
    const previous = this.#contributions.previous(id, person, goal, row)
    return { to: ts, from: lookbackStart(ts, lead) - lookbackMs(settings, goal), previous }
  }

  /** Of a journey that is too long, too many of them. */
  #touchesOf(
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

export interface JourneysParts {
  links: LinkStore
  conversions: Conversions
  contributions: Contributions
  codes: Codes
  orderTouches: OrderTouches
  told: ToldTouches
}

const candidateOf = ({ event_id, away, ...row }: CandidateRow): Candidate => ({
  ...row,
  eventId: uuidText(event_id),
  away: away === '' ? [] : (JSON.parse(away) as Away[]),
})
