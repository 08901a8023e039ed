import { expect, test } from 'vitest'
import { SETTLED_AT_ONCE_MAX } from '../../collector/ledger/sqlite/site.ts'
import { append, conversion, MINUTE, newShop, START, settleAll } from './shop.ts'

test('an order before all others of a till concerns the one that was first, and no others', () => {
  const site = newShop()
  const order = (n: number) => conversion(`T${n}`, START + n * MINUTE, { customerId: 'till' })
  const others = SETTLED_AT_ONCE_MAX + 50
  append(site, { conversions: Array.from({ length: others }, (_, n) => order(n + 1)) })
  settleAll(site)
  append(site, { conversions: [order(0)] })
  // If all were concerned, more would wait than are settled with it.
  expect(site.freshness().pending).toBe(0)
  const { journeys } = site.report({
    ...{ kind: 'journeys', from: 20260901, to: 20260930, goal: 'purchase', limit: 500 },
  })
  const stages = journeys.map(({ stage }) => stage)
  expect(stages).toEqual([...Array.from({ length: others }, () => 'retention'), 'acquisition'])
})
