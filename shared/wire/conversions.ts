import { z } from 'zod'
import { foreignId, foreignText, uuid } from '../ids.ts'
import type { Minor } from '../money.ts'
import { isNestedWithin } from '../nesting.ts'
import { SALES_CHANNELS } from '../sales-channels.ts'
import { amount, currency, minorAmounts } from './amounts.ts'
import { CHURN, goalName, namedConversion, refuseForeignFields, STATUSES } from './goals.ts'
import { day, instant } from './instants.ts'

export { goalName }

export const email = foreignText.max(320).regex(/^[^\s@]+@[^\s@]+$/, 'not an e-mail address')

/** A list, its items, and what shops put into them: options, discounts, bundles of bundles. */
const ITEMS_LEVELS_MAX = 16

const ITEMS_MAX = 200

/**
 * Bytes as JSON. An order is moved between hosts as one JSON text in another, twice as long at worst:
 * less than a Durable Object takes as one value, and `POST /v1/admin` as one body.
 */
const ITEMS_BYTES_MAX = 256 * 1024

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

const items = z
  .unknown()
  .refine(
    (value) => isNestedWithin(value, ITEMS_LEVELS_MAX),
    `is nested more than ${ITEMS_LEVELS_MAX} levels deep: send flat items`,
  )
  .pipe(
    z
      .array(z.record(z.string(), z.unknown()))
      .max(ITEMS_MAX)
      .refine(
        (list) => bytesOf(list) <= ITEMS_BYTES_MAX,
        `has more than ${ITEMS_BYTES_MAX} bytes as JSON: send ids, and keep descriptions with you`,
      ),
  )

const country = z
  .string()
  .regex(/^[A-Za-z]{2}$/, 'is a country of ISO 3166 in two letters, such as "DE"')
  .transform((code) => code.toUpperCase())

const conversionAmounts = [
  'value',
  'tax',
  'shipping',
  'total',
  'cost_of_goods',
  'discount',
] as const

/** What all goals but churn have; told beside whatever else is wrong. */
const has = (field: 'value' | 'currency') =>
  [
    (record: { goal?: string; value?: unknown; currency?: unknown }) =>
      record.goal === CHURN || record[field] !== undefined,
    {
      path: [field] as PropertyKey[],
      error: 'is missing',
      // What is no object at all has an issue without a path.
      when: ({ issues }: z.core.ParsePayload) =>
        issues.every(({ path }) => path?.[0] !== undefined && path[0] !== field),
    },
  ] as const

/**
 * One conversion. `value` is GA4's: after discounts, without tax and shipping; `total` is the cash
 * paid. Amounts come out in minor units.
 */
export const wireConversion = z
  .object({
    goal: goalName.default('purchase'),
    transaction_id: foreignId.describe('Order number: with the goal it names the conversion'),
    ts: instant.describe('When it was placed, with an offset'),
    value: amount
      .optional()
      .describe('After discounts, without tax and shipping; left out for `churn` alone'),
    currency: currency.optional(),
    tax: amount.optional(),
    shipping: amount.optional(),
    total: amount.optional().describe('The cash paid'),
    cost_of_goods: amount.optional(),
    discount: amount.optional().describe('What a coupon or a sale price took off before `value`'),
    visitor: uuid.nullish().describe('The id that the tag gave the browser'),
    customer_id: foreignId.nullish(),
    email: email.nullish().describe('Kept as a keyed hash only'),
    consent: z.enum(['granted', 'denied']).nullish(),
    coupon: foreignText.max(200).nullish().describe('Codes, with commas between'),
    items: items.optional().meta({
      description: 'What was bought, with the names of GA4',
      type: 'array',
      items: { type: 'object' },
      maxItems: ITEMS_MAX,
    }),
    updated_at: instant
      .optional()
      .describe('When the order was last changed: of two versions the later stands'),
    status: z
      .enum(STATUSES)
      .nullish()
      .describe('How a deal stands; `cancelled` of any conversion: it is none'),
    lead: namedConversion('lead').nullish().describe('Of a deal: what it has come from'),
    subscription: namedConversion('purchase')
      .nullish()
      .describe('Of a renewal or a churn: the first purchase of what is renewed, or ends'),
    opportunity_ts: instant.nullish().describe('When a deal became an opportunity'),
    historical: z
      .boolean()
      .nullish()
      .describe('It is told for the sake of what comes after it, and earns nobody credit'),
    customer_since: day.nullish().describe('The customer bought before, from this day on'),
    sales_channel: z
      .enum(SALES_CHANNELS)
      .nullish()
      .describe('Through what it came in; `web` when it is left out'),
    market: country.nullish().describe('The country it is shipped to'),
  })
  .refine(...has('value'))
  .refine(...has('currency'))
  .superRefine(refuseForeignFields)
  .transform((record, context) => {
    const minors = minorAmounts(record, conversionAmounts, context)
    const { value = 0 as Minor, tax, shipping, total, cost_of_goods, discount } = minors
    const optional = { tax, shipping, total, cost_of_goods, discount }
    return { ...record, ...optional, value }
  })

const refundAmounts = ['amount', 'tax', 'shipping'] as const

/** One refund: `amount` is cash, with its own tax and shipping inside when they are given. */
export const wireRefund = z
  .object({
    goal: goalName.default('purchase'),
    transaction_id: foreignId.describe('Order that it is of, known or not yet'),
    refund_id: foreignId.describe('With the order it names the refund'),
    amount: amount.describe('The cash given back'),
    currency,
    ts: instant.describe('When it was given back'),
    tax: amount.optional().describe('Of `amount`'),
    shipping: amount.optional().describe('Of `amount`'),
    restocked: z
      .boolean()
      .optional()
      .describe('false when the goods did not come back for sale: their cost stays'),
  })
  .transform((record, context) => {
    const minors = minorAmounts(record, refundAmounts, context)
    const { amount: cash, tax, shipping } = minors
    if (cash !== undefined && (tax ?? 0) + (shipping ?? 0) > cash)
      context.addIssue({
        code: 'custom',
        path: ['amount'],
        message: 'is the cash given back, so it is at least tax + shipping',
      })
    return { ...record, amount: cash as Minor, tax, shipping }
  })

/** One identity: a backend says that two or three of these are the same customer. */
export const wireIdentity = z
  .object({
    visitor: uuid.nullish().describe('The id that the tag gave the browser'),
    customer_id: foreignId.nullish(),
    email: email.nullish().describe('Kept as a keyed hash only'),
    ts: instant.optional().describe('Since when it is known; now when it is left out'),
    customer_since: day.nullish().describe('The customer has bought before, from this day on'),
  })
  .refine(
    ({ visitor, customer_id, email }) => [visitor, customer_id, email].filter(Boolean).length >= 2,
    'name at least two of visitor, customer_id and email: an identity joins them',
  )

/** `POST /v1/conversions`, `/v1/refunds`, `/v1/identities`, `/v1/costs` take one record or many. */
export const recordsPerRequest = 1000

export type WireConversion = z.output<typeof wireConversion>
export type WireRefund = z.output<typeof wireRefund>
export type WireIdentity = z.output<typeof wireIdentity>
