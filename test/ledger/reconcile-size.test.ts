import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../collector/ledger/sqlite/better-sqlite.ts'
import { reconcileReport } from '../../collector/ledger/sqlite/reports/reconcile.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { append, conversion, DAY, refund, START, settleAll, shopState } from './shop.ts'

describe('a reconciliation of very many orders', () => {
  let folder: string
  let database: ReturnType<typeof openDatabase>

  /**
   * Three orders of 100.00 on 1, 2 and 3 September; on the 2nd one of them gives back 150.00, which is more than
   * was paid, and somebody else 5.00 of an order that nobody knows. On the 20th another excess of the third.
   */
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reconcile-'))
    const file = join(folder, 'shop.db')
    const site = createSiteFile(file, shopState)
    append(site, {
      conversions: [0, 1, 2].map((day) => conversion(`T${day}`, START + day * DAY)),
      refunds: [
        refund('T0', 'R0', 15_000, { ts: START + DAY }),
        refund('nobody', 'R1', 500, { ts: START + DAY }),
        refund('T2', 'R2', 20_000, { ts: START + 19 * DAY }),
      ],
    })
    settleAll(site)
    site.close()
    database = openDatabase(file, { readOnly: true })
  })

  afterEach(() => {
    database.close()
    rmSync(folder, { recursive: true })
  })

  const ask = (from: number, to: number, refundBasis: 'sale' | 'refund' = 'sale', max?: number) =>
    reconcileReport(database, { kind: 'reconcile', goal: 'purchase', from, to, refundBasis }, max)

  it('is refused before they are read, with the way out', () => {
    const refused = (n: number, max: number) =>
      `from, to: orders and refunds of these days go over ${n} touches and orders at least, and may go over ${max}: ask for shorter periods one after the other`
    // Three orders, then the two refunds of these days.
    expect(() => ask(20260901, 20260903, 'sale', 2)).toThrow(refused(3, 2))
    expect(() => ask(20260901, 20260903, 'sale', 4)).toThrow(refused(5, 4))
    expect(ask(20260901, 20260903, 'sale', 5).sales).toHaveLength(3)
    // An order and the refunds of the day before and after, which may be of the day in some time zone.
    expect(ask(20260901, 20260901, 'sale', 3).sales).toHaveLength(1)
  })

  it.each(['sale', 'refund'] as const)('by %s adds up from parts of the period', (basis) => {
    const all = ask(20260901, 20260930, basis)
    const parts = [ask(20260901, 20260901, basis), ask(20260902, 20260930, basis)]
    expect(parts.flatMap(({ sales }) => sales)).toEqual(all.sales)
    expect(parts.flatMap(({ returns }) => returns)).toEqual(all.returns)
    const leftOut = (reason: string, of: typeof parts) => {
      const some = of.flatMap((part) => part.leftOut).filter((one) => one.reason === reason)
      const amounts = some.flatMap((one) => one.amounts)
      const added = (numbers: number[]) => numbers.reduce((sum, n) => sum + n, 0)
      return [added(some.map(({ count }) => count)), added(amounts.map(({ amount }) => amount))]
    }
    // 150.00 and 200.00 for orders of 100.00; 5.00 for none.
    expect(leftOut('refund_excess', [all])).toEqual([2, 35_000])
    expect(leftOut('refund_without_order', [all])).toEqual([1, 500])
    for (const reason of ['refund_excess', 'refund_without_order'])
      expect(leftOut(reason, parts)).toEqual(leftOut(reason, [all]))
  })
})
