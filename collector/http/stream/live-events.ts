import { formatDay } from '../../../shared/dates.ts'
import { formatAmount } from '../../../shared/money.ts'
import type { StreamEvent, StreamEvents } from '../../../shared/wire/stream.ts'
import type {
  LiveConversion,
  LiveCost,
  LiveFact,
  LiveHit,
  LiveRefund,
  LiveTold,
  LiveTuple,
} from '../../ledger/reports-live.ts'
import { pathOf } from '../../touch/address.ts'
import { goesOn, type Landing, land, type TouchRules } from '../../touch/landing.ts'

/** Characters of a visitor's id that are told: its end, since ids begin with the time they were made at. */
const VISITOR_SHOWN = 8

const NO_TUPLE = { channel: null, source: null, medium: null, campaign: null } as const

/**
 * What is told of a fact: one event, or of a hit that begins a visit two, of which the first has an id with
 * `.0`, so that a stream that broke off between them goes on with the second.
 */
export function eventsOf(fact: LiveFact, rules: TouchRules): StreamEvent[] {
  const id = String(fact.seq)
  switch (fact.kind) {
    case 'hit': {
      const { touch } = fact
      const hit = { event: 'hit', data: hitData(fact, rules) } as const
      if (!touch) return [{ ...hit, id }]
      return [
        { ...hit, id: `${id}.0` },
        { event: 'touch', id, data: visitData(fact, touch) },
      ]
    }
    case 'told':
      return [{ event: 'touch', id, data: toldData(fact) }]
    case 'conversion':
      return [{ event: 'conversion', id, data: conversionData(fact) }]
    case 'refund':
      return [{ event: 'refund', id, data: refundData(fact) }]
    case 'cost':
      return [{ event: 'cost', id, data: costData(fact) }]
  }
}

const time = (ms: number): string => new Date(ms).toISOString()

const numbered = ({ seq, receivedAt }: LiveFact) => ({ seq, received_at: time(receivedAt) })

/** The end of an id, which is random. */
export const visitorShown = (visitor: string): string => visitor.slice(-VISITOR_SHOWN)

function hitData(hit: LiveHit, rules: TouchRules): StreamEvents['hit'] {
  const landing = land(hit.url, hit.referrer, rules)
  return {
    ...numbered(hit),
    ts: time(hit.ts),
    name: hit.name,
    path: pathOf(hit.url),
    landing: landing.kind,
    ...landingTuple(landing),
    visitor: visitorShown(hit.visitor),
    device: hit.device,
    country: hit.country,
    begins_visit: hit.touch !== undefined,
  }
}

/** What goes on in a visit brings nothing of its own. */
function landingTuple({ kind, channel, source, medium, campaign }: Landing) {
  return goesOn(kind) ? NO_TUPLE : { channel, source, medium, campaign }
}

const visitData = (hit: LiveHit, touch: LiveTuple): StreamEvents['touch'] => ({
  ...numbered(hit),
  ts: time(hit.ts),
  kind: 'visit',
  ...touch,
  path: pathOf(hit.url),
  visitor: visitorShown(hit.visitor),
  device: hit.device,
  country: hit.country,
  removed: false,
})

const toldData = (told: LiveTold): StreamEvents['touch'] => ({
  ...numbered(told),
  ts: told.ts === null ? null : time(told.ts),
  kind: told.touchKind,
  ...(told.touch ?? NO_TUPLE),
  path: null,
  visitor: null,
  device: null,
  country: null,
  removed: told.removed,
})

const ofConversion = (fact: LiveConversion | LiveRefund) => ({
  ...numbered(fact),
  ts: time(fact.ts),
  goal: fact.goal,
  transaction_id: fact.transactionId,
  currency: fact.currency,
  update: fact.isUpdate,
})

const conversionData = (fact: LiveConversion): StreamEvents['conversion'] => ({
  ...ofConversion(fact),
  value: formatAmount(fact.value, fact.currency),
  status: fact.status,
  sales_channel: fact.salesChannel,
  confirmed: fact.source !== 'tag',
})

const refundData = (fact: LiveRefund): StreamEvents['refund'] => ({
  ...ofConversion(fact),
  refund_id: fact.refundId,
  amount: formatAmount(fact.amount, fact.currency),
})

const costData = (cost: LiveCost): StreamEvents['cost'] => ({
  ...numbered(cost),
  from: cost.fromDay === 0 ? null : formatDay(cost.fromDay),
  to: cost.toDay === 0 ? null : formatDay(cost.toDay),
  category: cost.category,
  channel: cost.channel,
  source: cost.campaignSource,
  medium: cost.campaignMedium,
  campaign: cost.campaign,
  amount: formatAmount(cost.amount, cost.currency),
  currency: cost.currency,
  import: cost.importId,
})
