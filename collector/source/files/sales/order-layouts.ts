import type { Layout, Names } from '../layouts/layout.ts'
import { type Prepared, prepared } from '../layouts/prepared.ts'
import type { OrdersKind } from './order-file.ts'

/** What a column of a file of orders means. */
export type OrderRole =
  | ('id' | 'number' | 'status' | 'mode' | 'captured' | 'cancelled' | 'method' | 'description')
  | ('created' | 'paid' | 'updated' | 'refundedAt')
  | ('currency' | 'value' | 'subtotal' | 'tax' | 'shipping' | 'total' | 'discount' | 'refunded')
  | ('costOfGoods' | 'disputed' | 'disputeStatus')
  | ('email' | 'customer' | 'customerSince' | 'visitor' | 'goal' | 'payment' | 'invoice')
  | ('coupon' | 'channel' | 'country' | 'attributes' | 'tags' | 'renewal')
  | ('itemName' | 'itemId' | 'itemQuantity' | 'itemPrice')

export interface OrderLayout extends Layout {
  kind: OrdersKind
  columns: Readonly<Partial<Record<OrderRole, Names>>>
  required: readonly (readonly OrderRole[])[]
  amounts: readonly OrderRole[]
  /** By what lines of one order are known: not each of them has its id. */
  groupedBy: 'id' | 'number'
  /** What stands behind times that name no offset; '' for the site's clocks. */
  zone: '' | 'Z'
}

/** Shopify's admin, Orders, Export. Source: Shopify help, "Exporting orders", and public importers' fixtures. */
const SHOPIFY: OrderLayout = {
  kind: 'shopify_orders',
  groupedBy: 'number',
  zone: '',
  required: [['number'], ['status'], ['total'], ['created']],
  amounts: ['total', 'subtotal', 'tax', 'shipping', 'discount', 'refunded'],
  columns: {
    id: { en: ['Id'] },
    number: { en: ['Name'] },
    email: { en: ['Email'] },
    status: { en: ['Financial Status'] },
    paid: { en: ['Paid at'] },
    created: { en: ['Created at'] },
    cancelled: { en: ['Cancelled at', 'Canceled at'] },
    currency: { en: ['Currency'] },
    subtotal: { en: ['Subtotal'] },
    shipping: { en: ['Shipping'] },
    tax: { en: ['Taxes'] },
    total: { en: ['Total'] },
    discount: { en: ['Discount Amount'] },
    coupon: { en: ['Discount Code'] },
    refunded: { en: ['Refunded Amount'] },
    method: { en: ['Payment Method'] },
    channel: { en: ['Source'] },
    country: { en: ['Shipping Country'] },
    attributes: { en: ['Note Attributes'] },
    tags: { en: ['Tags'] },
    itemName: { en: ['Lineitem name'] },
    itemId: { en: ['Lineitem sku'] },
    itemQuantity: { en: ['Lineitem quantity'] },
    itemPrice: { en: ['Lineitem price'] },
  },
  marks: ['Financial Status'],
}

/**
 * WooCommerce has no export of whole orders of its own. These are the columns of the plugins that most shops
 * use: WooCommerce's "Customer / Order / Coupon Export" and "Import Export Suite", "Advanced Order Export".
 */
const WOOCOMMERCE: OrderLayout = {
  kind: 'woocommerce_orders',
  groupedBy: 'id',
  zone: '',
  required: [['id', 'number'], ['status'], ['total'], ['created']],
  amounts: ['total', 'tax', 'shipping', 'discount', 'refunded'],
  columns: {
    id: { en: ['order_id', 'Order ID'] },
    number: { en: ['order_number', 'Order Number'] },
    status: { en: ['status', 'order_status', 'Order Status'] },
    created: { en: ['order_date', 'date_created', 'Order Date'] },
    paid: { en: ['paid_date', 'date_paid', 'Paid Date'] },
    currency: { en: ['order_currency', 'currency', 'Currency', 'Order Currency'] },
    total: { en: ['order_total', 'Order Total Amount', 'Order Total'] },
    tax: { en: ['tax_total', 'Order Total Tax Amount', 'Order Total Tax'] },
    shipping: { en: ['shipping_total', 'Order Shipping Amount'] },
    discount: { en: ['discount_total', 'Cart Discount Amount'] },
    refunded: { en: ['refunded_total', 'Order Refund Amount'] },
    method: { en: ['payment_method', 'Payment Method'] },
    email: { en: ['billing_email', 'customer_email', 'Email (Billing)'] },
    customer: {
      en: ['customer_id', 'customer_user', 'Customer User ID', 'User ID', 'Customer ID'],
    },
    country: { en: ['shipping_country', 'Country Code (Shipping)'] },
    channel: { en: ['created_via', 'Created Via'] },
    // WooCommerce Subscriptions keeps with a renewal which subscription it is of.
    renewal: { en: ['_subscription_renewal', 'meta:_subscription_renewal'] },
    itemName: { en: ['Item Name'] },
    itemId: { en: ['SKU'] },
    itemQuantity: { en: ['Quantity', 'Quantity (- Refund)'] },
    itemPrice: { en: ['Item Cost'] },
  },
  marks: ['order_total', 'Order Total Amount', 'Order Total'],
}

/** Stripe's dashboard, Payments, Export, in its columns of today and of before. Amounts have decimals. */
const STRIPE: OrderLayout = {
  kind: 'stripe_payments',
  groupedBy: 'id',
  zone: 'Z',
  required: [['id'], ['created'], ['total'], ['currency'], ['status']],
  amounts: ['total', 'refunded', 'disputed'],
  columns: {
    id: { en: ['id'] },
    payment: { en: ['PaymentIntent ID', 'Payment Intent ID'] },
    invoice: { en: ['Invoice ID'] },
    description: { en: ['Description'] },
    created: { en: ['Created (UTC)', 'Created date (UTC)'] },
    total: { en: ['Amount'] },
    refunded: { en: ['Amount Refunded'] },
    refundedAt: { en: ['Refunded date (UTC)'] },
    currency: { en: ['Currency'] },
    status: { en: ['Status'] },
    mode: { en: ['Mode'] },
    captured: { en: ['Captured'] },
    customer: { en: ['Customer ID'] },
    email: { en: ['Customer Email'] },
    disputed: { en: ['Disputed Amount'] },
    disputeStatus: { en: ['Dispute Status'] },
    visitor: { en: ['pathworth_visitor (metadata)'] },
  },
  marks: ['Created (UTC)', 'Created date (UTC)'],
}

/** The fields of `POST /v1/conversions`, and what was given back. */
export const PLAIN_FIELDS = {
  transaction_id: 'id',
  ts: 'created',
  value: 'value',
  currency: 'currency',
  goal: 'goal',
  tax: 'tax',
  shipping: 'shipping',
  total: 'total',
  discount: 'discount',
  cost_of_goods: 'costOfGoods',
  refunded: 'refunded',
  refunded_at: 'refundedAt',
  status: 'status',
  email: 'email',
  customer_id: 'customer',
  customer_since: 'customerSince',
  visitor: 'visitor',
  coupon: 'coupon',
  sales_channel: 'channel',
  market: 'country',
  updated_at: 'updated',
} as const satisfies Readonly<Record<string, OrderRole>>

/** @param names of columns, by field */
export function plainLayout(
  names: Readonly<Partial<Record<keyof typeof PLAIN_FIELDS, string | undefined>>>,
): OrderLayout {
  const columns = Object.entries(names).flatMap(([field, name]) =>
    name === undefined ? [] : [[PLAIN_FIELDS[field as keyof typeof PLAIN_FIELDS], { en: [name] }]],
  )
  return {
    kind: 'orders',
    groupedBy: 'id',
    zone: '',
    required: [['id'], ['created'], ['value']],
    amounts: ['value', 'tax', 'shipping', 'total', 'discount', 'costOfGoods', 'refunded'],
    columns: Object.fromEntries(columns),
    marks: [names.transaction_id ?? 'transaction_id'],
  }
}

const OWN = plainLayout(
  Object.fromEntries(Object.keys(PLAIN_FIELDS).map((field) => [field, field])),
)

/** Every layout of orders that is known. */
export const ORDER_LAYOUTS: readonly Prepared<OrderLayout>[] = [
  ...[OWN, SHOPIFY, WOOCOMMERCE, STRIPE],
].map(prepared)
