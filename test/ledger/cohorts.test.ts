import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CohortsQuery } from '../../collector/ledger/reports-cohorts.ts'
import { openDatabase } from '../../collector/ledger/sqlite/better-sqlite.ts'
import { cohortsReport } from '../../collector/ledger/sqlite/reports/cohorts.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { append, conversion, DAY, newShop, START, settleAll, shopState } from './shop.ts'

const asked: CohortsQuery = {
  ...{ kind: 'cohorts', from: 202609, to: 202612, asOn: 20261231 },
  ...{ by: ['channel'], model: 'linear', value: 'revenue', refundBasis: 'sale' },
}

it('cohorts go over more purchases than are in memory together, each once', () => {
  const site = newShop()
  const conversions = Array.from({ length: 403 }, (_, n) =>
    conversion(`T${n}`, START + (n % 60) * DAY, { customerId: `k${n % 161}`, value: 100 }),
  )
  append(site, { conversions })
  append(site, { conversions: [conversion('N', START), conversion('M', START + DAY)] })
  settleAll(site)
  const { total, unidentified, eligible } = site.report(asked)
  expect(total).toMatchObject({ orders: 403_000_000, customers: 161_000_000, value: 40_300 })
  // Customers 0 to 80 have three of the 403 orders, and the others two.
  expect(total.returned).toBe(161_000_000)
  expect([unidentified.orders, eligible]).toEqual([2, 161])
  site.close()
}, 30_000)

it('cohorts are not worked out for a site that is too large, which is told its size', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cohorts-'))
  const file = join(folder, 'shop.db')
  const site = createSiteFile(file, shopState)
  const sold = [conversion('A', START, { customerId: 'a' }), conversion('B', START)]
  append(site, { conversions: [...sold, conversion('L', START, { goal: 'lead' })] })
  settleAll(site)
  site.close()
  const database = openDatabase(file, { readOnly: true })
  const size = (max: number) => {
    const { conversions, conversionsMax, eligible } = cohortsReport(database, asked, max)
    return { conversions, conversionsMax, eligible }
  }
  expect(size(1)).toEqual({ conversions: 2, conversionsMax: 1, eligible: 0 })
  expect(size(2)).toEqual({ conversions: 2, conversionsMax: 2, eligible: 1 })
  database.close()
  rmSync(folder, { recursive: true })
})
