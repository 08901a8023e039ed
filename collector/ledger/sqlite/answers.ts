import { DEAL } from '../../../shared/wire/goals.ts'
import { unpackContribution } from '../../attribution/contribution.ts'
import type { ConversionAnswer, CostState, FactOutcome, RefundAnswer } from '../facts.ts'
import type { Contributions } from './contributions.ts'
import type { Conversions } from './conversions.ts'
import type { Generations } from './generations.ts'
import type { Rates } from './rates.ts'
import { moneyOf } from './sale.ts'
import type { Settling } from './settling.ts'

/** What is answered to who has sent a fact, once its transaction has settled what it settles. */
export class Answers {
  readonly #conversions: Conversions
  readonly #contributions: Contributions
  readonly #generations: Generations
  readonly #settling: Settling
  readonly #rates: Rates

  constructor(parts: AnswersParts) {
    this.#conversions = parts.conversions
    this.#contributions = parts.contributions
    this.#generations = parts.generations
    this.#settling = parts.settling
    this.#rates = parts.rates
  }

  commission(conversion: number): CostState {
    const { id } = this.#generations.active
    const isCounted = this.#contributions.get(id, conversion)?.state === 'counted'
    if (!isCounted || this.#contributions.isDirty(id, conversion)) return 'pending_conversion'
    return this.#settling.commissionWaits(id, conversion) ? 'pending_rate' : 'counted'
  }

  conversion(conversion: number, transactionId: string, outcome: FactOutcome): ConversionAnswer {
    const { id } = this.#generations.active
    const row = this.#contributions.get(id, conversion)
    const state = row?.state ?? 'counted'
    const head = { transactionId, outcome, state, flags: this.#flagsOf(conversion) }
    if (this.#contributions.isDirty(id, conversion))
      return { ...head, matched: null, touches: null }
    const touches = row?.packed ? unpackContribution(row.packed).touches.length : 0
    return { ...head, matched: touches > 0, touches }
  }

  /** What it has come from may be reported later: until then it is told. */
  #flagsOf(conversion: number): string[] {
    const standing = this.#conversions.standing(conversion)
    const { origin = null, goal } = standing ?? {}
    if (origin === null || this.#conversions.standing(origin)) return []
    return [goal === DEAL ? 'unknown_lead' : 'unknown_subscription']
  }

  refund(named: number, refundId: string): RefundAnswer['state'] {
    const conversion = this.#conversions.refundCountsFor(named)
    const standing = this.#conversions.standing(conversion)
    if (!standing) return 'pending_conversion'
    if (standing.status === 'cancelled') return 'cancelled'
    if (standing.status === 'unpaid') return 'pending_conversion'
    const refunds = this.#conversions.refundsOf(conversion)
    const { settings } = this.#generations.active
    const money = moneyOf(standing, refunds, settings, this.#rates.on)
    return money.amounts ? (money.refunds.get(refundId) ?? 'pending_rate') : 'pending_rate'
  }
}

export interface AnswersParts {
  conversions: Conversions
  contributions: Contributions
  generations: Generations
  settling: Settling
  rates: Rates
}
