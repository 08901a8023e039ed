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

// Facts come first, what follows from them after. Times are ms since the epoch, days YYYYMMDD in the
// site's time zone, months YYYYMM, amounts minor units, conversions millionths. UUIDs are 16 bytes.
//
// `seq` numbers the facts of a site in the order in which they were stored, over all tables.

const provenance = {
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
    uuid: blob('uuid', { mode: 'buffer' }).notNull(),
    /** seq of the hit stored last; `hits.prev` leads on, so that no index on hits is needed. */
    lastHit: integer('last_hit').notNull(),
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
  },
  (table) => [uniqueIndex('conversions_transaction').on(table.goal, table.transactionId)],
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
    ...provenance,
  },
  (table) => [index('conversion_versions_conversion').on(table.conversion)],
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
    ...provenance,
  },
  (table) => [index('refunds_conversion').on(table.conversion, table.refundId)],
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
    /** All of the above in one text: the same identity is stored once. */
    fingerprint: text('fingerprint').notNull(),
    ...provenance,
  },
  (table) => [uniqueIndex('identities_fingerprint').on(table.fingerprint)],
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
    ...provenance,
  },
  (table) => [index('costs_external_id').on(table.externalId)],
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
export const cappedHits = sqliteTable('capped_hits', { hit: integer('hit').primaryKey() })

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

// What follows from the facts.

/**
 * Who was named together with whom: one row an identity, one row a conversion (its version that
 * stands). Does not depend on settings.
 */
export const links = sqliteTable(
  'links',
  {
    id: integer('id').primaryKey(),
    /** Set when the row is a conversion's. */
    conversion: integer('conversion').unique(),
    visitor: integer('visitor'),
    customerId: text('customer_id'),
    emailHash: text('email_hash'),
    ts: integer('ts').notNull(),
    claim: integer('claim').notNull(),
  },
  (table) => [
    index('links_visitor').on(table.visitor, table.customerId, table.emailHash),
    index('links_customer').on(table.customerId, table.visitor, table.emailHash),
    index('links_email').on(table.emailHash, table.customerId, table.visitor),
  ],
)

export const generations = sqliteTable('generations', {
  id: integer('id').primaryKey(),
  settings: integer('settings').notNull(),
  /** building | active | retired */
  state: text('state').notNull(),
  /** How far building is: a visitor id, then a conversion id. */
  visitorsDone: integer('visitors_done').notNull(),
  conversionsDone: integer('conversions_done').notNull(),
  costsDone: integer('costs_done').notNull(),
})

/** One row a visit: its start is a touch. */
export const touches = sqliteTable(
  'touches',
  {
    generation: integer('generation').notNull(),
    visitor: integer('visitor').notNull(),
    ts: integer('ts').notNull(),
    /** seq of the first hit */
    hit: integer('hit').notNull(),
    eventId: blob('event_id', { mode: 'buffer' }).notNull(),
    /** ts of the last hit */
    end: integer('end').notNull(),
    key: text('key').notNull(),
    /** ts at which that key was shown last */
    arrivedAt: integer('arrived_at').notNull(),
    /** What else was shown lately, by key: a JSON array of [key, ts], or ''. */
    shown: text('shown').notNull(),
    /** Long absences that a return from a payment host has bridged: a JSON array, or ''. */
    away: text('away').notNull(),
    tuple: integer('tuple').notNull(),
    day: integer('day').notNull(),
    country: text('country').notNull(),
    device: text('device').notNull(),
    term: text('term').notNull(),
    content: text('content').notNull(),
    clickId: text('click_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.generation, table.visitor, table.ts, table.eventId] })],
)

/** One row a conversion: whose it is, and the packed contribution it has made to the rollups. */
export const contributions = sqliteTable(
  'contributions',
  {
    generation: integer('generation').notNull(),
    conversion: integer('conversion').notNull(),
    goal: text('goal').notNull(),
    transactionId: text('transaction_id').notNull(),
    ts: integer('ts').notNull(),
    day: integer('day').notNull(),
    /** '' when nothing identifies it */
    person: text('person').notNull(),
    /** counted | pending_rate | unconfirmed */
    state: text('state').notNull(),
    /** Refunds that wait for a rate, or exceed what was paid. */
    refundsLeftOut: integer('refunds_left_out').notNull(),
    /** '' while it has not been settled, or contributes nothing */
    packed: text('packed').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.conversion] }),
    index('contributions_person').on(
      table.generation,
      table.person,
      table.goal,
      table.ts,
      table.transactionId,
    ),
    index('contributions_day').on(table.generation, table.goal, table.day, table.ts),
    index('contributions_left_out')
      .on(table.generation, table.goal, table.day)
      .where(sql`state != 'counted' OR refunds_left_out > 0`),
  ],
)

export const dirty = sqliteTable(
  'dirty',
  {
    generation: integer('generation').notNull(),
    conversion: integer('conversion').notNull(),
  },
  (table) => [primaryKey({ columns: [table.generation, table.conversion] })],
)

/** Sums of contributions by day and, in the same table, by month: `period` tells which. */
export const rollups = sqliteTable(
  'rollups',
  {
    generation: integer('generation').notNull(),
    goal: text('goal').notNull(),
    model: text('model').notNull(),
    basis: text('basis').notNull(),
    period: integer('period').notNull(),
    tuple: integer('tuple').notNull(),
    stage: text('stage').notNull(),
    conversions: integer('conversions').notNull(),
    value: integer('value').notNull(),
    refunded: integer('refunded').notNull(),
    tax: integer('tax').notNull(),
    shipping: integer('shipping').notNull(),
    total: integer('total').notNull(),
    costOfGoods: integer('cost_of_goods').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.generation,
        table.goal,
        table.model,
        table.basis,
        table.period,
        table.tuple,
        table.stage,
      ],
    }),
  ],
)

export const touchCounts = sqliteTable(
  'touch_counts',
  {
    generation: integer('generation').notNull(),
    period: integer('period').notNull(),
    tuple: integer('tuple').notNull(),
    country: text('country').notNull(),
    device: text('device').notNull(),
    n: integer('n').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.generation, table.period, table.tuple, table.country, table.device],
    }),
  ],
)

/** Scopes are kept as they are, '' for what a scope does not name. */
export const costDays = sqliteTable(
  'cost_days',
  {
    generation: integer('generation').notNull(),
    day: integer('day').notNull(),
    channel: text('channel').notNull(),
    source: text('source').notNull(),
    medium: text('medium').notNull(),
    campaign: text('campaign').notNull(),
    category: text('category').notNull(),
    /** 1 for spread=month: counts only up to today */
    accrues: integer('accrues').notNull(),
    amount: integer('amount').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.generation,
        table.day,
        table.channel,
        table.source,
        table.medium,
        table.campaign,
        table.category,
        table.accrues,
      ],
    }),
  ],
)
