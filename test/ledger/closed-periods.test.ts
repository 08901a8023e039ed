import { expect, it } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { type Cursor, TRANSFER_TABLES } from '../../collector/ledger/transfer.ts'
import {
  append,
  conversion,
  cost,
  DAY,
  hit,
  newShop,
  refund,
  START,
  settings,
  settleAll,
  shopState,
  tagged,
  visitorUuid,
} from './shop.ts'

const SEPTEMBER = { from: 20260901, to: 20260930 }

const close = (site: SqliteSite, days = SEPTEMBER) =>
  site.change({
    ...{ kind: 'period_closed', ...days, today: 20261015 },
    ...{ note: '', owner: 'ana', at: START },
  })

const report = (site: SqliteSite, given: { from?: number; to?: number; model?: string } = {}) =>
  site.report({
    ...{ kind: 'roi', ...SEPTEMBER, goal: 'purchase', model: 'linear', ...given },
    ...{ basis: 'conversion_date', by: ['channel'] },
  })

const value = (site: SqliteSite, given = {}) =>
  report(site, given).credits.reduce((sum, cell) => sum + cell.value - cell.refunded, 0)

function sold(): SqliteSite {
  const site = newShop()
  append(site, {
    hits: [hit(1, 1, START, tagged('google', 'cpc'))],
    conversions: [conversion('A', START + DAY, { visitor: visitorUuid(1) })],
    costs: [cost(5000, { externalId: 'ad' })],
  })
  return site
}

it('is closed only when nothing waits to be settled', () => {
  const site = sold()
  site.change({
    ...{ kind: 'settings', owner: 'ana', at: START },
    settings: { ...settings, lookbackDays: 30 },
  })
  expect(() => close(site)).toThrow(/still being settled/)
  expect(site.report({ kind: 'periods' }).periods).toEqual([])
  settleAll(site)
  close(site)
  expect(site.report({ kind: 'periods' }).periods).toMatchObject([SEPTEMBER])
})

it('keeps touches that were not written yet', () => {
  const site = sold()
  append(site, { hits: [hit(2, 2, START + 2 * DAY, tagged('news', 'email'))] })
  close(site)
  append(site, { hits: [hit(3, 3, START + 2 * DAY, tagged('news', 'email'))] })
  const touches = (of: { touches: number }[] = []) =>
    of.reduce((sum, cell) => sum + cell.touches, 0)
  const { touches: kept, closed } = report(site)
  expect([touches(kept), touches(closed?.now?.touches)]).toEqual([2, 3])
})

it('is told as it is now in another currency, and under a model that was not computed', () => {
  const site = sold()
  close(site)
  append(site, { refunds: [refund('A', 'R', 4000)] })
  expect(value(site)).toBe(10_000)
  site.change({
    ...{ kind: 'settings', owner: 'ana', at: START },
    settings: { ...settings, models: [{ name: 'linear' }, { name: 'campaign_first' }] },
  })
  settleAll(site)
  expect(value(site)).toBe(10_000)
  site.change({
    ...{ kind: 'settings', owner: 'ana', at: START },
    settings: { ...settings, currency: 'USD' },
  })
  settleAll(site)
  const { closed, credits } = report(site)
  expect(closed).toMatchObject({ periods: [{ isKept: false }] })
  expect([closed?.now, credits]).toEqual([undefined, []])
})

it('may lie between open days, and beside another', () => {
  const site = sold()
  for (const [id, day] of [
    ['B', 5],
    ['C', 10],
    ['D', 15],
  ] as const)
    append(site, { conversions: [conversion(id, START + day * DAY)] })
  close(site, { from: 20260902, to: 20260906 })
  close(site, { from: 20260907, to: 20260911 })
  for (const id of ['A', 'B', 'C', 'D']) append(site, { refunds: [refund(id, 'R', 1000)] })
  // A on the 2nd, B on the 6th and C on the 11th are closed; D on the 16th is not.
  expect(value(site)).toBe(39_000)
  expect(value(site, { from: 20260906, to: 20260907 })).toBe(10_000)
  expect(value(site, { from: 20260912 })).toBe(9000)
  expect(value(site, { from: 20260801, to: 20261031 })).toBe(39_000)
})

it.each(['sale', 'refund'] as const)(
  'is restated beside other reports as in the ROI report, by %s',
  (refundBasis) => {
    const site = sold()
    close(site, { from: 20260902, to: 20260915 })
    // Of closed days: a refund of 30.00 on the 6th, an order of 100.00 with a cost, and one that stands apart.
    append(site, {
      refunds: [refund('A', 'R', 3000, { ts: START + 5 * DAY }), refund('A', 'S', 500)],
      conversions: [
        conversion('B', START + 2 * DAY),
        conversion('C', START + 2 * DAY, { salesChannel: 'pos' }),
        conversion('D', START + 20 * DAY),
      ],
      costs: [cost(700, { from: 20260915, to: 20260916 }), cost(9000, { externalId: 'ad' })],
    })
    settleAll(site)
    const { closed, ...shown } = site.report({
      ...{ kind: 'roi', ...SEPTEMBER, goal: 'purchase', model: 'linear', refundBasis },
      ...{ basis: 'conversion_date', by: [] },
    })
    const sums = ({ credits, costs }: Pick<typeof shown, 'credits' | 'costs'>) => ({
      conversions: credits.reduce((sum, cell) => sum + cell.conversions, 0),
      value: credits.reduce((sum, cell) => sum + cell.value - cell.refunded, 0),
      cost: costs.reduce((sum, cell) => sum + cell.amount, 0),
    })
    const [then, now] = [sums(shown), sums(closed?.now ?? shown)]
    // S came on 1 October: of its order's day by sale alone.
    const restated = {
      ...{ conversions: 1_000_000, cost: 350 },
      value: refundBasis === 'sale' ? 6500 : 7000,
    }
    expect(now.conversions - then.conversions).toBe(restated.conversions)
    expect(now.value - then.value).toBe(restated.value)
    expect(now.cost - then.cost).toBe(restated.cost)
    const bridge = site.report({ kind: 'reconcile', ...SEPTEMBER, goal: 'purchase', refundBasis })
    expect(bridge.closedPeriods).toMatchObject([{ from: 20260902, to: 20260915, restated }])
    // A part of its days alone.
    const part = { from: 20260915, to: 20260930, goal: 'purchase', refundBasis }
    expect(site.report({ kind: 'reconcile', ...part }).closedPeriods).toMatchObject([
      { restated: { conversions: 0, value: 0, cost: 350 } },
    ])
  },
)

it('moves with the site, and stays through a rebuild', () => {
  const site = sold()
  close(site)
  append(site, { refunds: [refund('A', 'R', 4000)], costs: [cost(9000, { externalId: 'ad' })] })
  site.rebuild()
  settleAll(site)
  const target = createSiteFile(':memory:', { ...shopState, status: 'moving_in' })
  site.change({ kind: 'status', status: 'moved_out' })
  for (const table of TRANSFER_TABLES) {
    let after: Cursor | null = null
    do {
      const page = site.exportRows({ table, after, limit: 2 })
      target.importRows(page)
      after = page.next
    } while (after !== null)
  }
  target.finishMove(site.positions())
  settleAll(target)
  const told = (of: SqliteSite) => ({ ...report(of), generation: 0 })
  expect(told(target)).toEqual(told(site))
  expect(value(target)).toBe(10_000)
  expect(told(target).costs).toMatchObject([{ amount: 5000 }])
})
