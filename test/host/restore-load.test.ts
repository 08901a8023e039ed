import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { dataFolder, pathworth, pathworthJson, startCollector } from './collector-process.ts'
import { newSale, postOrder, postVisit, type Sale, type Shop } from './shop.ts'
import { until } from './until.ts'

const SHOPPERS = 8
const SALES_BETWEEN = 100

describe('a restore beside a running collector under load', () => {
  it('undoes what came before it, keeps what comes after it, and loses nothing that was acknowledged', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder)
    const { keys } = await pathworthJson<{ keys: { write: string; read: string } }>(
      folder,
      ...['site', 'create', 'shop', '--domain', 'shop.example'],
      ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
    )
    const shop: Shop = { url: collector.url, site: 'shop', ...keys }
    const first = newSale('first', Date.now())
    await postVisit(shop, first)
    await postOrder(shop, first)
    const { id } = await pathworthJson<{ id: string }>(folder, 'snapshot', 'create', 'shop')

    const acknowledged: Sale[] = []
    const refused: { status: number; retryAfter: string | null }[] = []
    let tried = 0
    let isOpen = true
    const shoppers = Array.from({ length: SHOPPERS }, async () => {
      while (isOpen) {
        const sale = newSale(`L${tried++}`, Date.now())
        const visit = await postVisit(shop, sale)
        if (visit.status === 202) acknowledged.push(sale)
        else refused.push({ status: visit.status, retryAfter: visit.headers.get('retry-after') })
      }
    })
    await until(() => acknowledged.length >= SALES_BETWEEN)
    const early = [...acknowledged]
    const answer = await pathworthJson<{ undo: string; undone: { hits: number } }>(
      folder,
      ...['snapshot', 'restore', 'shop', id, '--yes'],
    )
    const before = new Set(acknowledged)
    const late = () => acknowledged.filter((sale) => !before.has(sale))
    await until(() => late().length >= SALES_BETWEEN)
    isOpen = false
    await Promise.all(shoppers)

    for (const one of refused) expect(one).toEqual({ status: 503, retryAfter: '2' })
    expect(answer.undone.hits).toBeGreaterThanOrEqual(early.length)
    const live = eventsIn(join(folder, 'sites', 'shop.db'))
    const undo = eventsIn(join(folder, 'snapshots', 'shop', `${answer.undo}.db`))
    expect(live.has(first.event)).toBe(true)
    expect(early.filter(({ event }) => live.has(event))).toEqual([])
    expect(late().filter(({ event }) => !live.has(event))).toEqual([])
    expect(acknowledged.filter(({ event }) => !live.has(event) && !undo.has(event))).toEqual([])

    // Acknowledged twice under one id: known, so it was not lost.
    for (const sale of late().slice(0, 5))
      expect((await postVisit(shop, sale)).body).toMatchObject({ accepted: 0, duplicate: 1 })
    expect((await pathworth(folder, 'verify')).code).toBe(0)
    await collector.stop()
    expect(verifySite(join(folder, 'snapshots', 'shop', `${answer.undo}.db`)).ok).toBe(true)
  })
})

function eventsIn(file: string): Set<string> {
  const db = new Database(file, { readonly: true })
  const ids = db.prepare<[], string>('SELECT lower(hex(event_id)) FROM hits').pluck().all()
  db.close()
  return new Set(ids.map(uuidOf))
}

const uuidOf = (hex: string): string =>
  hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
