import { unpackContribution } from '../../../attribution/contribution.ts'
import type { ConversionFact } from '../../facts.ts'
import type { ImportedRecord } from '../../imports.ts'
import type { RecordsCheckAnswer, RecordsCheckQuery } from '../../reports-imports.ts'
import { Contributions } from '../contributions.ts'
import { contentOf, isSameSaid } from '../conversion-rows.ts'
import { Conversions } from '../conversions.ts'
import { Sequence } from '../sequence.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'
import { KnownVisitors } from './known-visitors.ts'

/** What an import of these deals and contacts would change, and how many of the deals have a journey. */
export function recordsCheck(
  { sql, queries }: Snapshot,
  { records }: RecordsCheckQuery,
): RecordsCheckAnswer {
  const fresh = freshness(queries)
  const known = new KnownRecords(sql, fresh.generation)
  const counts = { created: 0, updated: 0, unchanged: 0 }
  for (const record of records) for (const outcome of known.outcomesOf(record)) counts[outcome] += 1
  const matched = records.filter(({ conversion }) => conversion && known.isMatched(conversion))
  return {
    ...{ kind: 'records_check', ...fresh, ...counts },
    matched: matched.length,
  }
}

type Outcome = 'created' | 'updated' | 'unchanged'

class KnownRecords {
  readonly #conversions: Conversions
  readonly #visitors: KnownVisitors
  readonly #contributions: Contributions
  readonly #generation: number

  constructor(sql: Sql, generation: number) {
    this.#conversions = new Conversions(sql, new Sequence(sql))
    this.#visitors = new KnownVisitors(sql)
    this.#contributions = new Contributions(sql)
    this.#generation = generation
  }

  *outcomesOf({ conversion, identities }: ImportedRecord): Generator<Outcome> {
    if (conversion) yield this.#ofDeal(conversion)
    for (const one of identities) {
      const visitor = this.#visitors.numberOf(one.visitor)
      yield this.#conversions.hasIdentity(one, visitor, null) ? 'unchanged' : 'created'
    }
  }

  /** One that is older than what stands changes nothing. */
  #ofDeal(fact: ConversionFact): Outcome {
    const conversion = this.#conversions.find(fact.goal, fact.transactionId)
    const standing = conversion === undefined ? undefined : this.#conversions.standing(conversion)
    if (!standing || standing.source === 'tag') return 'created'
    const fresh = contentOf(fact, this.#visitors.numberOf(fact.visitor), null)
    const isOlder =
      (fact.updatedAt ?? fact.receivedAt) < (standing.updated_at ?? standing.received_at)
    return isOlder || isSameSaid(standing, fresh) ? 'unchanged' : 'updated'
  }

  /** Of those alone whose credit is settled. */
  isMatched({ goal, transactionId }: ConversionFact): boolean {
    const conversion = this.#conversions.find(goal, transactionId)
    if (conversion === undefined || this.#contributions.isDirty(this.#generation, conversion))
      return false
    const packed = this.#contributions.get(this.#generation, conversion)?.packed
    return packed ? unpackContribution(packed).touches.length > 0 : false
  }
}
