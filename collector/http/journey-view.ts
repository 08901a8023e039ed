import { formatDay } from '../../shared/dates.ts'
import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type { JourneyAnswer, JourneyTouchAnswer } from '../ledger/ledger.ts'

/**
 * A journey as it is shown. Amounts are in the site's currency, and `original` is what was reported in
 * another; an order that waits for a rate is shown in its own.
 */
export function shownJourney(journey: JourneyAnswer, siteCurrency: string) {
  const { currency, original } = journey
  return {
    transaction_id: journey.transactionId,
    goal: journey.goal,
    ts: iso(journey.ts),
    day: formatDay(journey.day),
    stage: journey.stage,
    state: journey.state,
    value: formatAmount(journey.value, currency),
    refunded: formatAmount(journey.refunded, currency),
    currency,
    ...(original && {
      original: {
        value: formatAmount(original.value, original.currency),
        currency: original.currency,
      },
    }),
    matched: journey.matched,
    reason: journey.reason,
    touches: journey.touches.map((touch) => shownTouch(touch, siteCurrency)),
  }
}

function shownTouch(touch: JourneyTouchAnswer, currency: string) {
  const { id, ts, clickId, landingPage, credits, ...named } = touch
  return {
    id,
    ts: iso(ts),
    ...named,
    click_id: clickId,
    landing_page: landingPage,
    credits: Object.fromEntries(
      Object.entries(credits).map(([model, { conversions, value, anchors }]) => [
        model,
        {
          conversions: formatMillionths(conversions),
          value: formatAmount(value, currency),
          ...(anchors ? { anchors } : {}),
        },
      ]),
    ),
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
