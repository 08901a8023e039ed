import type { FactTable } from '../../../../export/tables.ts'
import * as schema from '../../schema.ts'
import { type Source, sourceOf } from './source.ts'

const VISITOR = 'LEFT JOIN visitors v ON v.id = t.visitor'
const CONVERSION = 'LEFT JOIN conversions c ON c.id = t.conversion'
const OF_CONVERSION = { goal: 'c.goal', transaction_id: 'c.transaction_id' }

/** Names as everywhere else: of what no touch has earned, the reason stands where the source is. */
export const TUPLE = 'LEFT JOIN tuples n ON n.id = t.tuple'
export const OF_TUPLE = {
  channel: 'n.channel',
  source: `CASE WHEN n.channel = '' THEN '' ELSE n.source END`,
  medium: 'n.medium',
  campaign: 'n.campaign',
}
export const REASON = { reason: `CASE WHEN n.channel = '' THEN n.source ELSE '' END` }

/** Hits of somebody who was erased are overwritten behind the requests: until then they say nothing. */
export const ERASING = 'LEFT JOIN erasing e ON e.visitor = t.visitor'
export const unlessErased = (column: string): string =>
  `CASE WHEN e.visitor IS NULL THEN ${column} ELSE '' END`

const OF_HITS = ['url', 'referrer', 'title', 'props', 'browser', 'os']

/** A closed period is in the currency of the settings that its sums were derived under. */
const CLOSING = `LEFT JOIN periods p ON p.seq = t.seq LEFT JOIN settings s ON s.version = p.settings`
const ITS_CURRENCY = { currency: `s.json ->> '$.currency'` }
const ITS_DAY = { from: 't.day', to: 't.day' }

const RECEIVED = { at: 't.received_at' }
const HAPPENED = { at: 't.ts' }
const DAYS = { from: 't.from_day', to: 't.to_day' }

export const FACT_SOURCES: Record<FactTable, Source> = {
  hits: sourceOf(schema.hits, {
    joins: `${VISITOR} ${ERASING}`,
    columns: {
      visitor: 'v.uuid',
      ...Object.fromEntries(OF_HITS.map((name) => [name, unlessErased(`t.${name}`)])),
    },
    dated: HAPPENED,
  }),
  conversions: sourceOf(schema.conversionVersions, {
    joins: `${CONVERSION} ${VISITOR} LEFT JOIN conversions o ON o.id = t.origin`,
    columns: {
      ...OF_CONVERSION,
      visitor: 'v.uuid',
      sales_channel: `coalesce(t.sales_channel, 'web')`,
      origin_goal: 'o.goal',
      origin_transaction_id: 'o.transaction_id',
      historical: 'coalesce(t.historical, 0)',
    },
    dated: HAPPENED,
  }),
  refunds: sourceOf(schema.refunds, {
    joins: CONVERSION,
    columns: { ...OF_CONVERSION, restocked: 'coalesce(t.restocked, 1)' },
    dated: HAPPENED,
  }),
  conversion_names: sourceOf(schema.conversionNames, { dated: RECEIVED }),
  identities: sourceOf(schema.identities, {
    joins: VISITOR,
    columns: { visitor: 'v.uuid' },
    dated: HAPPENED,
  }),
  costs: sourceOf(schema.costs, {
    joins: `${CONVERSION} LEFT JOIN imports i ON i.seq = t.import`,
    columns: { ...OF_CONVERSION, import_id: 'i.id' },
    dated: DAYS,
  }),
  imports: sourceOf(schema.imports, { dated: RECEIVED }),
  import_marks: sourceOf(schema.importMarks, {
    joins: 'LEFT JOIN imports i ON i.seq = t.import',
    columns: { import_id: 'i.id' },
    dated: RECEIVED,
  }),
  rates: sourceOf(schema.rates, { dated: ITS_DAY }),
  codes: sourceOf(schema.codes, { dated: RECEIVED }),
  campaign_aliases: sourceOf(schema.campaignAliases, { dated: RECEIVED }),
  opens: sourceOf(schema.opens, { dated: ITS_DAY }),
  told_touches: sourceOf(schema.toldTouches, {
    joins: `${CONVERSION} ${VISITOR}`,
    // One without a browser has a visitor that was made up for it.
    columns: { ...OF_CONVERSION, visitor: 'CASE WHEN t.made_up = 1 THEN NULL ELSE v.uuid END' },
    dated: { at: 'coalesce(t.ts, t.received_at)' },
  }),
  model_versions: sourceOf(schema.modelVersions, { dated: { at: 't.fitted_at' } }),
  settings: sourceOf(schema.settings, { columns: { settings: 't.json' }, dated: RECEIVED }),
  periods: sourceOf(schema.periods, {
    columns: { settings_version: 't.settings' },
    dated: DAYS,
  }),
  closed_credits: sourceOf(schema.closedCredits, {
    joins: `${TUPLE} ${CLOSING}`,
    columns: { ...OF_TUPLE, ...REASON, ...ITS_CURRENCY },
    dated: ITS_DAY,
  }),
  closed_touches: sourceOf(schema.closedTouches, {
    joins: TUPLE,
    columns: { ...OF_TUPLE, touches: 't.n' },
    dated: ITS_DAY,
  }),
  closed_costs: sourceOf(schema.closedCosts, {
    joins: CLOSING,
    columns: ITS_CURRENCY,
    dated: ITS_DAY,
  }),
  audit: sourceOf(schema.audit, { dated: { at: 't.at' } }),
}
