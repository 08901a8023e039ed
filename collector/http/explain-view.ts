import { formatDay } from '../../shared/dates.ts'
import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type {
  AllocatedPart,
  ConversionFacts,
  ConversionPart,
  ConversionVersion,
  CostPart,
  ExplainPart,
  FactOrigin,
  HitFact,
  RefundInPart,
  TouchPart,
} from '../ledger/reports-explain.ts'
import type { TouchFacts } from '../ledger/reports-explained.ts'
import { type CellAsked, type CellTest, sumOf } from '../roi/explain.ts'
import type { Sums } from '../roi/metrics.ts'
import type { Worth } from '../roi/report.ts'

/** What the parts of one answer have in common. */
export interface PartTerms {
  /** The site's. */
  currency: string
  model: string
  worth: Worth | undefined
  cell: CellAsked['cell']
  /** Given where only the costs of one are told. */
  category: string | undefined
  /** YYYYMMDD */
  today: number
  test: CellTest
}

/** What a part adds to the cell, by the rules of the report. */
export function sumOfPart(part: ExplainPart, terms: PartTerms): Sums {
  const none = { credits: [], touches: [], costs: [], allocated: [] }
  switch (part.kind) {
    case 'conversion':
      return sumOf({ ...none, credits: part.cells }, terms, 0)
    case 'cost':
      return sumOf({ ...none, costs: part.cells }, terms, 0)
    case 'allocated':
      return sumOf({ ...none, allocated: [part.cell] }, terms, terms.test.allocated)
    case 'touch':
      return sumOf({ ...none, touches: [part.cell] }, terms, 0)
  }
}

/** A part as it is shown, with what it `adds`: amounts of that are in the site's currency. */
export function shownPart(part: ExplainPart, terms: PartTerms) {
  const sums = sumOfPart(part, terms)
  const { currency } = terms
  switch (part.kind) {
    case 'conversion':
      return {
        ...{ kind: part.kind, adds: (terms.category ? spent : earned)(sums, currency) },
        ...shownConversion(part, terms),
      }
    case 'cost':
      return { kind: part.kind, adds: spent(sums, currency), ...shownCost(part, currency) }
    case 'allocated':
      return { kind: part.kind, adds: spent(sums, currency), ...shownAllocated(part, terms) }
    case 'touch':
      return { kind: part.kind, adds: { touches: sums.touches }, ...shownTouch(part) }
  }
}

const spent = ({ cost }: Sums, currency: string) => ({ cost: formatAmount(cost, currency) })

const earned = ({ conversions, acquired, value, revenue, cost }: Sums, currency: string) => ({
  conversions: formatMillionths(conversions),
  new_customers: formatMillionths(acquired),
  value: formatAmount(value, currency),
  // Where the value is the margin.
  ...(revenue !== value && { revenue: formatAmount(revenue, currency) }),
  ...(cost !== 0 && { cost: formatAmount(cost, currency) }),
})

/** An order as it was reported, and its journey. Amounts of credit are in the site's currency. */
export function shownConversion(
  part: ConversionFacts & Pick<ConversionPart, 'order' | 'items'>,
  terms: Pick<PartTerms, 'currency' | 'model'>,
) {
  const { journey, version, refunds, deals, touches, order, items } = part
  const { currency, model } = terms
  return {
    transaction_id: journey.transactionId,
    goal: journey.goal,
    ts: iso(journey.ts),
    day: formatDay(journey.day),
    stage: journey.stage,
    reason: journey.reason,
    value: formatAmount(journey.value, journey.currency),
    refunded: formatAmount(journey.refunded, journey.currency),
    reported: version ? shownVersion(version) : null,
    refunds: refunds.map(shownRefund),
    ...order,
    ...(items && {
      items: items.map(({ id, weight }) => ({ item: id, share: shareOf(weight) })),
    }),
    ...(deals && {
      deals: deals.map((deal) => ({
        ...{ transaction_id: deal.transactionId, goal: deal.goal },
        reported: deal.version ? shownVersion(deal.version) : null,
        refunds: deal.refunds.map(shownRefund),
      })),
    }),
    touches: journey.touches.map((touch, at) => {
      const credit = touch.credits[model]
      return {
        id: touch.id,
        ts: iso(touch.ts),
        channel: touch.channel,
        source: touch.source,
        medium: touch.medium,
        campaign: touch.campaign,
        in_cell: touches[at]?.inCell ?? false,
        weight: shareOf(touches[at]?.weight ?? 0),
        credit: {
          conversions: formatMillionths(credit?.conversions ?? 0),
          value: formatAmount(credit?.value ?? 0, currency),
          ...(credit?.anchors && { anchors: credit.anchors }),
        },
        hit: shownHit(touches[at]?.hit),
        ...(touch.kind !== undefined && { kind: touch.kind }),
        ...(touch.externalId !== undefined && { external_id: touch.externalId }),
        // A touch by a code has no hit: it comes from the order that says it.
        ...(!touches[at]?.hit &&
          touch.kind === undefined &&
          touch.content !== '' && { code: touch.content }),
      }
    }),
  }
}

const BILLIONTHS = 1_000_000_000

/** "0.333333334" of billionths. */
const shareOf = (weight: number): string => {
  const digits = String(weight % BILLIONTHS)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${Math.floor(weight / BILLIONTHS)}${digits && `.${digits}`}`
}

const shownVersion = (version: ConversionVersion) => {
  const amount = (minor: number | null) =>
    minor === null ? null : formatAmount(minor, version.currency)
  return {
    value: amount(version.value),
    currency: version.currency,
    tax: amount(version.tax),
    shipping: amount(version.shipping),
    total: amount(version.total),
    cost_of_goods: amount(version.costOfGoods),
    discount: amount(version.discount),
    coupon: version.coupon,
    market: version.market,
    sales_channel: version.salesChannel,
    updated_at: version.updatedAt === null ? null : iso(version.updatedAt),
    versions: version.versions,
    provenance: origin(version),
  }
}

export const shownRefund = (refund: RefundInPart) => ({
  refund_id: refund.refundId,
  ts: iso(refund.ts),
  day: formatDay(refund.day),
  amount: formatAmount(refund.amount, refund.currency),
  currency: refund.currency,
  state: refund.state,
  provenance: origin(refund),
})

type AliasInPart = NonNullable<NonNullable<CostPart['fact']['imported']>['alias']>

/** Whence a cost of a file is, by the platform's own names. */
function shownImported(imported: NonNullable<CostPart['fact']['imported']>) {
  const { campaignId: campaign_id, alias, ...same } = imported
  return { ...same, campaign_id, ...(alias && { alias: shownAlias(alias) }) }
}

const shownAlias = ({ account, campaignId: campaign_id, campaign, ...fact }: AliasInPart) => ({
  ...{ account, campaign_id, campaign },
  provenance: origin(fact),
})

export function shownCost({ cells, fact }: CostPart, currency: string) {
  const { channel = '', source = '', medium = '', campaign = '' } = cells[0]?.scope ?? {}
  const { provenance, ...told } = shownCostFact(fact)
  return {
    ...told,
    ...{ channel, source, medium, campaign },
    days: cells.map(({ day, amount }) => ({
      day: formatDay(day),
      amount: formatAmount(amount, currency),
    })),
    provenance,
  }
}

/** As it was booked, and the file that has brought it. */
export const shownCostFact = (fact: CostPart['fact']) => ({
  external_id: fact.externalId,
  from: formatDay(fact.from),
  to: formatDay(fact.to),
  category: fact.category,
  amount: formatAmount(fact.amount, fact.currency),
  currency: fact.currency,
  spread: fact.spread,
  ...(fact.imported && { import: shownImported(fact.imported) }),
  provenance: origin(fact),
})

/** Overhead itself gives what all touches carry, and names none. */
const shownAllocated = ({ cell }: AllocatedPart, { test }: PartTerms) =>
  test.allocated === -1 ? { to: 'touches' } : { day: formatDay(cell.day), ...cell.tuple }

const shownTouch = ({ cell, ...touch }: TouchPart) =>
  shownTouchFacts({ ...touch, ...cell.tuple, day: cell.day, told: touch.told })

/** A touch with the hit that it began with, or what was told of it. */
export const shownTouchFacts = ({ ts, day, hit, told, ...tuple }: TouchFacts) => ({
  ts: iso(ts),
  day: formatDay(day),
  ...{ channel: tuple.channel, source: tuple.source },
  ...{ medium: tuple.medium, campaign: tuple.campaign },
  hit: shownHit(hit),
  ...(told && { told: { id: told.id, kind: told.kind, provenance: origin(told) } }),
})

/** As it was received, but for who sent it. */
function shownHit(hit: HitFact | undefined) {
  if (!hit) return null
  const { id, ts, name, url, referrer, title, props } = hit
  const { country, device, browser, os, consent, mode } = hit
  return {
    ...{ id, ts: iso(ts), name, url, referrer, title },
    props: parsed(props),
    ...{ country, device, browser, os, consent, mode },
    provenance: origin(hit),
  }
}

function parsed(props: string): unknown {
  return props === '' ? {} : JSON.parse(props)
}

const origin = ({ seq, source, owner, schemaVersion, receivedAt }: FactOrigin) => ({
  seq,
  source,
  owner,
  schema_version: schemaVersion,
  received_at: iso(receivedAt),
})

const iso = (ms: number): string => new Date(ms).toISOString()
