import { formatDay } from '../../shared/dates.ts'
import { formatAmount, formatMillionths } from '../../shared/money.ts'
import { DEAL } from '../../shared/wire/goals.ts'
import type { JourneyAnswer, JourneyTouchAnswer } from '../ledger/ledger.ts'
import { fourDecimals } from '../roi/metrics.ts'

/**
/**
 * A journey as it is shown. Amounts are in the site's currency, and `original` is what was reported in
 * another; an order that waits for a rate is shown in its own.
 * @param model under which the profit of each touch is told; the journey's is the same under each
 */
export function shownJourney(journey: JourneyAnswer, siteCurrency: string, model: string) {
  const { currency, original } = journey
  const cost = journey.touches.reduce((sum, touch) => sum + touch.cost, 0)
  const value = creditedValue(journey)
  return {
    transaction_id: journey.transactionId,
    goal: journey.goal,
    ts: iso(journey.ts),
    day: formatDay(journey.day),
    stage: journey.stage,
    state: journey.state,
    advocacy: journey.advocacy,
    value: formatAmount(journey.value, currency),
    refunded: formatAmount(journey.refunded, currency),
    currency,
    ...(original && {
      original: {
        value: formatAmount(original.value, original.currency),
        currency: original.currency,
      },
    }),
    ...linksOf(journey),
    matched: journey.matched,
    reason: journey.reason,
    ...earned({ cost, value }, siteCurrency),
    touches: journey.touches.map((touch) => shownTouch(touch, siteCurrency, model)),
  }
}

/** What a conversion has come from, by the name under which it was sent, and what has come of it. */
function linksOf({ goal, origin, followers }: JourneyAnswer) {
  const told = origin && { goal: origin.goal, transaction_id: origin.transactionId }
  return {
    ...(told && (goal === DEAL ? { lead: told } : { subscription: told })),
    ...(followers && {
      led_to: followers.map(({ transactionId, ts, ...one }) => ({
        goal: one.goal,
        transaction_id: transactionId,
        ts: iso(ts),
        state: one.state,
      })),
    }),
  }
}

/** In the site's currency, net of refunds: every model shares out the same. */
function creditedValue({ touches }: JourneyAnswer): number {
  const [model] = Object.keys(touches[0]?.credits ?? {})
  if (model === undefined) return 0
  return touches.reduce((sum, { credits }) => sum + (credits[model]?.value ?? 0), 0)
}

/** What was spent and what was left of what was earned; ROI is null where nothing was spent. */
function earned({ cost, value }: { cost: number; value: number }, currency: string) {
  return {
    cost: formatAmount(cost, currency),
    profit: formatAmount(value - cost, currency),
    roi: fourDecimals(value - cost, cost),
  }
}

function shownTouch(touch: JourneyTouchAnswer, currency: string, model: string) {
  const { id, ts, clickId, landingPage, credits, cost, externalId, ...named } = touch
  return {
    id,
    ts: iso(ts),
    ...named,
    click_id: clickId,
    landing_page: landingPage,
    ...(externalId !== undefined && { external_id: externalId }),
    ...earned({ cost, value: credits[model]?.value ?? 0 }, currency),
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
