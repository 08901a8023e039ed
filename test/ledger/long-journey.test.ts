import { expect, test } from 'vitest'
import { JOURNEY_TOUCHES_MAX } from '../../collector/journey/journey.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import { conversion, hit, MINUTE, newShop, START, settleAll, tagged, visitorUuid } from './shop.ts'

const VISIT = 40 * MINUTE

/** One visitor who comes so often, each time by another campaign. */
const visits = (visits: number): Batch => ({
  hits: Array.from({ length: visits }, (_, n) =>
    hit(n, 1, START + n * VISIT, tagged('news', 'email', `letter-${n}`)),
  ),
})

const bought = (transactionId: string, after: number): Batch => ({
  conversions: [
    conversion(transactionId, START + after * VISIT, { visitor: visitorUuid(1), customerId: 'c' }),
  ],
})

function journeyOf(transactionId: string, ...batches: Batch[]) {
  const shop = newShop()
  shop.append(batches, START)
  settleAll(shop)
  const query = { kind: 'journey', transactionId, goal: 'purchase' } as const
  const [journey] = shop.report(query).journeys
  return { journey, facts: shop.report({ kind: 'stats' }).facts }
}

test('a journey of a thousand touches is credited to all of them', () => {
  const { journey } = journeyOf('T', visits(JOURNEY_TOUCHES_MAX), bought('T', 1000))
  expect(journey).toMatchObject({ matched: true, reason: '' })
  expect(journey?.touches).toHaveLength(JOURNEY_TOUCHES_MAX)
})

test('one of a touch more is nobody’s, and says so; no fact of it is lost', () => {
  const { journey, facts } = journeyOf('T', visits(JOURNEY_TOUCHES_MAX + 1), bought('T', 1001))
  expect(journey).toMatchObject({ matched: false, reason: 'too_many_touches', value: 10_000 })
  expect(journey?.touches).toEqual([])
  expect(facts).toMatchObject({ hits: JOURNEY_TOUCHES_MAX + 1, conversions: 1 })
})

test('the journey of the next order, which is short, is credited again', () => {
  const first = bought('T', JOURNEY_TOUCHES_MAX + 1)
  const { journey } = journeyOf('U', visits(1010), first, bought('U', 1010))
  expect(journey).toMatchObject({ matched: true, reason: '' })
  expect(journey?.touches.length).toBeLessThan(12)
})
