import { expect, it } from 'vitest'
import { DurablePasts } from '../../collector/ledger/durable/pasts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { append, conversion, DAY, hit, newShop, START, shopState } from './shop.ts'

/** Number 1 are the settings. */
const lastAt = (site: SqliteSite, at: number) =>
  site.report({ kind: 'freshness', at: START + at }).lastThen

it('is the newest fact of a time: the last before the first that was received later', () => {
  const site = newShop()
  append(site, { hits: [hit(1, 1, START, { receivedAt: START + 10 })] })
  append(site, { conversions: [conversion('A', START, { receivedAt: START + 20 })] })
  append(site, { hits: [hit(2, 1, START, { receivedAt: START + 30 })] })
  expect([0, 9, 10, 19, 20, 29, 30, 1000].map((at) => lastAt(site, at))).toEqual([
    ...[1, 1, 2, 2, 3, 3, 4, 4],
  ])
})

it('holds nothing that was received later, when facts were stored out of order', () => {
  const site = newShop()
  // The second waited in a queue for three days, while others came and were stored.
  const received = [0, 3 * DAY, 10, 5 * DAY, 20, 6 * DAY, 12 * DAY, 9 * DAY]
  for (const [n, after] of received.entries())
    append(site, { hits: [hit(n, 1, START, { receivedAt: START + after })] })
  expect(lastAt(site, 10)).toBe(2)
  expect(lastAt(site, 4 * DAY)).toBe(4)
  expect(lastAt(site, 5 * DAY)).toBe(6)
  expect(lastAt(site, 10 * DAY)).toBe(7)
  expect(lastAt(site, 12 * DAY)).toBe(9)
})

it('of a million facts is as much as an object derives of the past', async () => {
  const pasts = new DurablePasts({ getByName: () => expect.fail() })
  const reason = (upTo: number) => pasts.lacksRoom(shopState, { upTo, line: '' })
  expect(await reason(1_000_000)).toBeUndefined()
  expect(await reason(1_000_001)).toMatch(
    /over 1000000 at most here.*: "move" the site to a folder/,
  )
})
