import type { Freshness } from '../ledger/ledger.ts'

/** How much of what is stored an answer includes, as every `meta` says it. */
export function freshness(of: Freshness) {
  const { freshTo, asOf, pending, generation, settings, building } = of
  return {
    currency: settings.currency,
    timezone: settings.timeZone,
    fresh_to: freshTo === null ? null : new Date(freshTo).toISOString(),
    as_of: asOf,
    pending,
    generation,
    building,
  }
}
