import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../collector/host/cli/main.ts'
import {
  type CollectorProcess,
  dataFolder,
  pathworth,
  pathworthJson,
  type Ran,
  startCollector,
} from './collector-process.ts'
import { askRoi, newSale, postOrder, postVisit, type Shop } from './shop.ts'

const TOKEN = 'a-token-of-32-characters-or-more'
const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']

let sold = ''
let keys = { write: '', read: '' }
let far: CollectorProcess
let farFolder = ''

beforeAll(async () => {
  sold = dataFolder()
  keys = (await pathworthJson<{ keys: typeof keys }>(sold, ...CREATE, ...MONEY)).keys
  const collector = await startCollector(sold)
  const shop: Shop = { url: collector.url, site: 'shop', ...keys }
  for (const order of ['1', '2', '3']) {
    const sale = newSale(order, Date.now())
    await postVisit(shop, sale)
    await postOrder(shop, sale)
  }
  await collector.stop()
  farFolder = dataFolder()
  far = await startCollector(farFolder, { PATHWORTH_ADMIN_TOKEN: TOKEN })
})

afterAll(() => far.stop())

/** A folder of its own with a site `shop` and three sales in it; nobody runs on it. */
function soldFolder(): string {
  const folder = dataFolder()
  cpSync(sold, folder, { recursive: true })
  return folder
}

const fileIn = (folder: string) => join(folder, 'sites', 'shop.db')

async function run(...words: string[]): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await runCli(
    words,
    { PATHWORTH_DATA: '/nowhere/at/all', PATHWORTH_ADMIN_TOKEN: TOKEN },
    { out: (text) => (out += `${text}\n`), err: (text) => (err += `${text}\n`) },
  )
  return { code, out, err }
}

const statusOf = async (folder: string): Promise<string> =>
  (await pathworthJson<{ status: string }>(folder, 'site', 'show', 'shop')).status

describe('move', () => {
  it('takes a site from a file to a collector far away, and back into another folder', async () => {
    const folder = soldFolder()
    const there = await run('move', '--from', fileIn(folder), '--to', far.url, '--json')
    expect([there.code, JSON.parse(there.out || '{}')]).toMatchObject([
      0,
      { site: 'shop', moved: true, differences: [] },
    ])
    expect(await statusOf(folder)).toBe('moved_out')

    // The same keys open it there, it has the same figures, and takes facts.
    const shop: Shop = { url: far.url, site: 'shop', ...keys }
    expect((await askRoi(shop, Date.now())).body.total).toMatchObject({ value: '3.00' })
    const sale = newSale('4', Date.now())
    expect((await postVisit(shop, sale)).status).toBe(202)
    expect((await postOrder(shop, sale)).status).toBe(200)

    const other = dataFolder()
    const back = await run('move', '--from', far.url, '--to', fileIn(other))
    expect([back.code, back.out]).toEqual([0, expect.stringContaining('shop is open at')])
    expect(back.out).toContain('What is left to do')
    expect(await pathworthJson(other, 'verify', 'shop')).toMatchObject({ ok: true })
    expect(await pathworthJson(other, 'site', 'status', 'shop')).toMatchObject({
      status: 'open',
      facts: { hits: 4, conversions: 4 },
    })

    // Whoever still writes to the old place hears to come again.
    const late = await postOrder(shop, newSale('5', Date.now()))
    expect(late.status).toBe(503)
    expect(late.headers.get('retry-after')).toBe('60')
    expect((await askRoi(shop, Date.now())).status).toBe(200)
  })

  it('takes a site back to the very folder that it came from', async () => {
    const folder = soldFolder()
    const other = dataFolder()
    expect((await run('move', '--from', fileIn(folder), '--to', fileIn(other))).code).toBe(0)
    const back = await run('move', '--from', fileIn(other), '--to', folder, '--site', 'shop')
    expect([back.code, back.err]).toEqual([0, expect.stringContaining('copying it from')])
    expect([await statusOf(folder), await statusOf(other)]).toEqual(['open', 'moved_out'])
  })

  it('goes through the collectors that own the folders', async () => {
    const [folder, other] = [soldFolder(), dataFolder()]
    const collectors = [await startCollector(folder), await startCollector(other)]
    expect((await run('move', '--from', fileIn(folder), '--to', fileIn(other))).code).toBe(0)
    const shop: Shop = { url: collectors[1]?.url ?? '', site: 'shop', ...keys }
    expect((await askRoi(shop, Date.now())).body.total).toMatchObject({ value: '3.00' })
    for (const collector of collectors) await collector.stop()
  })

  it('takes a file that was put into a folder, such as a backup', async () => {
    const [folder, other] = [dataFolder(), dataFolder()]
    cpSync(fileIn(sold), fileIn(folder))
    expect((await run('move', '--from', fileIn(folder), '--to', fileIn(other))).code).toBe(0)
    expect(await statusOf(other)).toBe('open')
  })

  it('is undone by opening the source again', async () => {
    const [folder, other] = [soldFolder(), dataFolder()]
    await run('move', '--from', fileIn(folder), '--to', fileIn(other))
    expect((await pathworth(folder, 'site', 'reopen', 'shop')).code).toBe(0)
    expect(await statusOf(folder)).toBe('open')
  })
})

describe('a move that finds a difference', () => {
  it('leaves the target closed and the source open, and exits with 1', async () => {
    const [folder, other] = [soldFolder(), dataFolder()]
    const db = new Database(fileIn(folder))
    db.exec('UPDATE rollups SET value = value + 1')
    db.close()
    const { code, out } = await run('move', '--from', fileIn(folder), '--to', fileIn(other))
    expect(code).toBe(1)
    expect(out).toContain('shop DIFFERS')
    expect(out).toMatch(/rollup .* is 3000000,301,.* its contributions sum to 3000000,300,/)
    expect([await statusOf(folder), await statusOf(other)]).toEqual(['open', 'moving_in'])
  })
})

describe('a move is refused', () => {
  it('of a site that there is not', async () => {
    const { code, err } = await run(
      ...['move', '--from', far.url, '--to', fileIn(dataFolder()), '--site', 'nope'],
    )
    expect(code).toBe(2)
    expect(err).toContain('"nope" can\'t become "shop"')
    const other = await run('move', '--from', far.url, '--to', dataFolder(), '--site', 'nope')
    expect(other.code).toBe(1)
    expect(other.err).toContain('there is no site "nope"')
    const nowhere = dataFolder()
    const none = await run('move', '--from', fileIn(nowhere), '--to', far.url)
    expect([none.code, none.err]).toEqual([1, `there is no site "shop" in ${nowhere}\n`])
    expect(readdirSync(nowhere)).toEqual([])
  })

  it.each([
    [['--from', '/nowhere/sites/shop.db'], '--to is missing'],
    [['--from', '/nowhere/shop.db', '--to', 'https://t.shop.example'], 'no file of a site in one'],
    [['--from', '/nowhere', '--to', 'https://t.shop.example'], 'no data folder'],
    [['--from', 't.shop.example', '--to', '/x/sites/shop.db'], 'is no address (https://…)'],
    [['--from', 'http://t.shop.example', '--to', '/x/sites/shop.db'], 'use https://'],
    [['--from', '/x/sites/shop.db', '--to', '/x/sites/shop.db'], 'name the same place'],
    [['--from', '/x/sites/shop.db', '--to', '/y/sites/store.db'], 'can\'t become "store"'],
    [['--from', 'https://a.example', '--to', 'https://b.example'], '--site is missing'],
    [
      ['--from', '/x/sites/shop.db', '--to', 'https://b.example', '--at', 'https://b.example'],
      'move takes no --at',
    ],
  ])('as %j', async (words, named) => {
    const { code, err } = await run('move', ...words)
    expect(code).toBe(2)
    expect(err).toContain(named)
  })
})
