import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSiteFile, openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import type { Hit } from '../../collector/touch/hit.ts'
import { append, DAY, hit, MINUTE, newShop, START, settleAll, shopState, tagged } from './shop.ts'

const event = (id: number, visitor: number, ts: number, name: string, value?: number): Hit =>
  hit(id, visitor, ts, { name, props: value === undefined ? '' : JSON.stringify({ value }) })

const hits: Hit[] = [
  hit(1, 1, START, tagged('google', 'cpc')),
  event(2, 1, START + MINUTE, 'view_item'),
  event(3, 1, START + 2 * MINUTE, 'add_to_cart', 20),
  event(4, 1, START + 3 * MINUTE, 'add_to_cart', 12.5),
  event(5, 1, START + 4 * MINUTE, 'remove_from_cart', 20),
  hit(6, 1, START + DAY, tagged('news', 'email')),
  event(7, 1, START + DAY + MINUTE, 'begin_checkout', 12.5),
  hit(8, 2, START + DAY),
]

const MIGRATION = new URL(
  '../../collector/ledger/sqlite/migrations/0010_funnel.sql',
  import.meta.url,
)

const stepsIn = (database: Database.Database): unknown[] =>
  database.prepare('SELECT ts, steps, cart_value FROM touches ORDER BY 1, 2').all()

describe('what visits have come to', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pathworth-funnel-'))
    file = join(folder, 'shop.db')
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is the same in whatever order their hits came', () => {
    for (const list of [hits, hits.toReversed(), [...hits.slice(4), ...hits.slice(0, 4)]]) {
      rmSync(file, { force: true })
      const site = createSiteFile(file, shopState)
      for (const one of list) append(site, { hits: [one] })
      settleAll(site)
      site.close()
      const database = new Database(file)
      expect(stepsIn(database)).toEqual([
        { ts: START, steps: 3, cart_value: 1250 },
        { ts: START + DAY, steps: 0, cart_value: 0 },
        { ts: START + DAY, steps: 4, cart_value: 1250 },
      ])
      database.close()
      expect(verifySite(file).differences).toEqual([])
    }
  })

  it('follows for visits of before, when the file is migrated', () => {
    const before = createSiteFile(file, shopState)
    append(before, { hits })
    settleAll(before)
    before.close()
    const database = new Database(file)
    const known = stepsIn(database)
    database.exec('DROP INDEX touches_steps')
    database.exec('ALTER TABLE touches DROP COLUMN steps')
    database.exec('ALTER TABLE touches DROP COLUMN cart_value')
    database.exec(readFileSync(MIGRATION, 'utf8').replaceAll('--> statement-breakpoint', ''))
    expect(database.prepare('SELECT visitor FROM uncut').all()).toEqual([{ visitor: 1 }])
    database.close()
    const site = openSiteFile(file, { readOnly: false })
    settleAll(site)
    site.close()
    const migrated = new Database(file)
    expect(stepsIn(migrated)).toEqual(known)
    migrated.close()
    expect(verifySite(file).differences).toEqual([])
  })
})

describe('a page view', () => {
  it('has no row in the index of steps', () => {
    const site = newShop()
    append(site, { hits: [hit(1, 1, START)] })
    const asked = { kind: 'funnel', from: 20260901, to: 20260901, by: 'none' } as const
    const answer = site.report({ ...asked, abandonedAfterMs: DAY, now: START + 2 * DAY })
    expect(answer).toMatchObject({ visits: [{ visits: 1 }], levels: [], carts: [] })
    site.close()
  })
})
