import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import {
  append,
  conversion,
  cost,
  DAY,
  hit,
  identity,
  refund,
  START,
  tagged,
  visitorUuid,
} from './shop.ts'
import { newShopFile, removeShopFile } from './shop-file.ts'

function copyDatabase(from: string, to: string): void {
  const database = new Database(from, { readonly: true })
  database.prepare('VACUUM INTO ?').run(to)
  database.close()
}

function endsOf(file: string): number[] {
  const database = new Database(file, { readonly: true })
  const ends = database.prepare<[], { end: number }>('SELECT "end" FROM touches').all()
  database.close()
  return ends.map(({ end }) => end)
}

describe('verify', () => {
  let folder: string
  let file: string
  let site: SqliteSite

  beforeEach(() => {
    ;({ folder, file, site } = newShopFile())
    append(site, {
      hits: [
        hit(1, 1, START, tagged('google', 'cpc')),
        hit(2, 1, START + DAY),
        hit(3, 2, START + DAY, tagged('news', 'email')),
      ],
      conversions: [
        conversion('A', START + 2 * DAY, { visitor: visitorUuid(1), customerId: 'ana' }),
        conversion('B', START + 3 * DAY, { emailHash: 'e1' }),
        conversion('C', START + 3 * DAY, { currency: 'USD' }),
      ],
      refunds: [refund('A', 'R', 999), refund('Z', 'R', 999)],
      identities: [identity({ visitor: visitorUuid(2), customerId: 'ana' })],
      costs: [cost(5000, { campaignSource: 'google', campaignMedium: 'cpc' })],
    })
    site.catchUp()
  })

  afterEach(() => {
    removeShopFile({ folder, site })
  })

  const tamper = (sql: string) => {
    const database = new Database(file)
    database.exec(sql)
    database.close()
  }

  it('finds nothing where everything follows from the facts', () => {
    const { ok, pending, differences, counts } = verifySite(file)
    expect(differences).toEqual([])
    expect({ ok, pending }).toEqual({ ok: true, pending: 0 })
    expect(counts).toMatchObject({ touches: 3, contributions: 3, cost_days: 1, links: 4 })
  })

  it('finds nothing while the ends of visits are still to be written, nor after a crash', () => {
    append(site, {
      hits: [
        hit(4, 3, START),
        hit(5, 3, START + 1000),
        hit(6, 4, START),
        hit(7, 2, START + 2 * DAY),
      ],
    })
    append(site, { hits: [hit(8, 3, START + 2000), hit(9, 4, START + DAY)] })
    expect(verifySite(file).differences).toEqual([])
    // Another process finds the file as a crash would leave it.
    const copy = join(folder, 'copy.db')
    copyDatabase(file, copy)
    expect(verifySite(copy).differences).toEqual([])
    const reopened = openSiteFile(copy, { readOnly: false })
    append(reopened, { hits: [hit(10, 3, START + 3000)] })
    reopened.close()
    expect(verifySite(copy)).toMatchObject({ ok: true, differences: [] })
    expect(endsOf(copy)).toContain(START + 3000)
  })

  it.each([
    ['a rollup', 'UPDATE rollups SET value = value + 1 WHERE period = 20260903'],
    ['a touch', 'UPDATE touches SET tuple = 1 - tuple + 1'],
    ['the end of a visit', 'UPDATE touches SET "end" = "end" + 1'],
    ['a count of touches', 'UPDATE touch_counts SET n = n + 1'],
    ['a cost', 'UPDATE cost_days SET amount = 1'],
    ['a contribution', `DELETE FROM contributions WHERE transaction_id = 'B'`],
    ['a link', 'DELETE FROM links WHERE visitor = 2'],
  ])('finds %s that was changed behind its back', (_, sql) => {
    tamper(sql)
    const { ok, differences } = verifySite(file)
    expect(ok).toBe(false)
    expect(differences.length).toBeGreaterThan(0)
  })
})
