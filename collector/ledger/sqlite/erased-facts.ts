import { DECLARED } from '../../../shared/touch-kinds.ts'
import { erasedItems } from '../../journey/erased-props.ts'
import type { Hit } from '../../touch/hit.ts'
import type { CodeFact, ConversionFact, DeclaredTouchFact, OfflineTouchFact } from '../facts.ts'
import type { StandingConversion } from './conversions.ts'
import type { AppendedHits } from './hits.ts'
import type { OfflineTouch } from './stored-touches.ts'
import { nameOfOrder, type Tombstones } from './tombstones.ts'

/** What is kept of a fact that names somebody who was erased; a visitor may be known by number only. */
export interface WithoutNames<Fact> {
  fact: Fact
  /** What the ledger calls the visitor; undefined: whom the fact names. */
  visitor?: number | null
}

/**
 * Keeps what comes late, or again, from bringing back who was erased. What is dated at the erasing or before
 * it is theirs; what is dated later is a new person's. Of an order or touch that was theirs each later
 * version has the names that it was given then, so that its money is still right.
 */
export class ErasedFacts {
  readonly #tombstones: Tombstones

  constructor(tombstones: Tombstones) {
    this.#tombstones = tombstones
  }

  get areAny(): boolean {
    return this.#tombstones.areAny
  }

  /** The hits that may be stored. */
  hits(hits: readonly Hit[]): readonly Hit[] {
    if (!this.#tombstones.areAny) return hits
    return hits.filter(({ visitor, ts }) => !this.#tombstones.covers('visitor', visitor, ts))
  }

  isOfErased({ visitor, customerId, emailHash, ts }: Names): boolean {
    return (
      this.#tombstones.covers('visitor', visitor, ts) ||
      this.#tombstones.covers('customer', customerId, ts) ||
      this.#tombstones.covers('email', emailHash, ts)
    )
  }

  /** A code is dated when it comes. */
  isCodeOfErased({ customerId, receivedAt }: CodeFact): boolean {
    return this.#tombstones.covers('customer', customerId, receivedAt)
  }

  conversion(
    fact: ConversionFact,
    standingNow: () => StandingConversion | undefined,
  ): WithoutNames<ConversionFact> {
    if (!this.areAny) return { fact }
    const items = erasedItems(fact.items)
    if (!this.#isErasedOrder(fact))
      return this.isOfErased(fact) ? { fact: { ...this.#stripped(fact), items } } : { fact }
    const standing = standingNow()
    return {
      fact: { ...fact, items, ...namesOf(fact, standing) },
      visitor: fact.visitor === null ? null : (standing?.visitor ?? null),
    }
  }

  offline(
    fact: OfflineTouchFact,
    standing: OfflineTouch | undefined,
  ): WithoutNames<OfflineTouchFact> {
    if (!this.#tombstones.areAny) return { fact }
    if (this.#tombstones.has('touch', fact.externalId) && standing)
      return { fact: { ...fact, ...namesOf(fact, standing) }, visitor: standing.visitor }
    return { fact: this.isOfErased(fact) ? this.#stripped(fact) : fact }
  }

  /** What an order that was theirs says again of a landing is known, or not to be. */
  isDeclaredByErased({ kind, order }: DeclaredTouchFact): boolean {
    return kind === DECLARED && this.#tombstones.areAny && this.#isErasedOrder(order)
  }

  #isErasedOrder({ goal, transactionId }: { goal: string; transactionId: string }): boolean {
    return this.#tombstones.has('order', nameOfOrder(goal, transactionId))
  }

  #stripped<Fact extends Names>(fact: Fact): Fact {
    const { visitor, customerId, emailHash, ts } = fact
    const kept = <Name>(kind: 'visitor' | 'customer' | 'email', name: Name & (string | null)) =>
      this.#tombstones.covers(kind, name, ts) ? null : name
    return {
      ...fact,
      visitor: kept('visitor', visitor),
      customerId: kept('customer', customerId),
      emailHash: kept('email', emailHash),
    }
  }
}

/** Events of somebody who was erased, dated before it, are as if they had been stored before. */
export function tellErased(
  appended: AppendedHits,
  hits: readonly Hit[],
  kept: readonly Hit[],
  debug: boolean,
): void {
  const left = hits.filter((hit) => !kept.includes(hit))
  appended.duplicate += left.length
  const reason = 'whoever it is of was erased'
  if (!debug) return
  appended.answers.push(
    ...left.map(({ eventId: id }) => ({ id, outcome: 'duplicate' as const, reason })),
  )
}

interface Names {
  visitor: string | null
  customerId: string | null
  emailHash: string | null
  ts: number
}

/** Those that it has been given, where the fact says any. */
const namesOf = (
  { customerId, emailHash }: Pick<Names, 'customerId' | 'emailHash'>,
  standing: { customer_id: string | null; email_hash: string | null } | undefined,
) => ({
  customerId: customerId === null ? null : (standing?.customer_id ?? null),
  emailHash: emailHash === null ? null : (standing?.email_hash ?? null),
})
