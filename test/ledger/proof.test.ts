import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Proof } from '../../collector/ledger/proof.ts'
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
  settings,
  settleAll,
  tagged,
  valueByChannel,
  visitorUuid,
} from './shop.ts'
import { newShopFile, removeShopFile } from './shop-file.ts'

const GENERATION_TABLES = [
  'touches',
  'uncut',
  'contributions',
  'dirty',
  'rollups',
  'touch_counts',
  'touch_totals',
  'cost_days',
]

describe('a proof', () => {
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
        ...Array.from({ length: 30 }, (_, index) => hit(10 + index, 10 + index, START)),
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
    settleAll(site)
  })

  afterEach(() => {
    removeShopFile({ folder, site })
  })

  const inFile = <Value>(work: (database: Database.Database) => Value): Value => {
    const database = new Database(file)
    try {
      return work(database)
    } finally {
      database.close()
    }
  }

  const tamper = (sql: string) => inFile((database) => database.exec(sql))

  const prove = (): Proof => {
    site.startProof(START)
    settleAll(site)
    return site.proof()
  }

  /** Works slice by slice, with something in between, until nothing waits. */
  const workWith = (between: (slice: number) => void): void => {
    for (let slice = 0; site.waits; slice++) {
      if (slice > 2000) throw new Error('the site does not settle')
      between(slice)
      site.work(1, START)
    }
  }

  it('is none before it was asked for', () => {
    expect(site.proof()).toMatchObject({ state: 'none', ok: null, startedAt: null })
  })

  it('finds nothing where everything follows from the facts, and counts what it has compared', () => {
    expect(prove()).toEqual({
      state: 'done',
      startedAt: START,
      finishedAt: START,
      progress: 1,
      ok: true,
      differences: [],
      counts: verifySite(file).counts,
    })
  })

  it('runs in slices, tells how far it is, and changes no report meanwhile', () => {
    const values = valueByChannel(site, 'linear')
    const { generation } = site.freshness()
    expect(site.startProof(START + 1)).toMatchObject({ state: 'running', startedAt: START + 1 })
    const progress: number[] = []
    workWith(() => {
      const proof = site.proof()
      if (proof.state === 'running') {
        progress.push(proof.progress)
        expect(proof).toMatchObject({ ok: null, finishedAt: null })
      }
      expect(valueByChannel(site, 'linear')).toEqual(values)
    })
    expect(progress.length).toBeGreaterThan(30)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.every((part) => part >= 0 && part < 1)).toBe(true)
    expect(site.freshness()).toMatchObject({ generation, building: false, pending: 0 })
  })

  it('leaves one generation, and no row of another', () => {
    prove()
    const { generation } = site.freshness()
    for (const table of [...GENERATION_TABLES, 'generations']) {
      const column = table === 'generations' ? 'id' : 'generation'
      const others = inFile((database) =>
        database.prepare(`SELECT * FROM ${table} WHERE ${column} != ?`).all(generation),
      )
      expect([table, others]).toEqual([table, []])
    }
  })

  it.each([
    ['a rollup', 'UPDATE rollups SET value = value + 1 WHERE period = 20260903', 'rollups'],
    ['a rollup that is missing', `DELETE FROM rollups WHERE model = 'linear'`, 'rollups'],
    ['a touch', 'UPDATE touches SET tuple = 1 - tuple + 1', 'touches'],
    ['touches that are missing', 'DELETE FROM touches', 'touches'],
    ['the end of a visit', 'UPDATE touches SET "end" = "end" + 1 WHERE visitor = 1', 'touches'],
    ['a count of touches', 'UPDATE touch_counts SET n = n + 1', 'touch_counts'],
    ['a total of touches', 'UPDATE touch_totals SET n = n + 1', 'touch_totals'],
    ['a cost', 'UPDATE cost_days SET amount = 1', 'cost_days'],
    [
      'a cost too many',
      `INSERT INTO cost_days SELECT generation, day + 1, channel, source, medium, campaign, category,
         accrues, amount FROM cost_days`,
      'cost_days',
    ],
    ['a contribution', `DELETE FROM contributions WHERE transaction_id = 'B'`, 'contributions'],
    ['a link of an identity', 'DELETE FROM links WHERE visitor = 2', 'links'],
    ['a link that is there twice', dupeLink('conversion IS NULL'), 'links'],
    ['a link of nobody', dupeLink('conversion IS NULL', 'ts + 1'), 'links'],
    ['a link of a conversion', 'DELETE FROM links WHERE conversion = 1', 'links'],
    [
      'a link with another name',
      `UPDATE links SET customer_id = 'eve' WHERE conversion = 1`,
      'links',
    ],
    ['a link of no conversion', dupeLink('conversion = 1', 'ts', '99'), 'links'],
  ])('finds %s that was changed behind its back', (_, sql, table) => {
    tamper(sql)
    const { ok, differences } = prove()
    expect(ok).toBe(false)
    expect(differences.join('\n')).toMatch(new RegExp(`^${table}: `, 'm'))
    expect(differences.length).toBeLessThan(80)
  })

  it('takes facts meanwhile, and finds nothing because of them', () => {
    site.startProof(START)
    let id = 1000
    workWith((slice) => {
      if (slice > 120 || slice % 3 !== 0) return
      id += 1
      append(site, {
        hits: [
          hit(id, 1 + (slice % 50), START - slice * DAY, tagged('late', 'cpc', `c${slice}`)),
          hit(id + 1000, 2, START + slice * DAY),
          hit(id + 2000, id, START, tagged('google', 'cpc')),
        ],
        conversions: [
          conversion(`N${slice}`, START + slice * DAY, { visitor: visitorUuid(slice % 50) }),
          conversion('A', START + 2 * DAY, { visitor: visitorUuid(1), value: 9000 + slice }),
        ],
        refunds: [refund('B', `R${slice}`, 10)],
        identities: [identity({ visitor: visitorUuid(slice % 50), customerId: `c${slice % 7}` })],
        costs: [cost(100 + slice, { externalId: `x${slice % 4}`, from: 20260901, to: 20260903 })],
      })
    })
    expect(id).toBeGreaterThan(1030)
    expect(site.proof()).toMatchObject({ state: 'done', ok: true, differences: [] })
    expect(verifySite(file)).toMatchObject({ ok: true, differences: [] })
  })

  it('goes on after a crash, wherever it was', () => {
    site.startProof(START)
    let slices = 0
    while (site.waits) {
      if (++slices > 2000) throw new Error('the site does not settle')
      site.work(1, START)
      if (slices % 7 !== 0) continue
      append(site, { costs: [cost(slices)], hits: [hit(5000 + slices, 5000 + slices, START)] })
      // What a process that is killed leaves behind: nothing is caught up, nothing is closed.
      const left = join(folder, `left-${slices}.db`)
      inFile((database) => database.prepare('VACUUM INTO ?').run(left))
      site.close()
      file = left
      site = openSiteFile(file, { readOnly: false })
      if (slices > 200) break
    }
    settleAll(site)
    expect(site.proof()).toMatchObject({ state: 'done', ok: true, differences: [] })
    expect(verifySite(file)).toMatchObject({ ok: true })
  })

  it('is given up for new settings, and can be had again under those', () => {
    site.startProof(START)
    site.work(5, START)
    const changed = { ...settings, timeZone: 'Asia/Tokyo' }
    site.change({ kind: 'settings', settings: changed, owner: 'ana', at: START })
    expect(site.proof()).toMatchObject({ state: 'none' })
    expect(() => site.startProof(START)).toThrow('when that is done')
    settleAll(site)
    expect(prove()).toMatchObject({ state: 'done', ok: true })
  })

  it('goes on when it is asked for again, and begins anew when it was done', () => {
    site.startProof(START)
    site.work(5, START)
    expect(site.startProof(START + 5)).toMatchObject({ state: 'running', startedAt: START })
    settleAll(site)
    tamper('UPDATE touch_totals SET n = n + 1')
    site.startProof(START + 9)
    settleAll(site)
    expect(site.proof()).toMatchObject({ startedAt: START + 9, ok: false })
  })

  it('that can not be built says why, and does not keep the site from its work', () => {
    tamper(`CREATE TRIGGER broken BEFORE INSERT ON contributions
              BEGIN SELECT RAISE(ABORT, 'out of order'); END`)
    expect(prove()).toMatchObject({ ok: false, differences: ['a rebuild fails: out of order'] })
    tamper('DROP TRIGGER broken')
    expect(prove()).toMatchObject({ ok: true })
  })

  it('is read on a connection that can not write', () => {
    prove()
    const reader = openSiteFile(file, { readOnly: true })
    expect(reader.proof()).toMatchObject({ state: 'done', ok: true })
    expect(() => reader.startProof(START)).toThrow('reading only')
    reader.close()
  })
})

function dupeLink(where: string, ts = 'ts', conversion = 'NULL'): string {
  return `INSERT INTO links (conversion, visitor, customer_id, email_hash, ts, claim)
    SELECT ${conversion}, visitor, customer_id, email_hash, ${ts}, claim FROM links WHERE ${where}`
}
