import { expect, test } from 'vitest'
import { netRefunds } from '../../collector/roi/refunds.ts'
import { keepBooks } from '../../demo/books.ts'
import { generateDemo } from '../../demo/journeys.ts'
import type { DemoData, Order, Refund } from '../../demo/records.ts'

const data = generateDemo({ seed: 7, visitors: 3_000, days: 90, untilDay: 20_779 })

test('the books of the shop are what the rules of ROI make of the same orders and refunds', () => {
  const byOrder = Map.groupBy(data.refunds, ({ record }) => record.transaction_id)
  const net = data.orders.reduce((sum, { value, total, record }) => {
    const refunds = (byOrder.get(record.transaction_id) ?? []).map(
      ({ ts, amount, tax, record: { refund_id } }) => ({ id: refund_id, ts, amount, tax }),
    )
    return sum + value - (netRefunds({ value, total }, refunds).at(-1)?.cumulative ?? 0)
  }, 0)
  expect(keepBooks(data).net).toBe(net)
})

test('an order of 100.00 + 20.00 tax keeps 75.00 after 30.00 went back, and nothing after all did', () => {
  expect(keepBooks(books({ refunds: [refund(3000)] })).net).toBe(7500)
  expect(keepBooks(books({ refunds: [refund(3000), refund(9000)] })).net).toBe(0)
})

test('a refund of 30.00 that says that 4.00 of it are tax takes 26.00', () => {
  expect(keepBooks(books({ refunds: [refund(3000, 400)] })).net).toBe(7400)
})

test('costs add up in cents', () => {
  const cost = {
    from: '2026-11-01',
    to: '2026-11-01',
    category: 'content',
    currency: 'EUR',
  } as const
  const costs = ['0.10', '0.20', '1000.00'].map((amount) => ({ ...cost, amount }))
  expect(keepBooks({ ...books({ refunds: [] }), costs }).cost).toBe(100_030)
})

function books({ refunds }: { refunds: Refund[] }): DemoData {
  return { visitors: [], robots: [], orders: [order], refunds, identities: [], costs: [] }
}

const order: Order = {
  ts: 0,
  value: 10_000,
  total: 12_000,
  record: {
    transaction_id: '1',
    ts: '1970-01-01T00:00:00Z',
    value: '100.00',
    currency: 'EUR',
  },
}

function refund(amount: number, tax?: number): Refund {
  const record = { refund_id: 'r', amount: '', ts: '1970-01-02T00:00:00Z' }
  return {
    ts: 1,
    amount,
    tax,
    shipping: undefined,
    record: { ...record, transaction_id: '1', currency: 'EUR' },
  }
}
