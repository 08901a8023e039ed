import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile, openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { SCHEMA_VERSION } from '../../collector/ledger/sqlite/transfer.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { DERIVED_TABLES, TRANSFER_TABLES } from '../../collector/ledger/transfer.ts'
import {
  append,
  conversion,
  cost,
  hit,
  identity,
  START,
  settleAll,
  shopState,
  tagged,
  visitorUuid,
} from './shop.ts'
import { newShopFile, removeShopFile } from './shop-file.ts'

describe('work on a site goes in slices', () => {
  let folder: string
  let file: string
  let site: SqliteSite

  beforeEach(() => {
    ;({ folder, file, site } = newShopFile())
  })

  afterEach(() => {
    removeShopFile({ folder, site })
  })

  const query = <Row>(sql: string): Row[] => {
    const database = new Database(file, { readonly: true })
    try {
      return database.prepare<[], Row>(sql).all()
    } finally {
      database.close()
    }
  }

  const count = (table: string): number =>
    query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)[0]?.n ?? 0

  /** How far each slice comes, until nothing waits. */
  const slices = (limit: number, measure: () => number): number[] => {
    const steps: number[] = []
    let before = measure()
    while (site.waits) {
      if (steps.length > 2000) throw new Error('the site does not settle')
      site.work(limit, START)
      const after = measure()
      steps.push(Math.abs(after - before))
      before = after
    }
    return steps
  }

  it('so many costs at a time, also those that take the place of others meanwhile', () => {
    append(site, {
      costs: Array.from({ length: 60 }, (_, n) => cost(100 + n, { externalId: `ad${n % 40}` })),
    })
    site.rebuild()
    for (let slice = 0; site.waits; slice++) {
      if (slice > 500) throw new Error('the site does not settle')
      site.work(5, START)
      if (slice < 30)
        append(site, { costs: [cost(1000 + slice, { externalId: `ad${(slice * 7) % 45}` })] })
    }
    expect(verifySite(file)).toMatchObject({ ok: true, differences: [] })
  })

  it('fewer costs when their periods are long', () => {
    const year = { from: 20260101, to: 20261231 }
    append(site, {
      costs: Array.from({ length: 100 }, (_, n) => cost(36_500, { ...year, category: `c${n}` })),
    })
    site.rebuild()
    const done = () =>
      query<{ seq: number }>('SELECT max(costs_done) AS seq FROM generations')[0]?.seq ?? 0
    const steps = slices(100, done)
    expect(Math.max(...steps.slice(1))).toBeLessThanOrEqual(15)
    expect(verifySite(file)).toMatchObject({ ok: true })
  })

  it('and a cost that comes behind the last is not lost when the process dies', () => {
    append(site, { costs: [cost(100)], hits: [hit(1, 1, START)] })
    site.rebuild()
    const costsDone = () =>
      query<{ n: number }>(
        `SELECT count(*) AS n FROM generations WHERE state = 'building' AND costs_done > 0`,
      )[0]?.n
    for (let slice = 0; costsDone() === 0; slice++) {
      if (slice > 100) throw new Error('no cost is taken')
      site.work(1, START)
    }
    append(site, { costs: [cost(900)] })
    const left = join(folder, 'left.db')
    new Database(file, { readonly: true }).prepare('VACUUM INTO ?').run(left)
    site.close()
    file = left
    site = openSiteFile(file, { readOnly: false })
    settleAll(site)
    expect(query('SELECT amount FROM cost_days')).toEqual([{ amount: 1000 }])
    expect(verifySite(file)).toMatchObject({ ok: true })
  })

  it('few visitors at a time when they have very many hits', () => {
    const visitors = 6
    for (let visitor = 1; visitor <= visitors; visitor++)
      append(site, {
        hits: Array.from({ length: 3000 }, (_, n) => hit(visitor * 10_000 + n, visitor, START + n)),
      })
    site.rebuild()
    const done = () =>
      query<{ n: number }>(
        `SELECT max(visitors_done) AS n FROM generations WHERE state = 'building'`,
      )[0]?.n ?? 0
    const steps: number[] = []
    for (let before = 0; before < visitors; ) {
      site.work(100, START)
      steps.push(done() - before)
      before = done()
    }
    expect(steps).toEqual([2, 2, 2])
  })

  it('and a start after a crash does not wait for a visitor with very many hits', () => {
    const few = [hit(1, 1, START), hit(2, 1, START + 1)]
    append(site, {
      hits: [...few, ...Array.from({ length: 700 }, (_, n) => hit(9 + n, 2, START + n))],
    })
    const left = join(folder, 'left.db')
    new Database(file, { readonly: true }).prepare('VACUUM INTO ?').run(left)
    site.close()
    file = left
    site = openSiteFile(file, { readOnly: false })
    const visits = () =>
      query<{ visitor: number }>('SELECT visitor FROM touches').map((row) => row.visitor)
    append(site, { costs: [cost(1)] })
    expect([visits(), site.freshness().pending]).toEqual([[1], 1])
    append(site, { hits: [hit(9999, 2, START + 3_600_000)] })
    settleAll(site)
    site.catchUp()
    expect(visits()).toEqual([1, 2, 2])
    expect(verifySite(file)).toMatchObject({ ok: true, pending: 0, differences: [] })
  })

  it('and a visitor with very many hits is cut part by part, as from one piece', () => {
    const pages = [
      tagged('google', 'cpc'),
      {},
      { referrer: 'https://checkout.stripe.com/pay' },
      tagged('news', 'email'),
      { referrer: 'https://www.google.com/' },
    ]
    // Two at one time, one soon after them, and three quarters of an hour to the next.
    const hits = Array.from({ length: 5000 }, (_, n) => {
      const minutes = 50 * Math.floor(n / 3) + (n % 3 === 2 ? 5 : 0)
      return hit(n + 1, 1, START + minutes * 60_000, pages[n % 5])
    })
    const inOrder = hits.toSorted((a, b) => a.ts - b.ts || (a.eventId < b.eventId ? -1 : 1))
    const backwards = inOrder.toReversed()
    const touchesOf = (all: typeof hits) => {
      const shop = createSiteFile(':memory:', shopState)
      for (let at = 0; at < all.length; at += 1000) append(shop, { hits: all.slice(at, at + 1000) })
      settleAll(shop)
      shop.catchUp()
      const { columns, rows } = shop.derivedRows({ table: 'touches', after: null, limit: 10_000 })
      shop.close()
      return rows.map((row) =>
        row.filter((_, at) => columns[at] !== 'hit' && columns[at] !== 'tuple'),
      )
    }
    const touches = touchesOf(inOrder)
    expect(touches.length).toBeGreaterThan(1000)
    expect(touchesOf(backwards)).toEqual(touches)
  })

  it('so many rows at a time when a move is finished, and a crash in between does no harm', () => {
    const people = Array.from({ length: 1100 }, (_, n) => n)
    append(site, {
      hits: people.map((n) => hit(n, n, START, tagged('news', 'email'))),
      identities: people.map((n) => identity({ visitor: visitorUuid(n), customerId: `c${n}` })),
    })
    append(site, {
      conversions: people.map((n) => conversion(`T${n}`, START + 1, { customerId: `c${n}` })),
    })
    settleAll(site)
    site.change({ kind: 'status', status: 'moved_out' })
    const source = site
    file = join(folder, 'target.db')
    site = createSiteFile(file, { ...shopState, status: 'moving_in' })
    for (const table of TRANSFER_TABLES)
      site.importRows(source.exportRows({ table, after: null, limit: 10_000 }))
    site.finishMove(source.positions())
    const linksOfSlices: number[] = []
    for (let slice = 1; site.waits; slice++) {
      if (slice > 2000) throw new Error('the move does not end')
      const before = count('links')
      site.work(500, START)
      linksOfSlices.push(count('links') - before)
      if (slice % 3 !== 0) continue
      site.close()
      site = openSiteFile(file, { readOnly: false })
      site.finishMove(source.positions())
    }
    expect(linksOfSlices.filter((n) => n !== 0)).toEqual([1000, 100, 1000, 100])
    const derived = (of: SqliteSite) =>
      DERIVED_TABLES.map((table) => of.derivedRows({ table, after: null, limit: 10_000 }))
    expect(derived(site)).toEqual(derived(source))
    expect(verifySite(file)).toMatchObject({ ok: true, pending: 0, differences: [] })
    source.close()
  }, 60_000)

  it('so many rows at a time when a generation is cleared away', () => {
    for (let batch = 0; batch < 6; batch++)
      append(site, {
        hits: Array.from({ length: 1000 }, (_, n) =>
          hit(
            batch * 1000 + n,
            1 + (n % 7),
            START + (batch * 1000 + n) * 3_600_000,
            tagged('news', 'email'),
          ),
        ),
      })
    settleAll(site)
    site.catchUp()
    const touches = count('touches')
    expect(touches).toBe(6000)
    site.rebuild()
    for (
      let slice = 0;
      query(`SELECT 1 FROM generations WHERE state = 'building'`).length > 0;
      slice++
    ) {
      if (slice > 500) throw new Error('nothing is built')
      site.work(1000, START)
    }
    expect(count('touches')).toBe(2 * touches)
    const steps = slices(1000, () => count('touches'))
    expect(Math.max(...steps)).toBe(2000)
    expect(count('touches')).toBe(touches)
    expect(count('generations')).toBe(1)
  })
})

it('pages that move are of the schema that there is', () => {
  const journal = new URL(
    '../../collector/ledger/sqlite/migrations/meta/_journal.json',
    import.meta.url,
  )
  const { entries } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] }
  expect(SCHEMA_VERSION).toBe(entries.length)
})
