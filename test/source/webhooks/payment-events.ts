// Deliveries of Paddle and Lemon Squeezy, with what a case leaves open.

type Fields = Record<string, unknown>

export const VISITOR = '0192f5a0-0000-7000-8000-000000000001'

const recurring = { id: 'pri_1', billing_cycle: { interval: 'month', frequency: 1 } }

export const paddleEvent = (event_type: string, data: Fields, more: Fields = {}): Fields => ({
  ...{ event_id: 'evt_01h8e1jxjnw9ra6zarhnz1a7y1', event_type },
  ...{ occurred_at: '2026-11-20T11:59:50.366122Z', notification_id: 'ntf_01h8e1jxna32' },
  data,
  ...more,
})

/** A transaction of 107.88: goods 89.90, tax 17.98. */
export const paddleSale = (more: Fields = {}): Fields => ({
  ...{ id: 'txn_01h8dz', origin: 'web', status: 'completed', currency_code: 'EUR' },
  ...{ created_at: '2026-11-20T11:59:20.440187Z', updated_at: '2026-11-20T11:59:44.296867Z' },
  ...{ billed_at: '2026-11-20T11:59:44.296865Z', customer_id: 'ctm_01h8e', subscription_id: null },
  custom_data: null,
  items: [{ price: { id: 'pri_2', billing_cycle: null }, quantity: 1 }],
  details: {
    totals: { subtotal: '9990', discount: '1000', tax: '1798', total: '10788' },
    line_items: [{ price_id: 'pri_2', quantity: 1, product: { id: 'pro_tea', name: 'Tea' } }],
  },
  ...more,
})

/** The first transaction of a subscription. */
export const paddleFirst = (more: Fields = {}): Fields =>
  paddleSale({ subscription_id: 'sub_01h7', items: [{ price: recurring, quantity: 1 }], ...more })

export const paddleRenewal = (more: Fields = {}): Fields =>
  paddleFirst({ id: 'txn_02', origin: 'subscription_recurring', ...more })

export const paddleRefund = (more: Fields = {}): Fields => ({
  ...{ id: 'adj_01h8', action: 'refund', status: 'approved', currency_code: 'EUR' },
  ...{ transaction_id: 'txn_01h8dz', subscription_id: null, customer_id: 'ctm_01h8e' },
  ...{ created_at: '2026-11-20T11:59:45.297512Z', updated_at: '2026-11-20T11:59:46Z' },
  totals: { subtotal: '4495', tax: '899', total: '5394', currency_code: 'EUR' },
  ...more,
})

export const paddleEnd = (more: Fields = {}): Fields => ({
  ...{ id: 'sub_01h7', status: 'canceled', customer_id: 'ctm_01h8e', custom_data: null },
  ...{ canceled_at: '2026-11-20T11:59:49.787929969Z', created_at: '2026-08-11T08:07:36Z' },
  ...more,
})

export const lemonEvent = (
  event_name: string,
  data: { id: unknown; attributes: Fields },
  meta: Fields = {},
): Fields => ({
  meta: { event_name, test_mode: false, webhook_id: 'w', ...meta },
  data,
})

/** An order of 107.88: goods 89.90, tax 17.98. */
export const lemonSale = (
  more: Fields = {},
  id: unknown = '17',
): { id: unknown; attributes: Fields } => ({
  id,
  attributes: {
    ...{ store_id: 1, customer_id: 9, user_email: 'ana@example.com', currency: 'EUR' },
    ...{ subtotal: 9990, discount_total: 1000, tax: 1798, total: 10788, status: 'paid' },
    ...{ refunded: false, refunded_at: null, refunded_amount: 0, test_mode: false },
    first_order_item: { product_id: 3, variant_id: 4, product_name: 'Tea', quantity: 1 },
    ...{ created_at: '2026-11-20T11:59:20.000000Z', updated_at: '2026-11-20T11:59:21.000000Z' },
    ...more,
  },
})

/** What was given back of it so far, in cents. */
export const lemonBack = (cents: number, second: number, more: Fields = {}) =>
  lemonSale({
    ...{ refunded_amount: cents, refunded: cents === 10788 },
    status: cents === 10788 ? 'refunded' : 'partial_refund',
    ...{ refunded_at: `2026-11-20T11:59:${second}.000000Z` },
    ...{ updated_at: `2026-11-20T11:59:${second}.000000Z` },
    ...more,
  })

export const lemonInvoice = (more: Fields = {}) =>
  lemonSale({ billing_reason: 'renewal', subscription_id: 5, ...more }, '33')

export const lemonSubscribed = (status: string, second: number) => ({
  id: '5',
  attributes: {
    ...{ status, order_id: 17, customer_id: 9, user_email: 'ana@example.com', test_mode: false },
    updated_at: `2026-11-20T11:59:${second}.000000Z`,
  },
})
