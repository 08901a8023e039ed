import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { conversion, hit, MINUTE, START, tagged, visitorUuid } from '../ledger/shop.ts'
import { dataFolder, pathworthJson, run } from './collector-process.ts'

/** So many that their pages go over in several steps. */
const HITS = 12_000

const roi = {
  kind: 'roi',
  from: 20260901,
  to: 20260930,
  goal: 'purchase',
  model: 'linear',
  basis: 'conversion_date',
  by: ['channel'],
} as const

const siteFile = (folder: string) => join(folder, 'sites', 'shop.db')

let prepared = ''
let id = ''

beforeAll(async () => {
  prepared = dataFolder()
  await pathworthJson(
    prepared,
    ...['site', 'create', 'shop', '--domain', 'shop.example'],
    ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
  )
  sell(0, HITS)
  id = (await pathworthJson<{ id: string }>(prepared, 'snapshot', 'create', 'shop')).id
  sell(HITS, HITS + 100)
})

/** A visit each, and an order of the first visitor. */
function sell(from: number, to: number): void {
  const site = openSiteFile(siteFile(prepared), { readOnly: false })
  const ids = Array.from({ length: to - from }, (_, at) => from + at)
  site.append(
    [
      {
        hits: ids.map((n) => hit(n, n, START, tagged('google', 'cpc'))),
        conversions: [conversion(`T${from}`, START + MINUTE, { visitor: visitorUuid(from) })],
      },
    ],
    START,
  )
  site.settle({ conversions: 1_000 }, START)
  site.close()
}

/** How many orders are credited, as the next start would find it. */
function ordersIn(folder: string): number {
  const site = openSiteFile(siteFile(folder), { readOnly: false })
  const { matched } = site.report(roi)
  site.close()
  return matched
}

describe('kill -9 in a restore', () => {
  it.each([
    ['after', 'stage', 2],
    ['after', 'take', 2],
    ['within', '1', 2],
    ['within', '2', 2],
    ['after', 'replace', 1],
  ] as const)(
    '%s %s leaves %i orders, and the restore can be done again',
    async (when, what, left) => {
      const folder = dataFolder()
      cpSync(prepared, folder, { recursive: true })
      const { out, err } = await run('test/host/restoring-entry.ts', [folder, id, when, what])
      expect({ out, err }).toEqual({ out: '', err: '' })

      expect(ordersIn(folder)).toBe(left)
      expect(verifySite(siteFile(folder))).toMatchObject({ ok: true, pending: 0 })
      await pathworthJson(folder, 'snapshot', 'restore', 'shop', id, '--yes')
      expect(ordersIn(folder)).toBe(1)
      const files = readdirSync(join(folder, 'snapshots', 'shop'))
      expect(files).toContain(`${id}.db`)
      expect(files.filter((name) => !name.endsWith('.db'))).toEqual([])
    },
  )
})
