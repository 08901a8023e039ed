/**
 * What a value of an export is, and how the ledger holds it: `instant` ms since the epoch, `day` YYYYMMDD,
 * `amount` minor units of the row's `currency`, `flag` 0 or 1, `json` a JSON text, or ''. Fractions are whole
 * numbers of parts: `millionths` of conversions, `billionths` of a conversion's weight, `hundred_millionths` of
 * a rate.
 */
export type Kind =
  | 'text'
  | 'whole'
  | 'flag'
  | 'instant'
  | 'day'
  | 'amount'
  | 'millionths'
  | 'billionths'
  | 'hundred_millionths'
  | 'json'

/** Columns in their order. */
export type Columns = Readonly<Record<string, Kind>>

/** Who has said it, and when it came: of every fact. */
const PROVENANCE = {
  source: 'text',
  owner: 'text',
  schema_version: 'whole',
  received_at: 'instant',
} as const satisfies Columns

const CAMPAIGN = {
  channel: 'text',
  campaign_source: 'text',
  campaign_medium: 'text',
  campaign: 'text',
} as const satisfies Columns

const TUPLE = {
  channel: 'text',
  source: 'text',
  medium: 'text',
  campaign: 'text',
} as const satisfies Columns

const CREDIT_SUMS = {
  conversions: 'millionths',
  currency: 'text',
  value: 'amount',
  refunded: 'amount',
  tax: 'amount',
  shipping: 'amount',
  total: 'amount',
  cost_of_goods: 'amount',
  discount: 'amount',
  goods_returned: 'amount',
  discount_returned: 'amount',
  fx_difference: 'amount',
} as const satisfies Columns

/** What was sent and is kept as it is: rows are added, numbered by `seq` over all tables, and never changed. */
export const FACTS = {
  hits: {
    ...{ seq: 'whole', event_id: 'text', visitor: 'text', ts: 'instant', name: 'text' },
    ...{ url: 'text', referrer: 'text', title: 'text', props: 'json' },
    ...{ country: 'text', device: 'text', browser: 'text', os: 'text' },
    ...{ consent: 'text', mode: 'text' },
    ...PROVENANCE,
  },
  conversions: {
    ...{ seq: 'whole', goal: 'text', transaction_id: 'text', ts: 'instant', status: 'text' },
    ...{ value: 'amount', currency: 'text', tax: 'amount', shipping: 'amount', total: 'amount' },
    ...{ cost_of_goods: 'amount', discount: 'amount' },
    ...{ visitor: 'text', customer_id: 'text', email_hash: 'text', consent: 'text' },
    ...{ coupon: 'text', items: 'json', sales_channel: 'text', market: 'text' },
    ...{ origin_goal: 'text', origin_transaction_id: 'text', opportunity_ts: 'instant' },
    ...{ historical: 'flag', customer_since: 'day', refund_ids: 'json', updated_at: 'instant' },
    ...PROVENANCE,
  },
  refunds: {
    ...{ seq: 'whole', goal: 'text', transaction_id: 'text', refund_id: 'text', ts: 'instant' },
    ...{ amount: 'amount', currency: 'text', tax: 'amount', shipping: 'amount' },
    restocked: 'flag',
    ...PROVENANCE,
  },
  conversion_names: {
    ...{ seq: 'whole', goal: 'text', transaction_id: 'text' },
    ...{ of_goal: 'text', of_transaction_id: 'text' },
    ...PROVENANCE,
  },
  identities: {
    ...{ seq: 'whole', visitor: 'text', customer_id: 'text', email_hash: 'text', ts: 'instant' },
    ...{ claim: 'flag', customer_since: 'day' },
    ...PROVENANCE,
  },
  costs: {
    ...{ seq: 'whole', external_id: 'text', from_day: 'day', to_day: 'day', category: 'text' },
    ...CAMPAIGN,
    ...{ amount: 'amount', currency: 'text', spread: 'text', goal: 'text', transaction_id: 'text' },
    ...{ import_id: 'text', platform: 'text', account: 'text', platform_campaign_id: 'text' },
    ...{ platform_campaign: 'text', utm: 'json', impressions: 'whole', clicks: 'whole' },
    ...{ claimed_conversions: 'millionths', claimed_value: 'amount' },
    ...PROVENANCE,
  },
  imports: {
    ...{ seq: 'whole', id: 'text', kind: 'text', file_name: 'text', sha256: 'text' },
    ...{ rows: 'whole', from_day: 'day', to_day: 'day', spend: 'json' },
    ...PROVENANCE,
  },
  import_marks: { seq: 'whole', import_id: 'text', mark: 'text', ...PROVENANCE },
  rates: {
    ...{ seq: 'whole', day: 'day', currency: 'text', units: 'hundred_millionths' },
    ...PROVENANCE,
  },
  codes: {
    ...{ seq: 'whole', code: 'text' },
    ...CAMPAIGN,
    ...{ partner: 'text', customer_id: 'text', valid_from: 'day', valid_to: 'day' },
    removed: 'flag',
    ...PROVENANCE,
  },
  campaign_aliases: {
    ...{ seq: 'whole', platform: 'text', account: 'text', platform_campaign_id: 'text' },
    ...{ platform_campaign: 'text', campaign_source: 'text', campaign_medium: 'text' },
    ...{ campaign: 'text', removed: 'flag' },
    ...PROVENANCE,
  },
  opens: {
    ...{ seq: 'whole', open_id: 'text', day: 'day', campaign_source: 'text' },
    ...{ campaign_medium: 'text', campaign: 'text', content: 'text' },
    ...PROVENANCE,
  },
  told_touches: {
    ...{ seq: 'whole', kind: 'text', external_id: 'text', goal: 'text', transaction_id: 'text' },
    ...{ ts: 'instant', visitor: 'text', customer_id: 'text', email_hash: 'text' },
    ...CAMPAIGN,
    ...{ url: 'text', referrer: 'text', amount: 'amount', currency: 'text', category: 'text' },
    ...{ removed: 'flag', updated_at: 'instant' },
    ...PROVENANCE,
  },
  model_versions: {
    ...{ seq: 'whole', id: 'text', model: 'text', request: 'json', fingerprint: 'text' },
    ...{ fit: 'json', fitted_at: 'instant' },
    ...PROVENANCE,
  },
  settings: { seq: 'whole', version: 'whole', settings: 'json', ...PROVENANCE },
  periods: {
    ...{ seq: 'whole', kind: 'text', from_day: 'day', to_day: 'day', note: 'text' },
    ...{ closing: 'whole', settings_version: 'whole' },
    ...PROVENANCE,
  },
  closed_credits: {
    ...{ seq: 'whole', goal: 'text', model: 'text', basis: 'text', day: 'day' },
    ...TUPLE,
    ...{ reason: 'text', stage: 'text' },
    ...CREDIT_SUMS,
  },
  closed_touches: { seq: 'whole', day: 'day', ...TUPLE, touches: 'whole' },
  closed_costs: {
    ...{ seq: 'whole', day: 'day' },
    ...TUPLE,
    ...{ category: 'text', accrues: 'flag', amount: 'amount', currency: 'text' },
  },
  audit: {
    ...{ seq: 'whole', at: 'instant', kind: 'text', subject: 'json', before: 'json' },
    ...{ after: 'json', facts: 'whole', hash: 'text' },
  },
} as const satisfies Record<string, Columns>

/** What follows from the facts, as it stands now: names nobody, and amounts are in the site's currency. */
export const FIGURES = {
  touches: {
    ...{ id: 'text', ts: 'instant', day: 'day', kind: 'text' },
    ...TUPLE,
    ...{ term: 'text', content: 'text', click_id: 'text', landing_page: 'text' },
    ...{ country: 'text', device: 'text', cost: 'amount', currency: 'text' },
  },
  converted_journeys: {
    ...{ goal: 'text', transaction_id: 'text', ts: 'instant', day: 'day', state: 'text' },
    ...{ stage: 'text', advocacy: 'flag', stands_apart: 'flag', reason: 'text' },
    ...{ touches: 'whole', cost: 'amount', currency: 'text', value: 'amount' },
    ...{ refunded: 'amount', tax: 'amount', shipping: 'amount', total: 'amount' },
    ...{ cost_of_goods: 'amount', discount: 'amount', goods_returned: 'amount' },
    discount_returned: 'amount',
  },
  credits: {
    ...{ goal: 'text', transaction_id: 'text', ts: 'instant', day: 'day', stage: 'text' },
    ...{ stands_apart: 'flag', model: 'text', position: 'whole', touches: 'whole' },
    ...{ touch_id: 'text', touch_ts: 'instant', touch_day: 'day' },
    ...TUPLE,
    ...{ reason: 'text', weight: 'billionths', conversions: 'millionths', currency: 'text' },
    ...{ value: 'amount', refunded: 'amount', tax: 'amount', shipping: 'amount' },
    ...{ total: 'amount', cost_of_goods: 'amount', discount: 'amount' },
    ...{ goods_returned: 'amount', discount_returned: 'amount', touch_cost: 'amount' },
  },
  daily_credits: {
    ...{ goal: 'text', model: 'text', basis: 'text', day: 'day' },
    ...TUPLE,
    ...{ reason: 'text', stage: 'text' },
    ...CREDIT_SUMS,
  },
  daily_touches: { day: 'day', ...TUPLE, country: 'text', device: 'text', touches: 'whole' },
  daily_costs: {
    day: 'day',
    ...TUPLE,
    ...{ category: 'text', accrues: 'flag', amount: 'amount', currency: 'text' },
  },
} as const satisfies Record<string, Columns>

export type FactTable = keyof typeof FACTS
export type FigureTable = keyof typeof FIGURES
export type ExportTable = FactTable | FigureTable

export const FACT_TABLES = Object.keys(FACTS) as FactTable[]
export const FIGURE_TABLES = Object.keys(FIGURES) as FigureTable[]
export const EXPORT_TABLES: readonly ExportTable[] = [...FACT_TABLES, ...FIGURE_TABLES]

/** Facts have numbers, so that what came since can be asked for; and they name people. */
export const isFactTable = (table: ExportTable): table is FactTable => Object.hasOwn(FACTS, table)

export const columnsOf = (table: ExportTable): Columns =>
  isFactTable(table) ? FACTS[table] : FIGURES[table]

/** A value as the ledger holds it. */
export type Value = string | number | null

/** Values in the order of the columns. */
export type Row = readonly Value[]
