import { describe, expect, it } from 'vitest'
import { FileError } from '../../../../collector/source/files/file-error.ts'
import { readFile } from '../../../../collector/source/files/read-file.ts'
import type { ReadOrders } from '../../../../collector/source/files/sales/order-file.ts'
import { fileMap } from '../../../../collector/source/files/sales/order-map.ts'
import { ordersSummary } from '../../../../collector/source/files/sales/order-summary.ts'
import { shopify } from '../../../../collector/source/webhooks/shopify.ts'
import { woocommerce } from '../../../../collector/source/webhooks/woocommerce.ts'
import { bytesOf, type Options } from '../reading.ts'

async function read(file: string, options: Options = {}): Promise<ReadOrders> {
  const found = await readFile([bytesOf(file)], { kind: 'auto', ...options })
  if (found.family !== 'orders') throw new Error(`the file is of ${found.family}`)
  return found
}

const conversions = ({ orders }: ReadOrders) => orders.map(({ conversion }) => conversion)
const lines = (all: ReadOrders['refused']) => all.map(({ line, reason }) => `${line}: ${reason}`)

const SHOPIFY = `Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Country,Note Attributes,Cancelled at,Payment Method,Refunded Amount,Id,Source
`
/** An order of Shopify's export, with what a case leaves open. */
const ofShopify = (number: number, given: Record<string, string> = {}): string => {
  const cells = {
    ...{ name: `#${number}`, email: 'ana@example.test', status: 'paid' },
    ...{ paid: '2023-05-01 09:16:00 +0200', currency: 'EUR' },
    ...{ subtotal: '100.00', shipping: '5.00', taxes: '19.95', total: '124.95' },
    ...{ code: '', discount: '0.00', created: '2023-05-01 09:15:00 +0200' },
    ...{ quantity: '1', item: 'Lamp', price: '100.00', sku: 'L-1', country: 'DE' },
    ...{ attributes: '', cancelled: '', method: 'Shopify Payments', refunded: '0.00' },
    ...{ id: `54${number}`, source: 'web' },
    ...given,
  }
  return `${Object.values(cells).join(',')}\n`
}

const MONEY = ['transaction_id', 'value', 'tax', 'shipping', 'total'] as const
const moneyOf = (conversion: Record<string, unknown> | undefined) =>
  MONEY.map((name) => conversion?.[name])

describe('the orders export of Shopify', () => {
  it('has an order in several lines, one for each item', async () => {
    const items = '#1001,ana@example.test,,,,,,,,,,,2,"Shade, red",7.50,S-2,,,,,,,\n'
    const file = await read(
      `${SHOPIFY}${ofShopify(1001, { code: '"SUMMER, TEN"', discount: '10.00', refunded: '24.95' })}${items}${ofShopify(1002, { email: '', source: 'pos', created: '2023-05-02 00:00:00 +0200' })}`,
    )
    expect(file).toMatchObject({ kind: 'shopify_orders', refused: [], skipped: [] })
    expect(file.orders).toEqual([
      {
        line: 2,
        conversion: {
          ...{ goal: 'purchase', transaction_id: '541001', ts: '2023-05-01T09:15:00+02:00' },
          ...{ currency: 'EUR', value: '100.00', tax: '19.95', shipping: '5.00', total: '124.95' },
          ...{ discount: '10.00', coupon: 'SUMMER,TEN', email: 'ana@example.test' },
          items: [
            { item_id: 'L-1', item_name: 'Lamp', quantity: 1, price: '100.00' },
            { item_id: 'S-2', item_name: 'Shade, red', quantity: 2, price: '7.50' },
          ],
          ...{ sales_channel: 'web', market: 'DE' },
        },
        refund: { amount: '24.95', ts: '2023-05-01T09:15:00+02:00' },
      },
      {
        line: 4,
        conversion: expect.objectContaining({
          ...{ transaction_id: '541002', sales_channel: 'pos', ts: '2023-05-02T00:00:00+02:00' },
        }),
        refund: null,
      },
    ])
    // By hand: twice 100.00, of which 24.95 was given back.
    expect(ordersSummary(file.kind, file.orders)).toMatchObject({
      ...{ rows: 2, from: '2023-05-01', to: '2023-05-02' },
      value: [{ currency: 'EUR', amount: '200.00' }],
      refunded: [{ currency: 'EUR', amount: '24.95' }],
      identified_by: { email: 1, customer_id: 0, visitor: 0, none: 1 },
    })
  })

  it('gives an order the name and the amounts that its webhook gives it', async () => {
    // 19 % in all prices: 119.00 goods and 11.90 shipping hold 20.90 tax, 1.90 of it in shipping.
    const body = {
      ...{ id: 541003, currency: 'EUR', taxes_included: true, financial_status: 'paid' },
      ...{ created_at: '2023-05-01T09:15:00+02:00', updated_at: '2023-05-01T09:16:00+02:00' },
      ...{ subtotal_price: '119.00', total_tax: '20.90', total_price: '130.90' },
      shipping_lines: [{ price: '11.90', tax_lines: [{ price: '1.90' }] }],
    }
    const delivery = { body: JSON.stringify(body), receivedAt: 0, currency: 'EUR', home: '' }
    const [told] = shopify.read({ ...delivery, header: () => 'orders/paid' })
    const included = { subtotal: '119.00', shipping: '11.90', taxes: '20.90', total: '130.90' }
    const [said] = conversions(await read(SHOPIFY + ofShopify(1003, included)))
    expect(moneyOf(said)).toEqual(['541003', '100.00', '20.90', '10.00', '130.90'])
    expect(moneyOf(told?.kind === 'conversion' ? told.conversion : undefined)).toEqual(
      moneyOf(said),
    )
  })

  it('passes over what is no revenue, with the reason', async () => {
    const file = await read(
      SHOPIFY +
        ofShopify(1, { status: 'pending' }) +
        ofShopify(2, { status: 'voided' }) +
        ofShopify(3, { cancelled: '2023-05-03 10:00:00 +0200' }) +
        ofShopify(4, { method: 'bogus' }) +
        ofShopify(5, { status: 'refunded', refunded: '124.95' }) +
        ofShopify(6, { status: 'partially_paid' }),
    )
    expect(lines(file.skipped)).toEqual([
      ...['2: is not paid: it is pending', '3: is not paid: it is voided'],
      ...['4: was cancelled', '5: a test order'],
    ])
    expect(conversions(file).map(({ transaction_id }) => transaction_id)).toEqual(['545', '546'])
  })

  it('refuses lines that can not be read, by line and reason', async () => {
    const file = await read(
      SHOPIFY +
        ofShopify(1, { id: '5.4E+12' }) +
        ofShopify(2, { id: '' }) +
        ofShopify(3, { total: 'free' }) +
        ofShopify(4, { created: 'yesterday' }) +
        ofShopify(5) +
        ofShopify(5, { total: '1.00' }) +
        '#9,,,,,,,,,,,,1,Lamp,1.00,L-1,,,,,,,\n' +
        '#10,a\n',
    )
    expect(lines(file.refused)).toEqual([
      '2: the id "5.4E+12" was shortened by a spreadsheet: import the file as it was downloaded',
      '3: has no id: export that column, too',
      '4: "free" is no amount, as in 89.90',
      '5: "yesterday" is no date from 2000 on',
      '7: the order #5 is in line 6, which says otherwise',
      '8: is of the order #9, whose first line is not in the file',
      '9: has 2 cells, and the header has 23: is one split by the delimiter?',
    ])
  })

  it('has renewals of subscriptions, by their source or their tags, as the webhook has', async () => {
    const tagged = (cells: string, tags: string) => cells.replace(/\n$/, `,${tags}\n`)
    const file = await read(
      tagged(SHOPIFY, 'Tags') +
        tagged(ofShopify(1, { source: 'subscription_contract_checkout_one' }), '') +
        tagged(
          ofShopify(2, { source: '294517', refunded: '5.00' }),
          '"Subscription, Subscription Recurring Order"',
        ) +
        tagged(ofShopify(3), 'Subscription First Order'),
    )
    expect(conversions(file).map(({ goal }) => goal)).toEqual(['renewal', 'renewal', 'purchase'])
    expect(file.notes).toEqual([])
  })

  it('keeps ids beyond 2^53 whole, and the visitor of the cart', async () => {
    const visitor = '0198c0de-0000-7000-8000-000000000001'
    const attributes = `"gift: yes\npathworth_visitor: ${visitor}"`
    const file = await read(SHOPIFY + ofShopify(1, { id: '820982911946154509', attributes }))
    expect(conversions(file)).toMatchObject([{ transaction_id: '820982911946154509', visitor }])
  })
})

describe('orders of WooCommerce', () => {
  const SUITE =
    'order_id,order_number,order_date,paid_date,status,shipping_total,tax_total,discount_total,order_total,refunded_total,order_currency,payment_method,customer_id,billing_email,shipping_country\n'

  it('are read as its own export and its suite write them', async () => {
    const file = await read(
      `${SUITE}727,1042,2023-03-22 16:28:02,2023-03-22 16:28:08,completed,10.00,1.35,2.00,29.35,-9.35,EUR,bacs,26,john@example.test,FR\n` +
        '728,1043,2023-03-23 08:00:00,,wc-processing,0,0,0,15.00,0,EUR,cod,0,guest@example.test,\n' +
        '729,1044,2023-03-23 09:00:00,,Completed,0,0,0,15.00,0,EUR,cod,0,guest@example.test,\n' +
        '730,1045,2023-03-23 09:30:00,,On hold,0,0,0,15.00,0,EUR,bacs,0,,\n' +
        '731,1046,2023-03-23 09:45:00,,cancelled,0,0,0,15.00,0,EUR,bacs,0,,\n' +
        '732,1047,2023-03-23 09:50:00,,checkout-draft,0,0,0,15.00,0,EUR,bacs,0,,\n',
    )
    expect(file.orders).toMatchObject([
      {
        conversion: {
          ...{ transaction_id: '727', ts: '2023-03-22T16:28:02', currency: 'EUR' },
          // 29.35 − 1.35 − 10.00
          ...{ value: '18.00', tax: '1.35', shipping: '10.00', total: '29.35', discount: '2.00' },
          ...{ customer_id: '26', email: 'john@example.test', market: 'FR' },
        },
        refund: { amount: '9.35', ts: '2023-03-22T16:28:02' },
      },
      { conversion: { transaction_id: '729', value: '15.00' }, refund: null },
    ])
    expect(conversions(file)[1]?.['customer_id']).toBeUndefined()
    expect(lines(file.skipped)).toEqual([
      ...['3: is not paid: it is processing', '5: is not paid: it is on-hold'],
      ...['6: was cancelled', '7: is not placed yet'],
    ])
  })

  it('have the name and the amounts that the webhook gives them', async () => {
    const body = {
      ...{ id: 727, status: 'completed', currency: 'EUR', total: '29.35', total_tax: '1.35' },
      ...{ shipping_total: '10.00', date_created_gmt: '2023-03-22T15:28:02' },
      date_paid_gmt: '2023-03-22T15:28:08',
    }
    const delivery = { body: JSON.stringify(body), receivedAt: 0, currency: 'EUR', home: '' }
    const [told] = woocommerce.read({ ...delivery, header: () => 'order.updated' })
    const row = '727,1042,2023-03-22 16:28:02,,completed,10.00,1.35,0,29.35,0,EUR,bacs,26,,\n'
    const [said] = conversions(await read(SUITE + row))
    expect(moneyOf(told?.kind === 'conversion' ? told.conversion : undefined)).toEqual(
      moneyOf(said),
    )
  })

  it('are read as "Advanced Order Export" writes them, a line for each product', async () => {
    const head =
      'Order Number,Order Status,Order Date,Email (Billing),Order Total Amount,Order Total Tax Amount,Order Shipping Amount,Order Refund Amount,SKU,Item Name,Quantity,Item Cost\n'
    const row = (item: string) =>
      `88,Completed,2023-04-01 10:00,eva@example.test,60.00,0.00,10.00,0.00,${item}\n`
    const file = await read(head + row('A,Cup,2,20.00') + row('B,Plate,1,10.00'), {
      currency: 'EUR',
    })
    expect(conversions(file)).toMatchObject([
      { transaction_id: '88', value: '50.00', items: [{ item_id: 'A' }, { item_id: 'B' }] },
    ])
    expect(file.notes).toEqual([
      expect.stringContaining('known by their number'),
      'Nothing in the file tells renewals of subscriptions, which are taken for purchases: export "created_via" or "_subscription_renewal", too, if there are any.',
    ])
    const silent = await read(head + row('A,Cup,2,20.00'))
    expect(lines(silent.refused)).toEqual(['2: names no currency: say which it is with --currency'])
  })

  it('that renew a subscription are renewals, as in the webhook', async () => {
    const head = 'order_id,order_date,status,order_total,order_currency,created_via\n'
    const file = await read(
      `${head}1,2023-04-01,completed,5,EUR,subscription\n2,2023-04-01,completed,5,EUR,checkout\n`,
    )
    expect(conversions(file).map(({ goal }) => goal)).toEqual(['renewal', 'purchase'])
  })

  it('that name the subscription they renew are renewals, too', async () => {
    const head = 'order_id,order_date,status,order_total,order_currency,_subscription_renewal\n'
    const file = await read(
      `${head}1,2023-04-01,completed,5,EUR,4711\n2,2023-04-01,completed,5,EUR,\n3,2023-04-01,completed,5,EUR,0\n`,
    )
    expect(conversions(file).map(({ goal }) => goal)).toEqual(['renewal', 'purchase', 'purchase'])
    expect(file.notes).toEqual([])
  })

  it('ask for the choice where decimals or dates can be read in two ways', async () => {
    const row = '1,1,3/4/2023,,completed,0,0,0,"1,234",0,EUR,bacs,0,,\n'
    expect(lines((await read(SUITE + row)).refused)).toEqual([
      expect.stringContaining('--decimal'),
      expect.stringContaining('--dates'),
    ])
    const file = await read(SUITE + row, { decimal: ',', dates: 'DMY' })
    expect(conversions(file)).toMatchObject([{ value: '1.23', ts: '2023-04-03' }])
    const other = await read(SUITE + row, { decimal: '.', dates: 'MDY' })
    expect(conversions(other)).toMatchObject([{ value: '1234.00', ts: '2023-03-04' }])
  })
})

describe('payments of Stripe', () => {
  const HEAD =
    'id,Description,Created date (UTC),Amount,Amount Refunded,Currency,Status,Mode,Captured,Customer ID,Customer Email,Invoice ID,PaymentIntent ID,Disputed Amount,Dispute Status,Refunded date (UTC)\n'
  const payment = (id: string, given: Record<string, string> = {}): string => {
    const cells = {
      ...{ id, description: '', created: '2023-06-01 12:00:00', amount: '50.00', refunded: '0.00' },
      ...{ currency: 'eur', status: 'Paid', mode: 'Live', captured: 'true', customer: 'cus_1' },
      ...{ email: 'ana@example.test', invoice: '', intent: `pi_${id}`, disputed: '', dispute: '' },
      ...{ back: '', ...given },
    }
    return `${Object.values(cells).join(',')}\n`
  }

  it('are known by their payment intent, in UTC, and what went back is a refund', async () => {
    const back = { status: 'Refunded', refunded: '50.00', back: '2023-06-05 08:00:00' }
    const lost = { status: 'Disputed', disputed: '50.00', dispute: 'lost' }
    const won = { status: 'Disputed', disputed: '50.00', dispute: 'won' }
    const file = await read(
      HEAD +
        payment('ch_1') +
        payment('ch_2', back) +
        payment('ch_3', lost) +
        payment('ch_4', won) +
        payment('ch_5', { currency: 'jpy', amount: '5000' }),
    )
    expect(file.orders).toMatchObject([
      {
        conversion: {
          ...{ goal: 'purchase', transaction_id: 'pi_ch_1', ts: '2023-06-01T12:00:00Z' },
          ...{ currency: 'EUR', value: '50.00', total: '50.00', customer_id: 'cus_1' },
        },
        refund: null,
      },
      { refund: { amount: '50.00', ts: '2023-06-05T08:00:00Z' } },
      { refund: { amount: '50.00' } },
      { refund: null },
      { conversion: { currency: 'JPY', value: '5000' } },
    ])
    expect(file.notes).toEqual([expect.stringContaining('tax and shipping')])
  })

  it('are passed over when they are no revenue', async () => {
    const file = await read(
      HEAD +
        payment('ch_1', { status: 'Failed' }) +
        payment('ch_2', { mode: 'Test' }) +
        payment('ch_3', { captured: 'false' }) +
        payment('ch_4', { amount: '0.00' }),
    )
    expect(lines(file.skipped)).toEqual([
      ...['2: is not paid: it is failed', '3: a test payment'],
      '4: is not paid: it was authorized, and not captured',
      '5: nothing was paid',
    ])
  })

  it('of invoices are renewals by the name of the invoice, or wait for the day of the webhook', async () => {
    const renewal = payment('ch_1', { invoice: 'in_1', description: 'Subscription update' })
    const first = payment('ch_2', { invoice: 'in_2', description: 'Subscription creation' })
    const nameless = payment('ch_3', { intent: '' })
    const file = await read(HEAD + renewal + first + nameless)
    expect(conversions(file)).toMatchObject([{ goal: 'renewal', transaction_id: 'in_1' }])
    expect(lines(file.refused)).toEqual([
      expect.stringMatching(/^3: is paid by an invoice.*--to/),
      expect.stringMatching(/^4: has no PaymentIntent ID.*--to/),
    ])
    const before = await read(HEAD + renewal + first + nameless, { from: 20230101, to: 20230601 })
    expect(conversions(before).map(({ transaction_id }) => transaction_id)).toEqual([
      ...['in_1', 'in_2', 'ch_3'],
    ])
  })
})

describe('a file with the fields of /v1/conversions', () => {
  const OWN = 'transaction_id,ts,value,currency,email,refunded,status,customer_since\n'

  it('is read as it is, with what was given back', async () => {
    const file = await read(
      `${OWN}A-1,2022-01-05T10:00:00Z,89.90,EUR,Ana@Example.test,9.90,,2019-03-01\nA-2,2022-01-06,10,EUR,,,unpaid,\n`,
    )
    expect(file.orders).toEqual([
      {
        line: 2,
        conversion: {
          ...{ transaction_id: 'A-1', ts: '2022-01-05T10:00:00Z', value: '89.90' },
          ...{ currency: 'EUR', email: 'Ana@Example.test', customer_since: '2019-03-01' },
        },
        refund: { amount: '9.90', ts: '2022-01-05T10:00:00Z' },
      },
    ])
    expect(lines(file.skipped)).toEqual(['3: is unpaid'])
  })

  it('refuses what has more decimals than its currency, and two orders of one name', async () => {
    const file = await read(
      `${OWN}A-1,2022-01-05,1.2345,EUR,,,,\nA-2,2022-01-05,1.00,EUR,,,,\nA-2,2022-01-06,1.00,EUR,,,,\nA-3,2022-01-05,1.00,EUR,,,won,\n`,
    )
    expect(lines(file.refused)).toEqual([
      '2: has more decimals than EUR: round its amounts first',
      '4: the order A-2 is in line 3, which says otherwise',
      '5: has the status "won": an order has none, or is cancelled or unpaid',
    ])
  })

  it('takes the orders of a period alone', async () => {
    const rows = [2021, 2022, 2023].map((year) => `A-${year},${year}-06-01,1.00,EUR,,,,\n`).join('')
    const file = await read(OWN + rows, { from: 20220101, to: 20221231 })
    expect(conversions(file)).toMatchObject([{ transaction_id: 'A-2022' }])
    expect(file.notes).toEqual(['Left out: 2 orders before --from or after --to.'])
  })

  it('is any CSV by a mapping, of which each column must be there', async () => {
    const map = fileMap.parse({ transaction_id: 'Nr', ts: 'Datum', value: 'Netto', email: 'Mail' })
    const csv = 'Nr;Datum;Netto;Mail\n7;05.01.2022;1.234,50;ana@example.test\n'
    const file = await read(csv, { map, currency: 'EUR' })
    expect(conversions(file)).toEqual([
      {
        ...{ transaction_id: '7', ts: '2022-01-05', value: '1234.50', currency: 'EUR' },
        email: 'ana@example.test',
      },
    ])
    await expect(read('Nr;Datum;Mail\n7;05.01.2022;x\n', { map })).rejects.toThrow(
      'map.value: there is no column "Netto"',
    )
    expect(fileMap.safeParse({ transaction_id: 'Nr', ts: 'Datum' }).error?.issues).toMatchObject([
      { path: ['value'] },
    ])
  })
})

describe('a file of orders that is looked for', () => {
  it('is no file of costs', async () => {
    const costs = 'Day,Campaign,Currency code,Impr.,Cost\n2026-09-01,a,EUR,1,1.00\n'
    await expect(read(costs, { isOfOrders: true })).rejects.toThrow(FileError)
    await expect(read(costs)).rejects.toThrow('the file is of spend')
  })
})
