import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { append, conversion, refund, START } from '../ledger/shop.ts'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const CREATE = [
  ...['site', 'create', 'shop', '--domain', 'shop.example'],
  ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
]

interface Verified {
  ok: boolean
  entries: number
  head: { seq: number; hash: string }
  broken: number | null
  head_found?: boolean
  head_given_up?: boolean
}

const folder = dataFolder()
const file = join(folder, 'sites', 'shop.db')

const refundSome = (...ids: string[]) => {
  const site = openSiteFile(file, { readOnly: false })
  append(site, { conversions: [conversion('T1', START)] })
  for (const id of ids) append(site, { refunds: [refund('T1', id, 500)] })
  site.close()
}

const verified = (...words: string[]) =>
  pathworthJson<Verified>(folder, 'audit', 'verify', '--site', 'shop', ...words)

const tamper = (statement: string): void => {
  const database = new Database(file)
  database.exec(statement)
  database.close()
}

beforeAll(async () => {
  await pathworthJson(folder, ...CREATE)
  refundSome('R1', 'R2', 'R3')
})

describe('the audit trail from the command line', () => {
  it('is listed, page by page', async () => {
    const { out } = await pathworth(folder, 'audit', 'list', '--site', 'shop', '--limit', '2')
    expect(out).toContain('refund')
    expect(out).toContain('"transaction_id":"T1"')
    expect(out).toMatch(/More: --after \d+/)
    const { entries } = await pathworthJson<{ entries: object[] }>(
      folder,
      ...['audit', 'list', '--site', 'shop'],
    )
    expect(entries).toMatchObject([
      { kind: 'refund', before: { value: '100.00' }, after: { value: '95.00' } },
      { kind: 'refund', after: { value: '90.00' } },
      { kind: 'refund', after: { value: '85.00' } },
    ])
  })

  it('is verified, and a head that was kept is found again when more has come', async () => {
    const { head, ...rest } = await verified()
    expect(rest).toEqual({ site: 'shop', ok: true, entries: 3, broken: null })
    refundSome('R4')
    expect(await verified('--head', head.hash)).toMatchObject({
      ...{ ok: true, entries: 4, head_found: true },
    })
  })

  it('tells what a restore has given up from what was taken off', async () => {
    const { id } = await pathworthJson<{ id: string }>(folder, 'snapshot', 'create', 'shop')
    refundSome('R5')
    const { head } = await verified()
    await pathworthJson(folder, 'snapshot', 'restore', 'shop', id, '--yes')
    const found = await pathworth(
      folder,
      ...['audit', 'verify', '--site', 'shop', '--head', head.hash],
    )
    expect([found.code, found.out]).toEqual([1, expect.stringContaining('restore from a snapshot')])
    expect(await verified()).toMatchObject({ ok: true, entries: 5 })
    const last = await verified()
    tamper(`DELETE FROM audit WHERE seq = ${last.head.seq}`)
    const lost = await pathworth(
      folder,
      ...['audit', 'verify', '--site', 'shop', '--head', last.head.hash],
    )
    expect([lost.code, lost.out]).toEqual([1, expect.stringContaining('NOT in the chain')])
  })

  it('names the entry that does not follow, and fails', async () => {
    tamper(
      `UPDATE audit SET "after" = '{"value":"1000000.00"}' WHERE seq = (SELECT min(seq) FROM audit)`,
    )
    const { code, out } = await pathworth(folder, 'audit', 'verify', '--site', 'shop')
    expect(code).toBe(1)
    expect(out).toMatch(/entry \d+ does NOT follow/)
  })

  it.each([
    ['verify', '--head', 'abc'],
    ['list', '--after', '-1'],
    ['list', '--limit', 'many'],
  ])('is not %s with %s %s', async (what, option, value) => {
    const words = ['audit', what, '--site', 'shop', `${option}=${value}`]
    expect((await pathworth(folder, ...words)).code).toBe(2)
  })
})
