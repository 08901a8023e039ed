import { NOW } from './orders.ts'

type Fields = Record<string, unknown>

/** Seconds since the epoch, so many before the tests' noon. */
export const ago = (seconds: number): number => NOW / 1000 - seconds

/** An event of Stripe, of an account that is live. */
export const stripeEvent = (type: string, object: Fields, more: Fields = {}): Fields => ({
  ...{ id: 'evt_1PgafyB7WZ01zgkW', object: 'event', api_version: '2026-07-29.dahlia' },
  ...{ created: ago(10), livemode: true, pending_webhooks: 1, type },
  data: { object },
  ...more,
})

/** A checkout of 111.88: goods 89.90, tax 17.08, shipping 4.90. */
export const checkout = (more: Fields = {}): Fields => ({
  ...{ id: 'cs_live_a1YS1URlnyQCN5fUUduORoQ7', object: 'checkout.session', mode: 'payment' },
  ...{ created: ago(40), currency: 'eur', amount_subtotal: 8990, amount_total: 11188 },
  ...{ client_reference_id: null, customer: null, customer_email: null, livemode: true },
  customer_details: { email: 'ana@example.com', address: { country: 'AT' } },
  ...{ metadata: {}, payment_intent: 'pi_3Pgafy', subscription: null, invoice: null },
  ...{ payment_status: 'paid', status: 'complete', shipping_cost: null, discounts: [] },
  total_details: { amount_discount: 0, amount_shipping: 490, amount_tax: 1708 },
  ...more,
})

/** The same of a subscription, without shipping. */
export const subscribing = (more: Fields = {}): Fields =>
  checkout({
    ...{ mode: 'subscription', payment_intent: null, subscription: 'sub_1Pgc6', invoice: 'in_1' },
    ...{ customer: 'cus_QXg1o8', amount_total: 6000, amount_subtotal: 5000 },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 1000 },
    ...more,
  })

/** A paid invoice of 60.00 with a tax of 10.00, in the shape of the API since basil. */
export const invoice = (more: Fields = {}): Fields => ({
  ...{ id: 'in_2', object: 'invoice', billing_reason: 'subscription_cycle', currency: 'eur' },
  ...{ created: ago(30), customer: 'cus_QXg1o8', customer_email: 'ana@example.com' },
  ...{ status: 'paid', total: 6000, amount_paid: 6000, shipping_cost: null, metadata: {} },
  total_taxes: [{ amount: 1000, tax_behavior: 'exclusive' }],
  total_discount_amounts: [],
  parent: {
    type: 'subscription_details',
    subscription_details: { subscription: 'sub_1Pgc6', metadata: {} },
  },
  lines: {
    data: [
      {
        ...{ id: 'il_1', description: '1 × Tea club', quantity: 1, amount: 5000 },
        pricing: { price_details: { product: 'prod_tea', price: 'price_1' } },
      },
    ],
  },
  ...more,
})

/** The same, in the shape of the API before basil. */
export const olderInvoice = (more: Fields = {}): Fields => {
  const { parent: _, total_taxes: __, ...rest } = invoice()
  return {
    ...rest,
    ...{ subscription: 'sub_1Pgc6', tax: 1000, payment_intent: 'pi_4', charge: 'ch_4' },
    subscription_details: { metadata: {} },
    lines: {
      data: [
        {
          id: 'il_1',
          description: '1 × Tea club',
          quantity: 1,
          amount: 5000,
          price: { product: 'prod_tea' },
        },
      ],
    },
    ...more,
  }
}

/** What tells since basil which payment has paid an invoice. */
export const invoicePayment = (invoiceId: string, payment: string, more: Fields = {}): Fields => ({
  ...{ id: 'inpay_1Pgc7', object: 'invoice_payment', amount_paid: 6000, amount_requested: 6000 },
  ...{ created: ago(29), currency: 'eur', invoice: invoiceId, is_default: true, livemode: true },
  payment: { type: 'payment_intent', payment_intent: payment },
  ...{ status: 'paid', status_transitions: { canceled_at: null, paid_at: ago(29) } },
  ...more,
})

export const stripeRefund = (more: Fields = {}): Fields => ({
  ...{ id: 're_1Pgc72', object: 'refund', amount: 5594, currency: 'eur', created: ago(20) },
  ...{ charge: 'ch_3', payment_intent: 'pi_3Pgafy', status: 'succeeded' },
  ...more,
})
