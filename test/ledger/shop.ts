import type { Fit, FittedModel } from '../../collector/attribution/data-driven/fit.ts'
import { RULE_MODELS } from '../../collector/attribution/registry.ts'
import type { CampaignAliasFact } from '../../collector/ledger/campaign-aliases.ts'
import type {
  Batch,
  BatchAnswer,
  CodeFact,
  ConversionFact,
  CostFact,
  DeclaredTouchFact,
  IdentityFact,
  NameFact,
  OfflineTouchFact,
  RateFact,
  RefundFact,
  Settings,
} from '../../collector/ledger/facts.ts'
import type { FitRequest } from '../../collector/ledger/fits.ts'
import type {
  ImportedOrder,
  ImportedRecord,
  ImportedSpend,
  ImportStep,
} from '../../collector/ledger/imports.ts'
import type { SiteState } from '../../collector/ledger/ledger.ts'
import type { OpenFact } from '../../collector/ledger/opens.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import type { Hit } from '../../collector/touch/hit.ts'
import type { Minor } from '../../shared/money.ts'
import { parseRate } from '../../shared/rates.ts'

/** The cases of the ledger play in one shop; this makes its facts, with what a case leaves open. */
export const DAY = 86_400_000
export const MINUTE = 60_000

/** Noon in Paris of the day on which the cases begin. */
export const START = Date.parse('2026-09-01T10:00:00Z')

export const settings: Settings = {
  domains: ['shop.example'],
  currency: 'EUR',
  timeZone: 'Europe/Paris',
  lookbackDays: 90,
  lookbackDaysByGoal: {},
  models: RULE_MODELS.map(({ name }) => ({ name })),
  siteRules: [],
  countUnconfirmed: false,
}

export const shopState: SiteState = {
  site: 'shop',
  createdAt: START,
  settings,
  settingsVersion: 1,
  keys: [],
  emailSecret: '00',
  identifySecret: '00',
}

export const newShop = (): SqliteSite => createSiteFile(':memory:', shopState)

/** A UUID that is the same for the same number. */
export const uuidOf = (n: number): string =>
  `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

const provenance = {
  source: 'backend',
  owner: 'test',
  schemaVersion: 1,
  receivedAt: START,
} as const

export const hit = (id: number, visitor: number, ts: number, given: Partial<Hit> = {}): Hit => ({
  eventId: uuidOf(id),
  visitor: uuidOf(1_000_000 + visitor),
  name: 'page_view',
  ts,
  url: 'https://shop.example/',
  referrer: '',
  title: '',
  props: '',
  country: 'FR',
  device: 'desktop',
  browser: '',
  os: '',
  consent: 'granted',
  mode: 'cookie',
  source: 'tag',
  schemaVersion: 1,
  receivedAt: START,
  ...given,
})

/** The landing page of a campaign. */
export const tagged = (source: string, medium: string, campaign = 'autumn'): Partial<Hit> => ({
  url: `https://shop.example/?utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaign}`,
})

export const visitorUuid = (visitor: number): string => uuidOf(1_000_000 + visitor)

export const conversion = (
  transactionId: string,
  ts: number,
  given: Partial<ConversionFact> = {},
): ConversionFact => ({
  ...provenance,
  goal: 'purchase',
  transactionId,
  ts,
  value: 10_000,
  currency: 'EUR',
  tax: null,
  shipping: null,
  total: null,
  costOfGoods: null,
  visitor: null,
  customerId: null,
  emailHash: null,
  consent: null,
  coupon: null,
  items: null,
  updatedAt: null,
  ...given,
})

export const refund = (
  transactionId: string,
  refundId: string,
  amount: number,
  given: Partial<RefundFact> = {},
): RefundFact => ({
  ...provenance,
  goal: 'purchase',
  transactionId,
  refundId,
  ts: START + 30 * DAY,
  amount,
  currency: 'EUR',
  tax: null,
  shipping: null,
  ...given,
})

/** A payment by which refunds name a conversion, or what is another name of it. */
export const nameOf = (payment: string, transactionId: string, goal = 'purchase'): NameFact => ({
  ...provenance,
  name: { goal: 'purchase', transactionId: payment },
  of: { goal, transactionId },
})

export const identity = (given: Partial<IdentityFact>): IdentityFact => ({
  ...provenance,
  visitor: null,
  customerId: null,
  emailHash: null,
  ts: START,
  claim: false,
  ...given,
})

export const cost = (amount: number, given: Partial<CostFact> = {}): CostFact => ({
  ...provenance,
  externalId: null,
  from: 20260901,
  to: 20260901,
  category: 'ad_spend',
  channel: null,
  campaignSource: null,
  campaignMedium: null,
  campaign: null,
  amount,
  currency: 'EUR',
  spread: 'day',
  ...given,
})

export const code = (text: string, given: Partial<CodeFact> = {}): CodeFact => ({
  ...provenance,
  code: text,
  channel: null,
  campaignSource: 'shop talk',
  campaignMedium: 'audio',
  campaign: 'podcast',
  partner: null,
  customerId: null,
  validFrom: null,
  validTo: null,
  removed: false,
  ...given,
})

/** What a campaign of an ad platform cost on a day. */
export const spend = (amount: number, given: Partial<ImportedSpend> = {}): ImportedSpend => ({
  platform: 'google_ads',
  account: '1',
  campaignId: '',
  campaign: 'autumn',
  utm: null,
  from: 20260901,
  to: given.from ?? 20260901,
  currency: 'EUR',
  amount: amount as Minor,
  impressions: null,
  clicks: null,
  claimedConversions: null,
  claimedValue: null,
  ...given,
})

/** An import from its beginning to its end. */
export const importSteps = (id: string, rows: ImportedSpend[]): ImportStep[] => {
  const fact = { ...provenance, id, kind: 'google_ads', fileName: `${id}.csv` } as const
  const days = { from: rows[0]?.from ?? 0, to: rows.at(-1)?.to ?? 0 }
  const content = { sha256: 'ab'.repeat(32), rows: rows.length, ...days, spend: [] }
  return [
    { step: 'begin', import: { ...fact, ...content } },
    { step: 'rows', id, rows, provenance },
    { step: 'apply', id, provenance },
  ]
}

/** What links call a campaign of a platform; `autumn` of Google, where nothing else is said. */
export const alias = (
  means: CampaignAliasFact['means'],
  given: Partial<CampaignAliasFact> = {},
): CampaignAliasFact => ({
  ...provenance,
  platform: 'google_ads',
  account: '',
  campaignId: '',
  campaign: given.campaignId ? '' : 'autumn',
  means,
  ...given,
})

/** A mail of spring that was opened. */
export const open = (id: number, given: Partial<OpenFact> = {}): OpenFact => ({
  ...provenance,
  source: 'pixel',
  owner: '',
  openId: uuidOf(id),
  day: 20260901,
  campaignSource: 'newsletter',
  campaignMedium: 'email',
  campaign: 'spring',
  content: '',
  ...given,
})

/** An order of a file, and what was given back of it. */
export const ofFile = (
  transactionId: string,
  ts: number,
  { refunded = 0, ...given }: Partial<ConversionFact> & { refunded?: number } = {},
): ImportedOrder => {
  const said = { historical: true, source: 'import', ...given } as const
  const order = conversion(transactionId, ts, said)
  const { goal, currency, receivedAt } = order
  const back = { goal, ts, currency, receivedAt, source: 'import' } as const
  return {
    conversion: order,
    refund: refunded > 0 ? refund(transactionId, 'refunded', refunded, back) : null,
  }
}

/** The same of orders. */
export const orderSteps = (id: string, orders: ImportedOrder[]): ImportStep[] => {
  const fact = { ...provenance, id, kind: 'orders', fileName: `${id}.csv` } as const
  const days = { from: 20260801, to: 20260930 }
  const content = { sha256: 'cd'.repeat(32), rows: orders.length, ...days, spend: [] }
  return [
    { step: 'begin', import: { ...fact, ...content } },
    { step: 'orders', id, orders },
    { step: 'apply', id, provenance },
  ]
}

/** The same of deals and contacts. */
export const recordSteps = (id: string, records: ImportedRecord[]): ImportStep[] => {
  const fact = { ...provenance, id, kind: 'hubspot_deals', fileName: `${id}.csv` } as const
  const days = { from: 20260801, to: 20260930 }
  const rows = records.filter(({ conversion }) => conversion !== null).length
  return [
    { step: 'begin', import: { ...fact, sha256: 'ef'.repeat(32), rows, ...days, spend: [] } },
    { step: 'records', id, records },
    { step: 'apply', id, provenance },
  ]
}

export const rollBack = (id: string): ImportStep => ({ step: 'roll_back', id, provenance })

export const offline = (
  externalId: string,
  ts: number,
  given: Partial<OfflineTouchFact> = {},
): OfflineTouchFact => ({
  ...provenance,
  kind: 'call',
  externalId,
  ts,
  visitor: null,
  customerId: null,
  emailHash: null,
  channel: null,
  campaignSource: 'call',
  campaignMedium: 'offline',
  campaign: '',
  cost: null,
  updatedAt: null,
  removed: false,
  ...given,
})

/** What an order says of where it has come from. */
export const declared = (
  transactionId: string,
  url: string,
  given: Partial<DeclaredTouchFact> = {},
): DeclaredTouchFact => ({
  ...provenance,
  kind: 'declared',
  order: { goal: 'purchase', transactionId },
  ts: null,
  url,
  referrer: '',
  updatedAt: null,
  removed: false,
  ...given,
})

/** Units of a currency per euro on a day, as text. */
export const rate = (day: number, currency: string, units: string): RateFact => ({
  ...provenance,
  day,
  currency,
  units: parseRate(units) ?? 0,
})

/** Appends one batch; an engine that can't is a failed case. */
export function append(site: SqliteSite, batch: Batch): BatchAnswer {
  const [answer] = site.append([batch], START)
  if (!answer || 'error' in answer) throw new Error(answer?.error ?? 'no answer')
  return answer
}

/** Works until nothing waits. */
export function settleAll(site: SqliteSite): void {
  for (let slices = 0; slices < 10_000; slices++) {
    const { pending, building } = site.settle({ conversions: 50 }, START)
    if (pending === 0 && !building) return
  }
  throw new Error('the site does not settle')
}

/** Value (minor units, net of refunds) by channel under a model; '-' takes what has no touch. */
export function valueByChannel(
  site: SqliteSite,
  model: string,
  given: { basis?: 'conversion_date' | 'touch_date'; from?: number; to?: number } = {},
): Record<string, number> {
  const { basis = 'conversion_date', from = 20260101, to = 20271231 } = given
  const query = { kind: 'roi', from, to, goal: 'purchase', model, basis, by: ['channel'] } as const
  const values: Record<string, number> = {}
  for (const { tuple, value, refunded } of site.report(query).credits) {
    const name = tuple?.channel ?? '-'
    values[name] = (values[name] ?? 0) + value - refunded
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0))
}

/** Stores a version of a fitted model, as a fit that is done does; gives its id. */
export function storeVersion(
  site: SqliteSite,
  model: FittedModel,
  effects: Record<string, number>,
  given: Partial<Fit> = {},
): string {
  const request: FitRequest = {
    model,
    order: model === 'markov' ? 1 : null,
    goal: 'purchase',
    from: 20260901,
    to: 20260930,
    withLost: true,
    direct: 'last_resort',
    seed: 1,
  }
  const { id } = site.startFit(request, { source: 'cli', owner: 'test', receivedAt: START })
  const fit = fitOf(effects, given)
  site.withFits((fits) => fits.finish(id, { fingerprint: 'ab'.repeat(32), fit }, START))
  return id
}

export const fitOf = (effects: Record<string, number>, given: Partial<Fit> = {}): Fit => ({
  channels: Object.entries(effects).map(([channel, effect]) => ({
    ...{ channel, effect, effectValue: effect, low: effect, high: effect },
    conversions: 100,
  })),
  ...{ journeys: 1000, conversions: 400, value: 4_000_000, paths: 20, states: 3 },
  ...{ orders: [], auc: 0.6, heldOutAuc: 0.55, heldOutSeen: 1, resamples: 200 },
  ...given,
})
