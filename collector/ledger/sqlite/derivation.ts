import { localDay } from '../../roi/dates.ts'
import type { Hit } from '../../touch/hit.ts'
import type {
  CodeFact,
  ConversionAnswer,
  ConversionFact,
  ConversionName,
  CostFact,
  CostState,
  FactOutcome,
  IdentityFact,
  NameFact,
  RateFact,
  RatesAnswer,
  RefundAnswer,
  RefundFact,
  TouchFact,
  TouchOutcome,
} from '../facts.ts'
import { Aliasing } from './aliasing.ts'
import { Answers } from './answers.ts'
import { Audit } from './audit.ts'
import { auditedGeneration } from './audited-generation.ts'
import { Building } from './building.ts'
import { CampaignAliases } from './campaign-aliases.ts'
import { Codes } from './codes.ts'
import { Contributions } from './contributions.ts'
import { Conversions, linkOf } from './conversions.ts'
import { Costs } from './costs.ts'
import { ErasedFacts, tellErased } from './erased-facts.ts'
import { Erasing } from './erasing.ts'
import { ExchangedCosts } from './exchanged-costs.ts'
import { Finishing } from './finishing.ts'
import { FitSlices } from './fit-slices.ts'
import { Fits } from './fits.ts'
import { type Generation, Generations } from './generations.ts'
import { type AppendedHits, Hits } from './hits.ts'
import { ImportedSales, type KeptConversion } from './imported-sales.ts'
import { Imports } from './imports.ts'
import { LinkStore } from './links.ts'
import { Names } from './names.ts'
import { Opens } from './opens.ts'
import { Outbox } from './outgoing/outbox.ts'
import { People } from './people.ts'
import { Proving } from './proving.ts'
import { Rates } from './rates.ts'
import { Rollups } from './rollups.ts'
import { Sealing } from './sealing.ts'
import { Sequence } from './sequence.ts'
import { Settling } from './settling.ts'
import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'
import { Tallies } from './tallies.ts'
import { Telling } from './telling.ts'
import { ToldPlaces } from './told-places.ts'
import { ToldTouches } from './told-touches.ts'
import { Tombstones } from './tombstones.ts'
import { Tuples } from './tuples.ts'
import { Visitors } from './visitors.ts'
import { type ChangedTouches, Visits } from './visits.ts'
import { Webhooks } from './webhooks.ts'

/**
 * The writing side of a site: takes facts in, and lets everything follow from them that follows.
 * Lives as long as its transactions succeed, and must be thrown away when one is taken back.
 */
export class Derivation {
  readonly sequence: Sequence
  readonly audit: Audit
  readonly generations: Generations
  readonly tallies: Tallies
  readonly costs: Costs
  readonly imports: Imports
  readonly aliasing: Aliasing
  readonly opens: Opens
  readonly settling: Settling
  readonly building: Building
  readonly finishing: Finishing
  readonly proving: Proving
  readonly fits: Fits
  readonly webhooks: Webhooks
  readonly fitSlices: FitSlices
  readonly erasing: Erasing
  readonly sealing: Sealing
  readonly outbox: Outbox
  readonly #erased: ErasedFacts
  readonly #hits: Hits
  readonly #visitors: Visitors
  readonly #visits: Visits
  readonly #conversions: Conversions
  readonly #links: LinkStore
  readonly #contributions: Contributions
  readonly #people: People
  readonly #rollups: Rollups
  readonly #rates: Rates
  readonly #codes: Codes
  readonly #names: Names
  readonly #told: ToldTouches
  readonly #telling: Telling
  readonly #exchanged: ExchangedCosts
  readonly #answers: Answers
  readonly #sql: Sql
  #isRecovered = false

  constructor(sql: Sql) {
    const sequence = new Sequence(sql)
    const audit = new Audit(sql, sequence)
    const tombstones = new Tombstones(sql)
    const erased = new ErasedFacts(tombstones)
    const generations = new Generations(sql)
    const tallies = new Tallies(sql)
    const tuples = new Tuples(sql, sequence)
    const rollups = new Rollups(sql)
    const visitors = new Visitors(sql)
    const visits = new Visits(sql, { visitors, tuples, rollups })
    const links = new LinkStore(sql, visitors)
    const contributions = new Contributions(sql)
    const conversions = new Conversions(sql, sequence)
    const names = new Names(sql, { sequence, conversions })
    const rates = new Rates(sql, sequence)
    const exchanged = new ExchangedCosts(sql, rates)
    const codes = new Codes(sql, sequence)
    const told = new ToldTouches(sql, sequence)
    const places = new ToldPlaces(sql, { tuples, rollups, exchanged })
    const known = { links, conversions, contributions, rates, audit }
    const people = new People(sql, { ...known, generations })
    const aliases = new CampaignAliases(sql)
    const spent = { sequence, generations, rollups, aliases, exchanged, audit }
    const costs = new Costs(sql, spent)
    const outbox = new Outbox(sql, { generations })
    const settling = new Settling(sql, { ...known, codes, told, rollups, tuples, outbox })
    const placed = { told, places, generations, people, visitors, conversions, audit, erased }
    const telling = new Telling(placed)
    costs.onStaleTouch((generation, touch, now) => telling.restate(generation, touch, now))
    const parts = { visits, telling, conversions, people, costs, settling, generations }
    this.#sql = sql
    this.sequence = sequence
    this.audit = audit
    this.generations = generations
    this.tallies = tallies
    this.costs = costs
    const sales = new ImportedSales(sql, {
      ...{ ...known, people, names, told, kept: this.#kept.bind(this) },
      visitorOf: ({ visitor }) => this.#visitorId(visitor),
      isOfErased: (fact) => erased.isOfErased(fact),
      isDeclaredByErased: (fact) => erased.isDeclaredByErased(fact),
    })
    this.imports = new Imports(sql, { sequence, costs, aliases, audit, outbox, sales })
    this.aliasing = new Aliasing(sql, { sequence, aliases, costs, audit })
    this.opens = new Opens(sql, sequence)
    this.settling = settling
    this.#answers = new Answers({ ...known, generations, settling })
    this.building = new Building(sql, parts)
    this.finishing = new Finishing(sql, { links, conversions, names, told, generations })
    this.proving = new Proving(sql, { links, conversions, names, told, generations })
    this.fits = new Fits(sql, sequence)
    this.webhooks = new Webhooks(sql)
    this.erasing = new Erasing(sql, { audit, tombstones })
    this.sealing = new Sealing(sql)
    this.outbox = outbox
    this.#erased = erased
    this.fitSlices = new FitSlices(sql, { fits: this.fits, generations })
    this.#hits = new Hits(sql, { sequence, generations, visits, visitors, tallies })
    this.#conversions = conversions
    this.#links = links
    this.#visitors = visitors
    this.#visits = visits
    this.#contributions = contributions
    this.#people = people
    this.#rollups = rollups
    this.#rates = rates
    this.#codes = codes
    this.#names = names
    this.#told = told
    this.#telling = telling
    this.#exchanged = exchanged
  }

  appendHits(hits: readonly Hit[], now: number, debug: boolean): AppendedHits {
    const kept = this.#erased.hits(hits)
    const appended = this.#hits.append(kept, now, debug, (generation, visitor, changed) =>
      this.#touchesChanged(generation, visitor, changed),
    )
    if (kept.length < hits.length) {
      this.tallies.count('erased', hits.length - kept.length)
      tellErased(appended, hits, kept, debug)
    }
    return appended
  }

  #touchesChanged(generation: Generation, visitor: number, changed: ChangedTouches): void {
    this.#contributions.because('touch', () =>
      this.#people.touchesChanged(generation, visitor, changed),
    )
  }

  appendIdentity(fact: IdentityFact): FactOutcome {
    if (this.#erased.isOfErased(fact)) return 'unchanged'
    const visitor = this.#visitorId(fact.visitor)
    const outcome = this.#conversions.appendIdentity(fact, visitor)
    const { customerId: customer, emailHash: email, ts, claim, customerSince: since = null } = fact
    const link = { visitor, customer, email, ts, claim, since }
    if (outcome === 'created')
      this.#contributions.because('identity', () => this.#people.link(link, null))
    return outcome
  }

  /** The answer is complete once the transaction has settled. */
  appendConversion(said: ConversionFact): () => ConversionAnswer {
    const { conversion, fact, visitor } = this.#kept(said)
    const outcome = this.#conversions.append(conversion, fact, visitor)
    if (outcome !== 'unchanged')
      this.#contributions.because('conversion', () => this.#stand(conversion))
    return () => this.#answers.conversion(conversion, said.transactionId, outcome)
  }

  #kept(said: ConversionFact): KeptConversion {
    const conversion = this.#conversions.idOf(said.goal, said.transactionId)
    const of = this.#erased.conversion(said, () => this.#conversions.standing(conversion))
    const { fact, visitor = this.#visitorId(fact.visitor) } = of
    return { conversion, fact, visitor }
  }

  /** Fills the table of links, which must be empty, from identities, conversions and told touches. */
  rebuildLinks(): void {
    for (const { link, of } of this.#conversions.allLinks()) this.#links.add(link, of)
    for (const { touch, ...link } of this.#told.allLinks()) this.#links.add(link, { touch })
  }

  appendRefund(fact: RefundFact): () => RefundAnswer {
    const { goal, transactionId, refundId } = fact
    const conversion = this.#conversions.idOf(goal, transactionId)
    const outcome = this.#conversions.appendRefund(conversion, fact)
    if (outcome !== 'unchanged')
      this.#contributions.because('refund', () => {
        this.#people.changed(conversion)
        this.#placeRefunds({ goal, transactionId })
      })
    const state = () => this.#answers.refund(conversion, refundId)
    return () => ({ transactionId, refundId, outcome, state: state() })
  }

  appendName(fact: NameFact): FactOutcome {
    if (!this.#names.append(fact)) return 'unchanged'
    this.#contributions.because('refund', () => this.#placeRefunds(fact.name))
    return 'created'
  }

  /** Has the refunds of a name, and of what leads to it, lower what they lead to. */
  #placeRefunds(name: ConversionName): void {
    for (const conversion of this.#names.place(name)) this.#people.changed(conversion)
  }

  appendCost(fact: CostFact, now: number): { outcome: FactOutcome; state: () => CostState } {
    const { order = null } = fact
    const conversion = order && this.#conversions.idOf(order.goal, order.transactionId)
    const { outcome, conversions } = this.costs.append(fact, now, conversion)
    for (const id of conversions)
      this.#contributions.because('cost', () => this.#people.changed(id))
    if (conversion !== null) return { outcome, state: () => this.#answers.commission(conversion) }
    const { timeZone } = this.generations.active.settings
    return { outcome, state: () => this.costs.stateOf(fact, localDay(now, timeZone)) }
  }

  appendRates(facts: readonly RateFact[], now: number): RatesAnswer {
    const { answer, changed } = this.#rates.append(facts, { audit: this.audit, now })
    for (const one of changed)
      for (const { id, settings } of this.generations.live) {
        this.#contributions.because('rate', () => this.#contributions.markRates(id, one))
        this.#exchanged.markStale(id, one, settings)
      }
    return answer
  }

  /** Marks the orders that carry it. */
  appendCode(fact: CodeFact): FactOutcome {
    if (this.#erased.isCodeOfErased(fact)) return 'unchanged'
    const outcome = this.#codes.append(fact)
    if (outcome !== 'unchanged')
      for (const { id } of this.generations.live)
        this.#contributions.because('code', () => this.#contributions.markCode(id, fact.code))
    return outcome
  }

  /** The answer is complete once the transaction has settled. */
  appendTouch(fact: TouchFact, now: number): () => TouchOutcome {
    return this.#contributions.because('touch', () => this.#telling.take(fact, now))
  }

  /** One slice of what waits: a visitor to cut anew, unsettled conversions, then a generation to build, then to purge. */
  work(limit: number, now: number): void {
    if (this.finishing.isUnderWay) return void this.finishing.advance()
    if (this.#cutOne(now) || this.imports.sales.advance(limit)) return
    if (this.erasing.advance(() => this.catchUp(), now)) return
    if (this.settling.settle(this.generations.active, limit, now) > 0) return
    if (this.costs.restate(this.generations.active, limit, now)) return
    const generation = this.generations.building
    if (!generation) return void this.building.purge()
    if (this.building.advance(generation, limit, now)) this.generations.keepProgress()
    else if (generation.isProof) this.proving.advance(generation, now)
    else this.#flip(now)
  }

  /** A change of rules changes everything at once: one entry says what it comes to. */
  #flip(now: number): void {
    const { active, building } = this.generations
    const isMovingIn = new SiteValues(this.#sql).get('status') === 'moving_in'
    if (building && !isMovingIn) {
      const [before, after] = [active, building].map((one) => auditedGeneration(this.#sql, one))
      // Nothing has changed when the same rules come to the same.
      const subject = { settings_version: building.settingsVersion }
      if (before && after && JSON.stringify(before) !== JSON.stringify(after))
        this.audit.note({ at: now, kind: 'generation', subject, before, after })
    }
    this.generations.flip()
    this.outbox.flipped()
  }

  /** A site that moves out takes nobody along who is to be erased. */
  eraseAll(now: number): void {
    while (this.erasing.advance(() => this.catchUp(), now));
  }

  #cutOne(now: number): boolean {
    for (const generation of this.generations.live) {
      const visitor = this.#visits.takeUncut(generation)
      if (visitor === undefined) continue
      this.#visitors.forget(visitor)
      const changed = this.#visits.recut(generation, visitor, now)
      this.#touchesChanged(generation, visitor, changed)
      return true
    }
    return false
  }

  /** Whether `work` has anything to do. */
  get waits(): boolean {
    if (this.#visits.anyUncut || this.erasing.waits || this.imports.sales.waits) return true
    return !this.generations.alone || this.#exchanged.anyStale() || this.#contributions.anyDirty()
  }

  /** Whether rows of visitors are, or may be thought to be, behind what is remembered of them. */
  get isBehind(): boolean {
    return this.#visitors.isBehind(this.sequence.next - 1)
  }

  /** Brings the rows of visitors up to date. */
  catchUp(): void {
    this.#visitors.catchAllUp(this.sequence.next - 1)
  }

  /** Derives again what a crash, or a transaction that was taken back, has left behind. */
  recover(): void {
    if (this.#isRecovered) return
    this.#isRecovered = true
    for (const behind of this.#visitors.leftBehind()) {
      const { id } = behind
      this.#visitors.moveHead(behind)
      for (const generation of this.generations.live) {
        if (id > generation.visitorsDone) continue
        const changed = this.#visits.recutSoon(generation, behind, 0)
        this.#touchesChanged(generation, id, changed)
      }
    }
    this.catchUp()
  }

  /** Writes the sums that have gathered; called at the end of every transaction. */
  flush(): void {
    if (this.#visitors.areMany) this.catchUp()
    this.#rollups.flush()
    this.audit.flush()
  }

  /** Links a conversion by its version that stands, and has it settled. */
  #stand(conversion: number): void {
    const standing = this.#conversions.standing(conversion)
    if (!standing) return
    this.#people.link(linkOf(standing), { conversion })
    this.#people.changed(conversion)
    this.#placeRefunds({ goal: standing.goal, transactionId: standing.transaction_id })
  }

  #visitorId(uuid: string | null): number | null {
    return uuid === null ? null : this.#visitors.of(uuid).id
  }
}
