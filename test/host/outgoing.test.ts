import { afterEach, describe, expect, it } from 'vitest'
import {
  type CollectorProcess,
  dataFolder,
  pathworth,
  pathworthJson,
  startCollector,
} from './collector-process.ts'
import { Receiver, verified, withStatus } from './receiver.ts'
import { newSale, postOrder, postVisit, type Shop } from './shop.ts'
import { until } from './until.ts'

const HOSTS = { PATHWORTH_WEBHOOK_HOSTS: '127.0.0.1' }
const SITE = ['--site', 'shop']

interface Added {
  id: string
  secret: string
}

interface Deliveries {
  counts: Record<string, number>
  deliveries: Record<string, unknown>[]
}

const receivers: Receiver[] = []
const collectors: CollectorProcess[] = []

afterEach(async () => {
  for (const receiver of receivers.splice(0)) receiver.close()
  for (const collector of collectors.splice(0)) await collector.stop('SIGKILL')
})

async function newReceiver(port?: number): Promise<Receiver> {
  const receiver = await Receiver.start(port)
  receivers.push(receiver)
  return receiver
}

async function collectorOn(folder: string): Promise<CollectorProcess> {
  const collector = await startCollector(folder, HOSTS)
  collectors.push(collector)
  return collector
}

/** A shop that tells a receiver what happens. */
async function tellingShop() {
  const folder = dataFolder()
  const collector = await collectorOn(folder)
  const { keys } = await pathworthJson<{ keys: { write: string; read: string } }>(
    folder,
    ...['site', 'create', 'shop', '--domain', 'shop.example'],
    ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
  )
  const receiver = await newReceiver()
  const added = await pathworthJson<Added>(
    folder,
    ...['webhook-out', 'add', `${receiver.url}/hooks`, ...SITE],
  )
  const shop: Shop = { url: collector.url, site: 'shop', ...keys }
  return { folder, collector, receiver, shop, ...added }
}

async function sell(shop: Shop, order: string): Promise<void> {
  const sale = newSale(order, Date.now())
  await postVisit(shop, sale)
  await postOrder(shop, sale)
}

const listed = (folder: string) =>
  pathworthJson<Deliveries>(folder, 'webhook-out', 'deliveries', ...SITE)

/** Once deliveries stand as they are to stand. */
const standing = (folder: string, counts: Record<string, number>) =>
  until(async () => {
    const found = await listed(folder)
    return JSON.stringify(found.counts) === JSON.stringify(counts) && found
  })

describe('a collector', () => {
  it('tells a receiver of a sale, signed as it can check, and once', async () => {
    const { folder, receiver, shop, secret } = await tellingShop()
    await sell(shop, '1001')
    const [arrived] = await until(() => receiver.arrived.length > 0 && receiver.arrived)
    if (!arrived) throw new Error('nothing has arrived')
    expect(arrived).toMatchObject({ path: '/hooks', body: { type: 'conversion.credited' } })
    expect(verified(secret, arrived)).toMatchObject({
      data: {
        ...{ site: 'shop', transaction_id: '1001', net: '1.00', matched: true },
        touches: [{ channel: 'Paid Search' }],
      },
    })
    const { deliveries } = await standing(folder, { delivered: 1 })
    expect(deliveries).toMatchObject([{ webhook_id: arrived.id, tries: 1, last_status: 204 }])
    expect(receiver.arrived).toHaveLength(1)
  })

  it('sends again what was answered 500, under the same id, and then it is done', async () => {
    const { folder, receiver, shop, secret } = await tellingShop()
    receiver.answers.push(withStatus(500))
    await sell(shop, '1001')
    await until(() => receiver.arrived.length === 2)
    const [first, second] = receiver.arrived
    expect(second?.id).toBe(first?.id)
    expect(second?.text).toBe(first?.text)
    if (second) verified(secret, second)
    const { deliveries } = await standing(folder, { delivered: 1 })
    expect(deliveries).toMatchObject([{ tries: 2 }])
  })

  it('leaves a receiver alone for as long as it asks', async () => {
    const { folder, receiver, shop } = await tellingShop()
    receiver.answers.push(withStatus(429, { 'retry-after': '3600' }))
    const before = Date.now()
    await sell(shop, '1001')
    const [waiting] = await until(async () => {
      const { deliveries } = await listed(folder)
      return deliveries[0]?.['tries'] === 1 && deliveries
    })
    expect(waiting).toMatchObject({ state: 'waiting', last_status: 429 })
    const pause = Date.parse(String(waiting?.['next_at'])) - before
    expect(pause).toBeGreaterThanOrEqual(3_600_000)
    expect(pause).toBeLessThan(2 * 3_600_000)
  })

  it('tells one receiver while another does not answer', async () => {
    const { folder, receiver, shop } = await tellingShop()
    const slow = await newReceiver()
    slow.answers.push(
      () => {},
      () => {},
    )
    await pathworthJson(folder, 'webhook-out', 'add', slow.url, ...SITE)
    await sell(shop, '1001')
    await until(() => slow.arrived.length > 0 && receiver.arrived.length > 0)
    await standing(folder, { delivered: 1, waiting: 1 })
  })

  it('follows no redirect, and tells nothing more to who is gone', async () => {
    const { folder, receiver, shop, id } = await tellingShop()
    const other = await newReceiver()
    receiver.answers.push(withStatus(302, { location: other.url }), withStatus(410))
    await sell(shop, '1001')
    await standing(folder, { dead: 1 })
    await sell(shop, '1002')
    const { endpoints } = await pathworthJson<{ endpoints: unknown[] }>(
      folder,
      ...['webhook-out', 'list', ...SITE],
    )
    expect(endpoints).toMatchObject([{ id, disabled_at: expect.any(String) }])
    expect({ redirected: other.arrived, told: receiver.arrived.length }).toEqual({
      ...{ redirected: [], told: 2 },
    })
    await pathworthJson(folder, 'webhook-out', 'enable', id, ...SITE)
    const retried = await pathworth(folder, 'webhook-out', 'retry', ...SITE)
    expect(retried.out).toBe('1 will be sent again.\n')
    await standing(folder, { delivered: 1 })
    expect(receiver.arrived[2]?.id).toBe(receiver.arrived[0]?.id)
  })

  it('that is stopped while messages wait sends them when it starts again', async () => {
    const { folder, collector, receiver, shop } = await tellingShop()
    receiver.close()
    await sell(shop, '1001')
    await until(async () => Number((await listed(folder)).deliveries[0]?.['tries']) > 0)
    await collector.stop()
    const port = Number(new URL(receiver.url).port)
    const again = await newReceiver(port)
    await collectorOn(folder)
    await until(() => again.arrived.length > 0)
    await standing(folder, { delivered: 1 })
  })

  it('that is killed between sending and marking sends again, under the same id', async () => {
    const { folder, collector, receiver, shop, secret } = await tellingShop()
    // It has the message, and its answer never comes.
    receiver.answers.push(() => {})
    await sell(shop, '1001')
    await until(() => receiver.arrived.length === 1)
    await collector.stop('SIGKILL')
    await collectorOn(folder)
    await until(() => receiver.arrived.length === 2)
    const [first, second] = receiver.arrived
    expect(second?.id).toBe(first?.id)
    expect(second?.text).toBe(first?.text)
    if (second) verified(secret, second)
    await standing(folder, { delivered: 1 })
  })

  it('stops at once though a receiver does not answer', async () => {
    const { collector, receiver, shop } = await tellingShop()
    receiver.answers.push(() => {})
    await sell(shop, '1001')
    await until(() => receiver.arrived.length === 1)
    const stopped = performance.now()
    expect(await collector.stop()).toMatchObject({ code: 0 })
    expect(performance.now() - stopped).toBeLessThan(10_000)
  })
})

describe('webhook-out', () => {
  async function withShop(): Promise<string> {
    const folder = dataFolder()
    const created = ['site', 'create', 'shop', '--domain', 'shop.example']
    await pathworthJson(folder, ...created, '--currency', 'EUR', '--timezone', 'UTC')
    return folder
  }

  it('adds, lists, rotates and removes, and shows a secret once', async () => {
    const folder = await withShop()
    const add = ['webhook-out', 'add', 'https://crm.example/hooks', ...SITE]
    const { id, secret } = await pathworthJson<Added>(folder, ...add)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const rotated = await pathworthJson<Added>(folder, 'webhook-out', 'rotate', id, ...SITE)
    expect(rotated.secret).not.toBe(secret)
    const list = await pathworth(folder, 'webhook-out', 'list', ...SITE)
    expect(list.out).toContain('https://crm.example/hooks  conversion.credited import.finished')
    expect(list.out).not.toContain('whsec')
    const again = await pathworth(folder, ...add)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining(`already, as ${id}`) })
    await pathworthJson(folder, 'webhook-out', 'remove', id, ...SITE)
    const none = await pathworth(folder, 'webhook-out', 'list', ...SITE)
    expect(none.out).toBe('shop tells nobody.\n')
  })

  it('says what was typed wrongly, and how it is typed', async () => {
    const folder = await withShop()
    const plain = await pathworth(folder, 'webhook-out', 'add', 'http://crm.example/', ...SITE)
    expect(plain).toMatchObject({ code: 2, err: expect.stringContaining('is not https') })
    expect(plain.err).toContain('webhook-out add <url> --site SITE')
    const none = await pathworth(folder, 'webhook-out', 'deliveries', ...SITE)
    expect(none.out).toBe('There are none.\n')
  })
})
