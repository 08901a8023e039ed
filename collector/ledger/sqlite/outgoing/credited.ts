import { formatAmount, formatMillionths } from '../../../../shared/money.ts'
import {
  type Contribution,
  creditsOfTouches,
  unpackContribution,
} from '../../../attribution/contribution.ts'
import { modelNamed } from '../../../attribution/registry.ts'
import type { ContributionRow } from '../contributions.ts'
import type { Sql } from '../sql.ts'

/** So many touches are told one by one, the newest; what the ones before have earned is one sum. */
export const TOUCHES_TOLD_MAX = 500

interface TupleNames {
  channel: string
  source: string
  medium: string
  campaign: string
}

interface Credit {
  /** Millionths. */
  conversions: number
  /** Net of refunds, minor units. */
  value: number
}

/** What has become of a conversion, as `conversion.credited` tells it; nothing in it names a person. */
export class Credited {
  readonly #tuple
  readonly #row

  constructor(sql: Sql) {
    this.#tuple = sql.prepare<TupleNames>(
      'SELECT channel, source, medium, campaign FROM tuples WHERE id = ?',
    )
    this.#row = sql.prepare<ContributionRow>(
      'SELECT * FROM contributions WHERE generation = ? AND conversion = ?',
    )
  }

  /** Amounts are in the site's currency; undefined of a conversion that is not known. */
  of({ generation, currency, model }: OfGeneration, conversion: number) {
    const row = this.#row.get(generation, conversion)
    if (!row) return undefined
    const packed = row.packed === '' ? undefined : unpackContribution(row.packed)
    const { value = 0, refunded = 0 } = packed?.measures ?? {}
    const isCounted = row.state === 'counted'
    return {
      goal: row.goal,
      transaction_id: row.transaction_id,
      ts: new Date(row.ts).toISOString(),
      state: row.state,
      currency,
      value: formatAmount(value, currency),
      refunded: formatAmount(refunded, currency),
      net: formatAmount(value - refunded, currency),
      matched: (packed?.touches.length ?? 0) > 0,
      reason: packed && packed.touches.length === 0 ? this.#names(packed.unattributed).source : '',
      ...this.#creditsOf(isCounted ? packed : undefined, { currency, model }),
    }
  }

  #creditsOf(
    packed: Contribution | undefined,
    { currency, model: unasked }: Omit<OfGeneration, 'generation'>,
  ) {
    const names = Object.keys(packed?.weights ?? {})
    const models = names.filter((name) => name === unasked || modelNamed(name)?.isFitted === true)
    const credits = models.map((model) => netCredits(packed, model))
    const touches = (packed?.touches ?? []).map(([id, ts, , tuple], at) => ({
      id,
      ts: new Date(ts).toISOString(),
      ...this.#names(tuple),
      credits: shown(
        models,
        credits.map((parts) => parts[at] ?? NOTHING),
        currency,
      ),
    }))
    const before = Math.max(0, touches.length - TOUCHES_TOLD_MAX)
    if (before === 0) return { models, touches }
    const sums = credits.map((parts) => parts.slice(0, before).reduce(added, NOTHING))
    const earlier = { touches: before, credits: shown(models, sums, currency) }
    return { models, touches: touches.slice(before), earlier }
  }

  #names(tuple: number): TupleNames {
    return this.#tuple.get(tuple) ?? { channel: '', source: '', medium: '', campaign: '' }
  }
}

export interface OfGeneration {
  generation: number
  currency: string
  /** The one that reports show unasked: it is told, and those that were fitted to the site's journeys. */
  model: string
}

const NOTHING: Credit = { conversions: 0, value: 0 }

const netCredits = (packed: Contribution | undefined, model: string): Credit[] =>
  packed
    ? creditsOfTouches(packed.measures, packed.weights[model] ?? []).map(
        ({ conversions, value, refunded }) => ({ conversions, value: value - refunded }),
      )
    : []

const added = (sum: Credit, { conversions, value }: Credit): Credit => ({
  conversions: sum.conversions + conversions,
  value: sum.value + value,
})

const shown = (models: readonly string[], credits: readonly Credit[], currency: string) =>
  Object.fromEntries(
    models.map((model, at) => {
      const { conversions, value } = credits[at] ?? NOTHING
      return [
        model,
        { conversions: formatMillionths(conversions), value: formatAmount(value, currency) },
      ]
    }),
  )
