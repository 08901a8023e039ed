import { formatAmount } from '../../../shared/money.ts'
import { DECLARED } from '../../../shared/touch-kinds.ts'
import { localDay } from '../../roi/dates.ts'
import type { AuditFigures } from '../audit.ts'
import type { DeclaredTouchFact, OfflineTouchFact, TouchFact, TouchOutcome } from '../facts.ts'
import type { Audit } from './audit.ts'
import type { Conversions } from './conversions.ts'
import type { Restated } from './costs.ts'
import type { ErasedFacts } from './erased-facts.ts'
import type { Generation, Generations } from './generations.ts'
import type { People } from './people.ts'
import { linkOfTouch, type OfflineTouch } from './stored-touches.ts'
import type { ToldPlaces } from './told-places.ts'
import type { ToldChange, ToldTouches } from './told-touches.ts'
import type { Visitors } from './visitors.ts'

export interface TellingParts {
  told: ToldTouches
  places: ToldPlaces
  generations: Generations
  people: People
  visitors: Visitors
  conversions: Conversions
  audit: Audit
  erased: ErasedFacts
}

/** Takes touches in that were told and not seen, and puts them where they belong. */
export class Telling {
  readonly #parts: TellingParts

  constructor(parts: TellingParts) {
    this.#parts = parts
  }

  /** The answer is complete once the transaction has settled. */
  take(fact: TouchFact, now: number): () => TouchOutcome {
    return fact.kind === DECLARED ? this.#declare(fact) : this.#tell(fact, now)
  }

  /** Takes touches into a generation that it has not reached; false when there were none. */
  advance(generation: Generation, limit: number, now: number): boolean {
    const { told, places, people } = this.#parts
    const slice = told.offlineAfter(generation.touchesDone, limit)
    if (!slice) return false
    for (const number of slice.numbers) {
      const touch = told.offline(number)
      if (!touch) continue
      places.put(generation, touch, now)
      people.touchesChanged(generation, touch.visitor, changedAt(touch))
    }
    generation.touchesDone = slice.last
    return true
  }

  /** Takes up rates that have changed of what a touch has cost. */
  restate(generation: Generation, number: number, now: number): Restated | undefined {
    const { told, places } = this.#parts
    const touch = told.offline(number)
    if (!touch) return undefined
    const before = places.remove(generation, touch)
    return { subject: subjectOf(touch), before, after: places.put(generation, touch, now) }
  }

  #declare(fact: DeclaredTouchFact): () => TouchOutcome {
    const { told, conversions, people, erased } = this.#parts
    if (erased.isDeclaredByErased(fact)) return () => ({ outcome: 'unchanged', state: 'counted' })
    const conversion = conversions.idOf(fact.order.goal, fact.order.transactionId)
    const outcome = told.appendDeclared(fact, conversion)
    if (outcome !== 'unchanged') people.changed(conversion)
    return () => ({ outcome, state: 'counted' })
  }

  #tell(said: OfflineTouchFact, now: number): () => TouchOutcome {
    const { told, generations, erased } = this.#parts
    const standing = erased.areAny ? told.standingOf(said.externalId) : undefined
    const { fact, visitor } = erased.offline(said, standing)
    const whose =
      visitor === undefined ? this.#visitorOf(fact) : { visitor, madeUp: standing?.made_up === 1 }
    const change = told.appendOffline(fact, { conversion: null, ...whose })
    const { outcome, number } = change
    if (outcome !== 'unchanged') this.#move(change, now)
    return () => {
      const { active } = generations
      const touch = told.offline(number)
      const today = localDay(now, active.settings.timeZone)
      const isPending = touch && this.#parts.places.isPending(active, touch, today)
      return { outcome, state: isPending ? 'pending_rate' : 'counted' }
    }
  }

  /** The visitor that it names, or the one that is made up for what else it names. */
  #visitorOf({ visitor, customerId, emailHash, removed }: OfflineTouchFact) {
    const { visitors } = this.#parts
    if (visitor !== null) return { visitor: visitors.of(visitor).id, madeUp: false }
    if (removed) return { visitor: null, madeUp: false }
    const name = JSON.stringify(['offline', customerId, emailHash])
    return { visitor: visitors.madeUpFor(name).id, madeUp: true }
  }

  /** Whose it was loses it before the link changes, and whose it is gets it after that. */
  #move({ number, before, after }: ToldChange, now: number): void {
    const { places, people } = this.#parts
    const live = this.#parts.generations.live.filter(({ touchesDone }) => number <= touchesDone)
    if (before)
      for (const generation of live) {
        places.remove(generation, before)
        people.touchesChanged(generation, before.visitor, changedAt(before))
      }
    people.link(linkOfTouch(after), { touch: number })
    if (after)
      for (const generation of live) {
        places.put(generation, after, now)
        people.touchesChanged(generation, after.visitor, changedAt(after))
      }
    this.#noteCost(before, after, now)
  }

  /** Another cost, or none any more, is a change of what has counted; the first one is not. */
  #noteCost(before: OfflineTouch | undefined, after: OfflineTouch | undefined, now: number): void {
    if (!before || before.amount === null) return
    const [was, is] = [auditedCost(before), after && auditedCost(after)]
    if (JSON.stringify(was) === JSON.stringify(is)) return
    const subject = subjectOf(before)
    this.#parts.audit.note({ at: now, kind: 'cost', subject, before: was, after: is ?? null })
  }
}

const changedAt = ({ ts }: OfflineTouch) => ({ touches: [ts], after: ts - 1 })

const subjectOf = ({ external_id }: OfflineTouch): AuditFigures => ({ touch: external_id })

function auditedCost({ amount, currency, category }: OfflineTouch): AuditFigures | null {
  if (amount === null) return null
  return { category, amount: formatAmount(amount, currency), currency }
}
