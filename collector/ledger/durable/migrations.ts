import first from '../sqlite/migrations/0000_first.sql'
import rates from '../sqlite/migrations/0001_rates.sql'
import carts from '../sqlite/migrations/0002_carts.sql'
import goals from '../sqlite/migrations/0003_goals.sql'
import audit from '../sqlite/migrations/0004_audit.sql'
import models from '../sqlite/migrations/0005_models.sql'
import codes from '../sqlite/migrations/0006_codes.sql'
import commissions from '../sqlite/migrations/0007_commissions.sql'
import touchDays from '../sqlite/migrations/0008_touch_days.sql'
import salesChannels from '../sqlite/migrations/0009_sales_channels.sql'
import funnel from '../sqlite/migrations/0010_funnel.sql'
import periods from '../sqlite/migrations/0011_periods.sql'
import imports from '../sqlite/migrations/0012_imports.sql'
import webhooks from '../sqlite/migrations/0013_webhooks.sql'
import toldTouches from '../sqlite/migrations/0014_told_touches.sql'
import erasures from '../sqlite/migrations/0015_erasures.sql'
import campaignAliases from '../sqlite/migrations/0016_campaign_aliases.sql'
import outgoing from '../sqlite/migrations/0017_outgoing.sql'
import opens from '../sqlite/migrations/0018_opens.sql'
import importedOrders from '../sqlite/migrations/0019_imported_orders.sql'
import conversionNames from '../sqlite/migrations/0020_conversion_names.sql'
import shares from '../sqlite/migrations/0021_shares.sql'
import importedRecords from '../sqlite/migrations/0022_imported_records.sql'
import journal from '../sqlite/migrations/meta/_journal.json' with { type: 'json' }

/** The migrations folder of the engine, as drizzle's migrator for Durable Objects wants it. */
export const migrations = {
  journal,
  migrations: {
    m0000: first,
    m0001: rates,
    m0002: carts,
    m0003: goals,
    m0004: audit,
    m0005: models,
    m0006: codes,
    m0007: commissions,
    m0008: touchDays,
    m0009: salesChannels,
    m0010: funnel,
    m0011: periods,
    m0012: imports,
    m0013: webhooks,
    m0014: toldTouches,
    m0015: erasures,
    m0016: campaignAliases,
    m0017: outgoing,
    m0018: opens,
    m0019: importedOrders,
    m0020: conversionNames,
    m0021: shares,
    m0022: importedRecords,
  },
}
