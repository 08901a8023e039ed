import { describe, expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson, startCollector } from './collector-process.ts'
import { askRoi, newSale, postOrder, postVisit, type Sale, type Shop } from './shop.ts'
import { until } from './until.ts'

const SHOPPERS = 8
const SALES_BEFORE_THE_KILL = 300

describe('kill -9 in the middle of load, then a restart', () => {
  it('every acknowledged event and order is there, once', async () => {
    const folder = dataFolder()
    const killed = await startCollector(folder)
    const { keys } = await pathworthJson<{ keys: { write: string; read: string } }>(
      folder,
      ...['site', 'create', 'shop', '--domain', 'shop.example'],
      ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
    )
    const shop: Shop = { url: killed.url, site: 'shop', ...keys }
    const acknowledged: Sale[] = []
    let tried = 0
    const shoppers = Array.from({ length: SHOPPERS }, async () => {
      for (;;) {
        const sale = newSale(`K${tried++}`, Date.now())
        const visit = await postVisit(shop, sale)
        const order = await postOrder(shop, sale)
        if (visit.status === 202 && order.status === 200) acknowledged.push(sale)
      }
    })
    const ended = Promise.allSettled(shoppers)
    await until(() => acknowledged.length >= SALES_BEFORE_THE_KILL)
    await killed.stop('SIGKILL')
    await ended

    const restarted = await startCollector(folder)
    const again = { ...shop, url: restarted.url }
    const credited = async () => {
      const { body } = await askRoi(again, Date.now())
      const paid = body.rows.find(({ channel }) => channel === 'Paid Search')
      return Number(paid?.value ?? 0)
    }
    const before = await credited()
    expect(before).toBeGreaterThanOrEqual(acknowledged.length)
    expect(before).toBeLessThanOrEqual(acknowledged.length + SHOPPERS)

    // Sent once more, all of it is known: nothing was lost, and nothing counts twice.
    for (const sale of acknowledged) {
      expect((await postVisit(again, sale)).body).toMatchObject({ accepted: 0, duplicate: 1 })
      expect((await postOrder(again, sale)).body.results[0]).toMatchObject({ outcome: 'unchanged' })
    }
    expect(await credited()).toBe(before)
    expect((await pathworth(folder, 'verify')).code).toBe(0)
    await restarted.stop()
  })
})
