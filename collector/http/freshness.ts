import type { Freshness } from '../ledger/ledger.ts'

/** How much of what is stored an answer includes, as every `meta` says it. */
export function freshness({ freshTo, pending, generation, settings, building }: Freshness) {
  return {
    currency: settings.currency,
    timezone: settings.timeZone,
    fresh_to: freshTo === null ? null : new Date(freshTo).toISOString(),
    pending,
    generation,
    building,
  }
}
