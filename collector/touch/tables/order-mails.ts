/**
 * How shops tag links of mails that an order or an account makes necessary. Nobody is won by them. Written from
 * general knowledge of mailers and shops; names are compared without case, and with `_` for all between words.
 */
export const orderMails = {
  version: 1,
  reviewed: '2026-11-23',
  mediums: new Set([
    'transactional',
    'transactional_email',
    'transactional_mail',
    'email_transactional',
  ]),
  /** Of a link whose medium is e-mail: its source, campaign or content. */
  names: new Set([
    'transactional',
    ...['order_confirmation', 'order_confirmed', 'order_received', 'order_update', 'order_status'],
    ...['order_shipped', 'order_delivered', 'order_cancelled', 'order_canceled', 'order_refunded'],
    ...['shipping_confirmation', 'shipping_update', 'shipping_notification'],
    ...['shipment_confirmation', 'shipment_update', 'shipment_notification', 'out_for_delivery'],
    ...['delivery_confirmation', 'delivery_update', 'delivery_notification', 'tracking_update'],
    ...['invoice', 'receipt', 'payment_confirmation', 'payment_receipt', 'payment_received'],
    ...['payment_failed', 'refund_confirmation', 'refund_notification', 'return_confirmation'],
    ...['return_label', 'password_reset', 'reset_password', 'forgot_password'],
    ...['account_activation', 'email_verification', 'verify_email', 'email_confirmation'],
  ]),
} as const

/** What names carry besides: `order-confirmation-email`, `order_confirmation_v2`, `order_confirmation_de`. */
const BESIDES = /(?:_e?mail|_notification|_v?\d+|_[a-z]{2})+$/

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')

/** Whether links of such a medium are of mails about orders. Most are looked at for one word alone. */
export const isOrderMedium = (medium: string): boolean =>
  medium.includes('transactional') && orderMails.mediums.has(plain(medium))

/** Whether a mail of this name is about an order or an account. */
export function isOrderMail(name: string): boolean {
  const known = plain(name)
  return orderMails.names.has(known) || orderMails.names.has(known.replace(BESIDES, ''))
}
