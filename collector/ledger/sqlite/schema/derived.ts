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
import { costPlace, costSums, creditSums } from './columns.ts'

// What follows from the facts, in the units of facts.ts; sums hold integers only.

/**
 * Who was named together with whom: one row an identity, one row a conversion or a told touch (its
 * version that stands). Does not depend on settings.
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
    /** YYYYMMDD: whoever is named has bought before, from this day on. */
    since: integer('since'),
    /** Set when the row is a told touch's: its number */
    touch: integer('touch'),
    /** Set when the row is of an identity that a file has brought: its seq */
    identity: integer('identity'),
    /** 1 when the visitor is made up, and no counterpart of anybody */
    madeUp: integer('made_up').notNull().default(0),
  },
  (table) => [
    uniqueIndex('links_touch').on(table.touch).where(sql`touch IS NOT NULL`),
    uniqueIndex('links_identity').on(table.identity).where(sql`identity IS NOT NULL`),
    index('links_since_customer').on(table.customerId, table.since).where(sql`since IS NOT NULL`),
    index('links_since_email')
      .on(table.emailHash, table.customerId, table.since)
      .where(sql`since IS NOT NULL`),
    index('links_visitor').on(table.visitor, table.customerId, table.emailHash),
    index('links_customer').on(table.customerId, table.visitor, table.emailHash),
    index('links_email').on(table.emailHash, table.customerId, table.visitor),
  ],
)

export const generations = sqliteTable('generations', {
  id: integer('id').primaryKey(),
  settings: integer('settings').notNull(),
  /** building | proof | active | retired */
  state: text('state').notNull(),
  /** How far building is: a visitor id, the number of a told touch, a conversion id, the seq of a cost. */
  visitorsDone: integer('visitors_done').notNull(),
  conversionsDone: integer('conversions_done').notNull(),
  costsDone: integer('costs_done').notNull(),
  touchesDone: integer('touches_done').notNull().default(0),
})

/**
 * One row a visit: its start is a touch. One for each order that a code has brought, or that declares where
 * it has come from, without hits and visitor: in the place of both stands the conversion, below zero. And
 * one for each told touch of somebody, whose number is far below zero in the place of the hit.
 */
export const touches = sqliteTable(
  'touches',
  {
    generation: integer('generation').notNull(),
    visitor: integer('visitor').notNull(),
    ts: integer('ts').notNull(),
    /** seq of the first hit; below zero where there is none (`touch-numbers.ts`) */
    hit: integer('hit').notNull(),
    eventId: blob('event_id', { mode: 'buffer' }).notNull(),
    /** ts of the last hit; 0 in a told touch, which is never open */
    end: integer('end').notNull(),
    key: text('key').notNull(),
    /** ts at which that key was shown last */
    arrivedAt: integer('arrived_at').notNull(),
    /** What else was shown lately, by key: a JSON array of [key, ts], or ''. */
    shown: text('shown').notNull(),
    /** Long absences that a return from a payment host has bridged: a JSON array, or ''. */
    away: text('away').notNull(),
    /** ts of its first event of a cart, 0 when it has none */
    cart: integer('cart').notNull().default(0),
    /** What was seen in it, as bits: a view of an item 1, a cart 2, a checkout 4, a purchase 8 */
    steps: integer('steps').notNull().default(0),
    /** What was in its cart at last */
    cartValue: integer('cart_value').notNull().default(0),
    tuple: integer('tuple').notNull(),
    day: integer('day').notNull(),
    country: text('country').notNull(),
    device: text('device').notNull(),
    term: text('term').notNull(),
    content: text('content').notNull(),
    clickId: text('click_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.visitor, table.ts, table.eventId] }),
    // The place of a touch among those of its day and tuple; and who came on a day.
    index('touches_day').on(table.generation, table.day, table.tuple, table.ts, table.eventId),
    // Visits that are no step further than their first page have no row in it.
    index('touches_steps').on(table.generation, table.day).where(sql`steps > 0`),
  ],
)

/** Where each told touch of somebody stands, and what it has cost: in the site's currency, once there is a rate. */
export const toldPlaces = sqliteTable(
  'told_places',
  {
    generation: integer('generation').notNull(),
    /** Its number */
    touch: integer('touch').notNull(),
    day: integer('day').notNull(),
    tuple: integer('tuple').notNull(),
    /** '' when it has cost nothing */
    category: text('category').notNull(),
    amount: integer('amount').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.touch] }),
    index('told_places_day').on(table.generation, table.day, table.tuple, table.category),
  ],
)

/** Visitors with very many hits, whose visits must be cut anew: done behind the requests. */
export const uncut = sqliteTable(
  'uncut',
  {
    generation: integer('generation').notNull(),
    visitor: integer('visitor').notNull(),
  },
  (table) => [primaryKey({ columns: [table.generation, table.visitor] })],
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
    /** A `ConversionState` */
    state: text('state').notNull(),
    /** Refunds that wait for a rate, or exceed what was paid. */
    refundsLeftOut: integer('refunds_left_out').notNull(),
    /** '' while it has not been settled, or contributes nothing */
    packed: text('packed').notNull(),
    /** 1 when there are rows of it in rate_uses */
    usesRates: integer('uses_rates').notNull().default(0),
    /** 1 when the order came by another customer's code */
    advocacy: integer('advocacy').notNull().default(0),
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

/** Which rates a conversion's amounts depend on, those that are missing too. */
export const rateUses = sqliteTable(
  'rate_uses',
  {
    generation: integer('generation').notNull(),
    conversion: integer('conversion').notNull(),
    currency: text('currency').notNull(),
    day: integer('day').notNull(),
    missing: integer('missing').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.conversion, table.currency, table.day] }),
    index('rate_uses_day').on(table.generation, table.currency, table.day),
    index('rate_uses_missing').on(table.generation, table.day).where(sql`missing = 1`),
  ],
)

/** Which codes orders carry, those that nobody has registered too; as they are compared. */
export const codeUses = sqliteTable(
  'code_uses',
  {
    generation: integer('generation').notNull(),
    conversion: integer('conversion').notNull(),
    code: text('code').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.conversion, table.code] }),
    index('code_uses_code').on(table.generation, table.code),
  ],
)

/** One row a cost in another currency than the site's: what it has added to which days. */
export const exchangedCosts = sqliteTable(
  'exchanged_costs',
  {
    generation: integer('generation').notNull(),
    /** seq of the cost */
    cost: integer('cost').notNull(),
    currency: text('currency').notNull(),
    fromDay: integer('from_day').notNull(),
    toDay: integer('to_day').notNull(),
    /** 1 for spread=month */
    accrues: integer('accrues').notNull(),
    /** The first and the last of its days that lack a rate, and are in no sum. */
    missingFrom: integer('missing_from'),
    missingTo: integer('missing_to'),
    /** 1 when a rate has changed since */
    stale: integer('stale').notNull(),
    /** JSON: [day, amount in the site's currency] */
    packed: text('packed').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.cost] }),
    index('exchanged_costs_days').on(table.generation, table.currency, table.toDay),
    index('exchanged_costs_stale').on(table.generation, table.cost).where(sql`stale = 1`),
    index('exchanged_costs_missing')
      .on(table.generation, table.missingTo)
      .where(sql`missing_to IS NOT NULL`),
  ],
)

/** One row a commission whose order was reported: what is left of it, and where it counts. */
export const commissions = sqliteTable(
  'commissions',
  {
    generation: integer('generation').notNull(),
    conversion: integer('conversion').notNull(),
    /** seq of the cost */
    cost: integer('cost').notNull(),
    day: integer('day').notNull(),
    ...costPlace,
    amount: integer('amount').notNull(),
    /** 1 while its order does not count, or its currency has no rate on that day */
    waits: integer('waits').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.conversion, table.cost] }),
    index('commissions_cost').on(table.generation, table.cost),
    index('commissions_waits').on(table.generation, table.day).where(sql`waits = 1`),
  ],
)

export const dirty = sqliteTable(
  'dirty',
  {
    generation: integer('generation').notNull(),
    conversion: integer('conversion').notNull(),
    /** Of which kind the fact was that has marked it first: what the audit trail gives as the reason */
    cause: text('cause').notNull().default('other'),
  },
  (table) => [primaryKey({ columns: [table.generation, table.conversion] })],
)

/**
 * Sums of contributions by day and, in the same table, by month: `period` tells which. `basis` is
 * conversion_date, touch_date, or refund_date for what refunds took, by the refund's own day.
 */
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
    ...creditSums,
    // Later than the table.
    discount: integer('discount').notNull().default(0),
    goodsReturned: integer('goods_returned').notNull().default(0),
    discountReturned: integer('discount_returned').notNull().default(0),
    fxDifference: integer('fx_difference').notNull().default(0),
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

/** The same without country and device, for reports that do not ask: a tenth of the rows. */
export const touchTotals = sqliteTable(
  'touch_totals',
  {
    generation: integer('generation').notNull(),
    period: integer('period').notNull(),
    tuple: integer('tuple').notNull(),
    n: integer('n').notNull(),
  },
  (table) => [primaryKey({ columns: [table.generation, table.period, table.tuple] })],
)

export const costDays = sqliteTable(
  'cost_days',
  {
    generation: integer('generation').notNull(),
    day: integer('day').notNull(),
    ...costSums,
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
