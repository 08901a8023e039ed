import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { append, conversion, DAY, hit, START, settleAll, shopState, visitorUuid } from './shop.ts'

describe('a conversion that can not be settled', () => {
  let folder: string
  let site: SqliteSite

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pathworth-unsettled-'))
    site = createSiteFile(join(folder, 'shop.db'), shopState)
    // The first conversion of the site can't be given what it earns.
    execute(`CREATE TRIGGER broken BEFORE UPDATE ON contributions
      WHEN NEW.conversion = 1 AND NEW.packed != '' BEGIN SELECT RAISE(ABORT, 'broken'); END`)
  })

  afterEach(() => {
    site.close()
    rmSync(folder, { recursive: true })
  })

  const execute = (sql: string): void => {
    const database = new Database(join(folder, 'shop.db'))
    database.exec(sql)
    database.close()
  }

  const order = (id: string) => conversion(id, START + DAY, { visitor: visitorUuid(1) })

  it('is stored, and keeps no other fact out', () => {
    const [first] = append(site, { conversions: [order('A')] }).conversions
    expect(first).toMatchObject({ outcome: 'created', matched: null })
    expect(append(site, { hits: [hit(1, 1, START)] }).accepted).toBe(1)
    expect(append(site, { conversions: [order('B')] }).conversions).toMatchObject([
      { outcome: 'created' },
    ])
    expect(site.freshness().pending).toBeGreaterThan(0)
    expect(() => settleAll(site)).toThrow('broken')
  })

  it('is settled once it can be', () => {
    append(site, { hits: [hit(1, 1, START)], conversions: [order('A'), order('B')] })
    execute('DROP TRIGGER broken')
    settleAll(site)
    expect(site.freshness().pending).toBe(0)
    expect(verifySite(join(folder, 'shop.db'))).toMatchObject({ ok: true, pending: 0 })
  })
})
