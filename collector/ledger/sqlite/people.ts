import { isAnchorGoal } from '../../journey/anchors.ts'
import { type ConversionState, conversionState } from '../../journey/conversion-state.ts'
import { longestLookbackMs } from '../../journey/journey.ts'
import {
  type Link,
  type Moved,
  movedBetween,
  type Owners,
  type Person,
} from '../../journey/persons.ts'
import { localDay } from '../../roi/dates.ts'
import { exchangeOn } from '../../roi/exchange.ts'
import type { ContributionHead, Contributions } from './contributions.ts'
import { type Conversions, linkOf, type StandingConversion, saidOf } from './conversions.ts'
import type { Generation, Generations } from './generations.ts'
import { type LinkedConversion, type LinkOf, type LinkStore, VISITORS_LISTED_MAX } from './links.ts'
import type { Rates } from './rates.ts'
import { usesAnchors } from './roles.ts'
import type { Sql } from './sql.ts'
import type { ChangedTouches } from './visits.ts'

/** The identifiers whose standing a new link may change. */
interface Neighbours {
  visitors: Set<number>
  customers: Set<string>
  emails: Set<string>
}

/** Who was who at a moment, as far as a new link may change it. */
interface View {
  /** Whose the touches of each visitor are. */
  owners: Map<number, Owners>
  customers: Map<string, boolean>
  emails: Map<string, Person | undefined>
  /** Persons that any visitor is known of: the others' conversions have no id to match. */
  reachable: Map<Person, boolean>
  /** Since when persons are customers, where it was said of any: stages depend on it. */
  since: Map<Person, number | undefined>
}

/**
 * Keeps conversions with their persons, and marks those whose journey a fact concerns. What a
 * marked conversion really earns is settled later; marking one too many costs time and no more.
 */
export class People {
  readonly #links: LinkStore
  readonly #conversions: Conversions
  readonly #contributions: Contributions
  readonly #generations: Generations
  readonly #rates: Rates
  readonly #touchesBetween

  constructor(
    sql: Sql,
    parts: {
      links: LinkStore
      conversions: Conversions
      contributions: Contributions
      generations: Generations
      rates: Rates
    },
  ) {
    this.#links = parts.links
    this.#conversions = parts.conversions
    this.#contributions = parts.contributions
    this.#generations = parts.generations
    this.#rates = parts.rates
    this.#touchesBetween = sql.prepare<{ first: number | null; last: number | null }>(
      `SELECT min(ts) AS first, max(ts) AS last FROM touches
       WHERE generation = ? AND visitor = ? AND ts > ? AND ts <= ?`,
    )
  }

  /** Touches of a visitor have changed: whose journeys may they belong to? */
  touchesChanged(generation: Generation, visitor: number, changed: ChangedTouches): void {
    const { persons } = this.#links
    const reach = longestLookbackMs(generation.settings)
    const times = Map.groupBy(changed.touches, (ts) => persons.ofTouch(visitor, ts))
    for (const [person, of] of times) {
      const first = of.reduce((a, b) => Math.min(a, b))
      const last = of.reduce((a, b) => Math.max(a, b))
      const from = Math.max(first, changed.after + 1)
      this.#contributions.markPerson(generation.id, person, from, last + reach)
    }
  }

  /** Stores an identity's link, or that of another fact in the place of its old one; none takes it away. */
  link(link: Link | undefined, of: LinkOf): void {
    const old = this.#links.ofFact(of)
    const links = [old, link].filter((one) => one !== undefined)
    if (links.length === 0) return
    const near = this.#neighbours(links)
    const before = this.#view(near)
    if (link) this.#links.put(link, of)
    else this.#links.remove(of)
    const after = this.#view(near)
    const moved = this.#markMovedTouches(before, after)
    this.#markReached(before, after)
    this.#markRestaged(before, after)
    const renamed = this.#renamed({ ...near, visitors: moved }, before, after)
    for (const named of renamed) this.#place(named.conversion)
  }

  /** A conversion, or a refund of it, has a new version: it must be settled, wherever it stands. */
  changed(conversion: number): void {
    this.#place(conversion)
    // What its deal has brought is the value of a lead, also of one that it names no more.
    const leads = this.#conversions.leadsOf(conversion)
    const followers = this.#conversions.followersOf(conversion).map((one) => one.conversion)
    for (const one of [conversion, ...leads, ...followers])
      for (const { id, conversionsDone } of this.#generations.live)
        if (one <= conversionsDone) this.#contributions.markDirty(id, one)
  }

  /**
   * Nobody tells of a conversion any more: it leaves its place at once, so that what is settled before it
   * does not see it, and the rest with the next slice.
   */
  withdraw(conversion: number): void {
    for (const generation of this.#generations.live) {
      const row = this.#contributions.get(generation.id, conversion)
      if (!row) continue
      this.#contributions.putHead(generation.id, { ...row, state: 'cancelled' })
      this.#markFollowers(generation, row)
    }
    this.changed(conversion)
  }

  /**
   * Puts a conversion where its version that stands says, in every generation it has reached, and those
   * with it that have come from it: they may have their person from it.
   */
  #place(conversion: number): void {
    const standing = this.#conversions.standing(conversion)
    if (!standing) return
    for (const generation of this.#generations.live)
      if (conversion <= generation.conversionsDone) this.placeIn(generation, standing)
    for (const follower of this.#conversions.followersOf(conversion))
      this.#place(follower.conversion)
  }

  /** Whom it names, or else whom that names which it has come from. */
  #personOf(standing: StandingConversion): Person {
    // As it is linked: whoever refused consent is not told from their visitor, who may get a name later.
    const person = this.#links.persons.ofConversion(linkOf(standing))
    if (person !== '' || standing.origin === null) return person
    const origin = this.#conversions.standing(standing.origin)
    return origin ? this.#personOf(origin) : ''
  }

  /** The same in one generation. */
  placeIn(generation: Generation, standing: StandingConversion): void {
    const { conversion, goal, transaction_id, ts } = standing
    const person = this.#personOf(standing)
    const before = this.#contributions.get(generation.id, conversion)
    const day = localDay(ts, generation.settings.timeZone)
    const state = this.#stateOf(standing, generation, day)
    const head = { conversion, goal, transaction_id, ts, day, person, state }
    if (before && before.ts === ts && before.person === person && before.state === state) return
    this.#contributions.putHead(generation.id, head)
    this.#contributions.markDirty(generation.id, conversion)
    if (before) this.#markFollowers(generation, before)
    this.#markFollowers(generation, head)
  }

  /**
   * Those of the same person whose journey or stage depends on a conversion being where it is: the
   * next of its goal, those up to the second purchase and what inherits from the first when it is that,
   * and those in reach of a lead or an opportunity.
   */
  #markFollowers(
    { id, settings }: Generation,
    { person, goal, ts, transaction_id }: ContributionHead,
  ): void {
    if (person === '') return
    const place = { ts, transaction_id }
    const next = this.#contributions.next(id, person, goal, place)
    if (next) this.#contributions.markDirty(id, next.conversion)
    const isFirst = this.#contributions.previous(id, person, 'purchase', place) === undefined
    if (goal === 'purchase' && isFirst) {
      // Behind the second, all have a purchase before them either way.
      this.#contributions.markPerson(id, person, ts, next?.ts)
      this.#contributions.markInheriting(id, person)
    }
    if (isAnchorGoal(goal) && usesAnchors(settings))
      this.#contributions.markPerson(id, person, ts, ts + longestLookbackMs(settings))
  }

  /** Settling says the last word: there the amounts are known, too. */
  #stateOf(standing: StandingConversion, { settings }: Generation, day: number): ConversionState {
    const { currency } = standing
    const exchange = exchangeOn(day, currency, settings.currency, this.#rates.on)
    return conversionState(saidOf(standing, settings), exchange !== undefined)
  }

  #neighbours(links: readonly Link[]): Neighbours {
    const near = {
      visitors: new Set<number>(),
      customers: new Set<string>(),
      emails: new Set<string>(),
    }
    for (const { visitor, customer, email } of links) {
      if (visitor !== null) near.visitors.add(visitor)
      if (customer !== null) near.customers.add(customer)
      if (email !== null) near.emails.add(email)
    }
    for (const customer of near.customers) {
      addFew(near.emails, this.#links.emailsOfCustomer(customer))
      addFew(near.visitors, this.#links.visitorsOfCustomer(customer))
    }
    for (const email of near.emails) addFew(near.visitors, this.#links.visitorsOfEmail(email))
    return near
  }

  #view({ visitors, customers, emails }: Neighbours): View {
    const { persons } = this.#links
    const owners: View['owners'] = new Map()
    const none = { customers: new Map(), emails: new Map(), reachable: new Map(), since: new Map() }
    const view: View = { owners, ...none }
    const reach = (person: Person) => {
      view.reachable.set(person, persons.visitorsOf(person).length > 0)
      view.since.set(person, this.#links.customerSince(person))
    }
    for (const customer of customers) {
      view.customers.set(customer, persons.isInertCustomer(customer))
      reach(`c:${customer}`)
    }
    for (const email of emails) {
      const person = persons.ofEmail(email)
      view.emails.set(email, person)
      if (person !== undefined) reach(person)
    }
    for (const visitor of visitors) owners.set(visitor, persons.ownersOf(visitor))
    return view
  }

  /** Marks those whom touches have left or come to; returns the visitors whose touches they are. */
  #markMovedTouches(before: View, after: View): Set<number> {
    const visitors = new Set<number>()
    for (const [visitor, owners] of after.owners)
      for (const moved of movedBetween(before.owners.get(visitor) ?? [], owners)) {
        visitors.add(visitor)
        for (const generation of this.#generations.live) this.#markMoved(generation, visitor, moved)
      }
    return visitors
  }

  #markMoved(generation: Generation, visitor: number, { from, to, persons }: Moved): void {
    const between = [Math.max(from, -1), Math.min(to, Number.MAX_SAFE_INTEGER)] as const
    const found = this.#touchesBetween.get(generation.id, visitor, ...between)
    if (!found || found.first === null || found.last === null) return
    const last = found.last + longestLookbackMs(generation.settings)
    for (const person of persons)
      this.#contributions.markPerson(generation.id, person, found.first, last)
  }

  #markReached(before: View, after: View): void {
    for (const person of new Set([...before.reachable.keys(), ...after.reachable.keys()])) {
      if (before.reachable.get(person) === after.reachable.get(person)) continue
      for (const { id } of this.#generations.live) this.#contributions.markPerson(id, person)
    }
  }

  /** Of one who comes to be looked at by the link alone nobody knows what was said before. */
  #markRestaged(before: View, after: View): void {
    if (!this.#links.anySince) return
    for (const person of new Set([...before.since.keys(), ...after.since.keys()])) {
      const isSame = before.since.get(person) === this.#links.customerSince(person)
      if (isSame && before.since.has(person)) continue
      for (const { id } of this.#generations.live) this.#contributions.markPerson(id, person)
    }
  }

  /** The conversions whose person may be another now. */
  #renamed({ visitors, customers, emails }: Neighbours, before: View, after: View) {
    const renamed: LinkedConversion[] = []
    for (const visitor of visitors) renamed.push(...this.#links.conversionsOf('visitor', visitor))
    for (const customer of customers)
      if (before.customers.get(customer) !== after.customers.get(customer))
        renamed.push(...this.#links.conversionsOf('customer_id', customer))
    for (const email of emails)
      if (before.emails.get(email) !== after.emails.get(email))
        renamed.push(...this.#links.conversionsOf('email_hash', email))
    return renamed
  }
}

/** Adds counterparts, unless there are so many that the identifier stays inert anyhow. */
function addFew<Id>(set: Set<Id>, ids: readonly Id[]): void {
  if (ids.length <= VISITORS_LISTED_MAX) for (const id of ids) set.add(id)
}
