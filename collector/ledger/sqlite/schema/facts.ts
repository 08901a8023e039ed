import { sql } from 'drizzle-orm'
import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

// What is said of a site and to it, and the dictionaries that give it small integers. Times are ms
// since the epoch, days YYYYMMDD in the site's time zone, months YYYYMM, amounts minor units,
// conversions millionths. UUIDs are 16 bytes.
//
// `seq` numbers the facts of a site in the order in which they were stored, over all tables.

export const provenance = {
  source: text('source').notNull(),
  owner: text('owner').notNull(),
  schemaVersion: integer('schema_version').notNull(),
  receivedAt: integer('received_at').notNull(),
}

/** What the site is called, when it was made, its two secrets: name and value. */
export const site = sqliteTable('site', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
})

export const keys = sqliteTable('keys', {
  id: text('id').primaryKey(),
  scope: text('scope').notNull(),
  holder: text('holder').notNull(),
  hash: text('hash').notNull().unique(),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
  expiresAt: integer('expires_at'),
})

export const settings = sqliteTable('settings', {
  seq: integer('seq').primaryKey(),
  version: integer('version').notNull().unique(),
  json: text('json').notNull(),
  ...provenance,
})

/** Small integers for visitors, and the head of each one's chain of hits. */
export const visitors = sqliteTable(
  'visitors',
  {
    id: integer('id').primaryKey(),
    /** One byte more in those that are made up for touches without a browser. */
    uuid: blob('uuid', { mode: 'buffer' }).notNull(),
    /** seq of the hit stored last; `hits.prev` leads on, so that no index on hits is needed. */
    lastHit: integer('last_hit').notNull(),
    /** How many hits it has, or nearly: one whose hits are many is cut anew behind the requests. */
    hits: integer('hits').notNull(),
    /** 1 when an identity or a conversion names this visitor. */
    linked: integer('linked').notNull(),
  },
  (table) => [uniqueIndex('visitors_uuid').on(table.uuid)],
)

export const hits = sqliteTable(
  'hits',
  {
    seq: integer('seq').primaryKey(),
    eventId: blob('event_id', { mode: 'buffer' }).notNull(),
    visitor: integer('visitor').notNull(),
    /** The hit of this visitor that was stored before this one; 0 at the first. */
    prev: integer('prev').notNull(),
    ts: integer('ts').notNull(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    referrer: text('referrer').notNull(),
    title: text('title').notNull(),
    props: text('props').notNull(),
    country: text('country').notNull(),
    device: text('device').notNull(),
    browser: text('browser').notNull(),
    os: text('os').notNull(),
    consent: text('consent').notNull(),
    mode: text('mode').notNull(),
    ...provenance,
  },
  (table) => [uniqueIndex('hits_event_id').on(table.eventId)],
)

/** Small integers for (goal, transaction id), known by a conversion or by an early refund. */
export const conversions = sqliteTable(
  'conversions',
  {
    id: integer('id').primaryKey(),
    goal: text('goal').notNull(),
    transactionId: text('transaction_id').notNull(),
    /** 0 while only refunds have named it. */
    reported: integer('reported').notNull(),
  },
  (table) => [
    uniqueIndex('conversions_transaction').on(table.goal, table.transactionId),
    index('conversions_unreported').on(table.goal).where(sql`reported = 0`),
  ],
)

export const conversionVersions = sqliteTable(
  'conversion_versions',
  {
    seq: integer('seq').primaryKey(),
    conversion: integer('conversion').notNull(),
    ts: integer('ts').notNull(),
    value: integer('value').notNull(),
    currency: text('currency').notNull(),
    tax: integer('tax'),
    shipping: integer('shipping'),
    total: integer('total'),
    costOfGoods: integer('cost_of_goods'),
    visitor: integer('visitor'),
    customerId: text('customer_id'),
    emailHash: text('email_hash'),
    consent: text('consent'),
    coupon: text('coupon'),
    items: text('items'),
    updatedAt: integer('updated_at'),
    discount: integer('discount'),
    status: text('status'),
    /** The conversion that it has come from: a deal's lead, a renewal's first purchase. */
    origin: integer('origin'),
    opportunityTs: integer('opportunity_ts'),
    historical: integer('historical'),
    /** YYYYMMDD */
    customerSince: integer('customer_since'),
    /** web | phone | marketplace | pos; null is web */
    salesChannel: text('sales_channel'),
    /** ISO 3166, two capital letters */
    market: text('market'),
    /** JSON list of the refunds that this version knows: others are none. null of who does not say. */
    refundIds: text('refund_ids'),
    /** Set in what a file of orders or deals has brought: seq of the import */
    broughtBy: integer('brought_by'),
    ...provenance,
  },
  (table) => [
    index('conversion_versions_conversion').on(table.conversion),
    index('conversion_versions_brought_by').on(table.broughtBy).where(sql`brought_by IS NOT NULL`),
    index('conversion_versions_origin').on(table.origin).where(sql`origin IS NOT NULL`),
  ],
)

export const refunds = sqliteTable(
  'refunds',
  {
    seq: integer('seq').primaryKey(),
    conversion: integer('conversion').notNull(),
    refundId: text('refund_id').notNull(),
    ts: integer('ts').notNull(),
    amount: integer('amount').notNull(),
    currency: text('currency').notNull(),
    tax: integer('tax'),
    shipping: integer('shipping'),
    /** 0 when the goods did not come back for sale; null is 1. */
    restocked: integer('restocked'),
    broughtBy: integer('brought_by'),
    /** Derived: the conversion that it lowers, which `conversion` may be another name of */
    countsFor: integer('counts_for').notNull().default(0),
    ...provenance,
  },
  (table) => [
    index('refunds_conversion').on(table.conversion, table.refundId),
    index('refunds_counts_for').on(table.countsFor, table.refundId),
    index('refunds_ts').on(table.ts),
  ],
)

export const identities = sqliteTable(
  'identities',
  {
    seq: integer('seq').primaryKey(),
    visitor: integer('visitor'),
    customerId: text('customer_id'),
    emailHash: text('email_hash'),
    ts: integer('ts').notNull(),
    claim: integer('claim').notNull(),
    /** YYYYMMDD */
    customerSince: integer('customer_since'),
    /** Set in what a file of contacts has brought: seq of the import */
    broughtBy: integer('brought_by'),
    /** All of the above in one text: the same identity is stored once. */
    fingerprint: text('fingerprint').notNull(),
    ...provenance,
  },
  (table) => [
    uniqueIndex('identities_fingerprint').on(table.fingerprint),
    index('identities_brought_by').on(table.broughtBy).where(sql`brought_by IS NOT NULL`),
  ],
)

export const costs = sqliteTable(
  'costs',
  {
    seq: integer('seq').primaryKey(),
    externalId: text('external_id'),
    fromDay: integer('from_day').notNull(),
    toDay: integer('to_day').notNull(),
    category: text('category').notNull(),
    channel: text('channel'),
    campaignSource: text('campaign_source'),
    campaignMedium: text('campaign_medium'),
    campaign: text('campaign'),
    amount: integer('amount').notNull(),
    currency: text('currency').notNull(),
    spread: text('spread').notNull(),
    /** Set in a commission: the conversion that it is of */
    conversion: integer('conversion'),
    /** Set in what a file has brought, and the rest with it: seq of the import */
    import: integer('import'),
    platform: text('platform'),
    /** Account and campaign as the platform names them; '' for what the file did not say */
    account: text('account'),
    platformCampaignId: text('platform_campaign_id'),
    platformCampaign: text('platform_campaign'),
    /** JSON of source, medium and campaign that the file itself names; null when it names none */
    utm: text('utm'),
    /** What the platform claims; null is not reported. Conversions in millionths, value as the amount */
    impressions: integer('impressions'),
    clicks: integer('clicks'),
    claimedConversions: integer('claimed_conversions'),
    claimedValue: integer('claimed_value'),
    ...provenance,
  },
  (table) => [
    index('costs_external_id').on(table.externalId),
    index('costs_conversion').on(table.conversion).where(sql`conversion IS NOT NULL`),
    index('costs_import').on(table.import).where(sql`import IS NOT NULL`),
    index('costs_platform_campaign_id')
      .on(table.platform, table.platformCampaignId)
      .where(sql`import IS NOT NULL`),
    index('costs_platform_campaign')
      .on(table.platform, table.platformCampaign)
      .where(sql`import IS NOT NULL`),
  ],
)

/** Files of costs, orders, deals and contacts that were taken in. What one has brought counts once it is applied. */
export const imports = sqliteTable(
  'imports',
  {
    seq: integer('seq').primaryKey(),
    id: text('id').notNull(),
    kind: text('kind').notNull(),
    fileName: text('file_name').notNull(),
    /** SHA-256 of the file, hex */
    sha256: text('sha256').notNull(),
    /** What it brings: how many rows, their first and last day, JSON of their sums by currency */
    rows: integer('rows').notNull(),
    fromDay: integer('from_day').notNull(),
    toDay: integer('to_day').notNull(),
    spend: text('spend').notNull(),
    ...provenance,
  },
  (table) => [uniqueIndex('imports_id').on(table.id)],
)

/** What became of an import: `applied`, then perhaps `rolled_back`. The one stored last stands. */
export const importMarks = sqliteTable(
  'import_marks',
  {
    seq: integer('seq').primaryKey(),
    import: integer('import').notNull(),
    mark: text('mark').notNull(),
    ...provenance,
  },
  (table) => [index('import_marks_import').on(table.import, table.seq)],
)

/** Units per euro in hundred-millionths. Of two of a currency and day the one stored last stands. */
export const rates = sqliteTable(
  'rates',
  {
    seq: integer('seq').primaryKey(),
    day: integer('day').notNull(),
    currency: text('currency').notNull(),
    units: integer('units').notNull(),
    ...provenance,
  },
  (table) => [index('rates_currency').on(table.currency, table.day)],
)

/** Changes of what was credited, each bound to the one before by its hash (`audit-chain.ts`). */
export const audit = sqliteTable(
  'audit',
  {
    seq: integer('seq').primaryKey(),
    at: integer('at').notNull(),
    kind: text('kind').notNull(),
    /** JSON texts, names sorted */
    subject: text('subject').notNull(),
    before: text('before'),
    after: text('after'),
    /** The highest seq that the change may follow from */
    facts: integer('facts').notNull(),
    /** SHA-256, hex */
    hash: text('hash').notNull(),
  },
  (table) => [
    index('audit_subject').on(table.subject),
    index('audit_restores').on(table.seq).where(sql`kind = 'restore'`),
  ],
)

/**
 * Touches that were told and not seen. Of versions of one the later stands, by `updated_at` or else by
 * receipt; its number is the seq of its first.
 */
export const toldTouches = sqliteTable(
  'told_touches',
  {
    seq: integer('seq').primaryKey(),
    kind: text('kind').notNull(),
    /** null in one that an order declares: that is known by its conversion */
    externalId: text('external_id'),
    conversion: integer('conversion'),
    ts: integer('ts'),
    /** Of a touch without a browser: the visitor that is made up for the customer and e-mail. */
    visitor: integer('visitor'),
    /** 1 when it is that */
    madeUp: integer('made_up').notNull(),
    customerId: text('customer_id'),
    emailHash: text('email_hash'),
    channel: text('channel'),
    campaignSource: text('campaign_source').notNull(),
    campaignMedium: text('campaign_medium').notNull(),
    campaign: text('campaign').notNull(),
    /** Of one that an order declares */
    url: text('url').notNull(),
    referrer: text('referrer').notNull(),
    amount: integer('amount'),
    currency: text('currency').notNull(),
    category: text('category').notNull(),
    updatedAt: integer('updated_at'),
    removed: integer('removed').notNull(),
    /** What its id ends with, when the address that it followed from was erased */
    idEnd: text('id_end'),
    /** Set in where a deal of a file has come from: seq of the import */
    broughtBy: integer('brought_by'),
    ...provenance,
  },
  (table) => [
    index('told_touches_external_id')
      .on(table.externalId, table.seq)
      .where(sql`external_id IS NOT NULL`),
    index('told_touches_conversion').on(table.conversion).where(sql`conversion IS NOT NULL`),
  ],
)

/** What was refused or ignored before it became a fact: counted by day (UTC) and reason. */
export const tallies = sqliteTable(
  'tallies',
  {
    day: integer('day').notNull(),
    reason: text('reason').notNull(),
    n: integer('n').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.reason] })],
)

/** Hits whose touch is stored as (other), because the day had brought too many new tuples. */
export const cappedHits = sqliteTable('capped_hits', {
  hit: integer('hit').primaryKey(),
  /** The highest seq when it was found: rules that came later may bring tuples of their own. */
  since: integer('since').notNull().default(0),
})

/** Small integers for (channel, source, medium, campaign), and the day (UTC) that brought it. */
export const tuples = sqliteTable(
  'tuples',
  {
    id: integer('id').primaryKey(),
    channel: text('channel').notNull(),
    source: text('source').notNull(),
    medium: text('medium').notNull(),
    campaign: text('campaign').notNull(),
    createdDay: integer('created_day').notNull(),
  },
  (table) => [
    uniqueIndex('tuples_names').on(table.channel, table.source, table.medium, table.campaign),
    index('tuples_created_day').on(table.createdDay),
  ],
)
