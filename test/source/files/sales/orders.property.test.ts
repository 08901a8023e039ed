import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileError } from '../../../../collector/source/files/file-error.ts'
import { readFile } from '../../../../collector/source/files/read-file.ts'
import {
  ORDER_KINDS,
  type OrdersKind,
} from '../../../../collector/source/files/sales/order-file.ts'
import { formatAmount, parseAmount } from '../../../../shared/money.ts'
import { wireConversion } from '../../../../shared/wire/conversions.ts'
import { bytesOf } from '../reading.ts'

/** A header of each kind, of columns that it has to have and some more. */
const HEADS: Readonly<Record<OrdersKind, readonly string[]>> = {
  orders: ['transaction_id', 'ts', 'value', 'currency', 'email', 'tax', 'refunded', 'goal'],
  shopify_orders: [
    ...['Name', 'Email', 'Financial Status', 'Currency', 'Subtotal', 'Shipping', 'Taxes'],
    ...['Total', 'Created at', 'Lineitem name', 'Lineitem sku', 'Refunded Amount', 'Id'],
  ],
  woocommerce_orders: [
    ...['order_id', 'order_date', 'status', 'order_total', 'tax_total', 'shipping_total'],
    ...['refunded_total', 'order_currency', 'payment_method', 'billing_email'],
  ],
  stripe_payments: [
    ...['id', 'Created (UTC)', 'Amount', 'Amount Refunded', 'Currency', 'Status', 'Invoice ID'],
    ...['PaymentIntent ID', 'Customer Email', 'Dispute Status', 'Disputed Amount'],
  ],
}

const cell = fc.oneof(
  fc.constantFrom(
    ...['', 'paid', 'completed', 'Paid', 'EUR', 'jpy', 'KWD', '#1', '7', 'ch_1', 'a@b.test'],
    ...['12.50', '1,234', '1.234,5', '-3.00', '0', '99999999999999999999', '1e5', '٣'],
    ...['2023-05-01', '3/4/2023', '2023-05-01 09:15:00 +0200', '31.02.2023', 'Subscription update'],
  ),
  fc.string({ maxLength: 12 }),
)

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const file = fc
  .tuple(
    fc.constantFrom(...ORDER_KINDS),
    fc.array(fc.array(cell, { maxLength: 14 }), { maxLength: 8 }),
  )
  .map(([kind, rows]) => {
    const head = HEADS[kind]
    const body = rows.map((row) => head.map((_, at) => quoted(row[at] ?? '')).join(','))
    return { kind, text: `${[head.join(','), ...body].join('\n')}\n` }
  })

describe('whatever stands in a file of orders', () => {
  it('is read or refused by its line, and what is read is what the wire may take', async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ kind, text }) => {
        const read = await readFile([bytesOf(text)], { kind, currency: 'EUR' }).catch(refusal)
        if (read === undefined) return
        if (read.family !== 'orders') throw new Error(`the file is of ${read.family}`)
        const last = text.split('\n').length
        for (const { line, reason } of [...read.refused, ...read.skipped]) {
          expect(line).toBeGreaterThan(0)
          expect(line).toBeLessThanOrEqual(last)
          expect(reason).not.toBe('')
        }
        for (const { conversion, refund } of read.orders) {
          expect(wireConversion.safeParse(conversion).error?.issues ?? []).not.toMatchObject([
            { path: ['currency'] },
          ])
          if (refund) parseAmount(refund.amount, String(conversion['currency']))
        }
      }),
    )
  })

  it('is decided whatever the pieces in which it comes', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 40 }), async ({ kind, text }, size) => {
        const bytes = bytesOf(text)
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.slice(at * size, (at + 1) * size),
        )
        const options = { kind, currency: 'EUR' } as const
        const [whole, cut] = await Promise.all(
          [[bytes], pieces].map((chunks) =>
            readFile(chunks, options).catch((error: unknown) => String(error)),
          ),
        )
        expect(cut).toEqual(whole)
      }),
    )
  })

  it('adds up to what its orders were worth', async () => {
    const orders = fc.array(fc.integer({ min: 0, max: 50_000_000 }), {
      minLength: 1,
      maxLength: 20,
    })
    await fc.assert(
      fc.asyncProperty(orders, async (all) => {
        const rows = all.map(
          (cents, at) =>
            `#${at},,paid,EUR,${formatAmount(cents, 'EUR')},0.00,0.00,${formatAmount(cents, 'EUR')},2023-05-01 09:15:00 +0200,,,0.00,${at}\n`,
        )
        const text = `${HEADS.shopify_orders.join(',')}\n${rows.join('')}`
        const read = await readFile([bytesOf(text)], { kind: 'auto' })
        if (read.family !== 'orders') throw new Error('it is no file of orders')
        const sum = read.orders.reduce(
          (total, { conversion }) => total + parseAmount(String(conversion['value']), 'EUR'),
          0,
        )
        expect(sum).toBe(all.reduce((total, cents) => total + cents, 0))
      }),
    )
  })
})

function refusal(error: unknown): undefined {
  if (error instanceof FileError) return undefined
  throw error
}
