import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '../../collector/ledger/outgoing.ts'
import { newSecret, secretBytes } from '../../collector/outgoing/sign.ts'
import { Receiver, verified, withStatus } from '../host/receiver.ts'
import { until } from '../host/until.ts'
import { conversion, hit, importSteps, START, spend, tagged, visitorUuid } from '../ledger/shop.ts'
import { Platform, type PlatformSite } from './platform.ts'

// Nobody but alarms sends here.

let platform: Platform
const receivers: Receiver[] = []
const secret = newSecret(secretBytes())

beforeAll(async () => {
  platform = await Platform.start()
})

afterAll(() => platform.close())

afterEach(() => {
  for (const receiver of receivers.splice(0)) receiver.close()
})

async function tellingSite(): Promise<{ site: PlatformSite; receiver: Receiver }> {
  const receiver = await Receiver.start()
  receivers.push(receiver)
  const site = await platform.addSite()
  const endpoint: Endpoint = {
    ...{ id: 'e1', url: `${receiver.url}/hooks`, createdAt: START, disabledAt: null },
    events: ['conversion.credited', 'import.finished'],
    secrets: [{ secret, validUntil: null }],
  }
  await site.call('change', { kind: 'endpoint_added', endpoint })
  return { site, receiver }
}

const sale = (name: string) => conversion(name, START + 60_000, { visitor: visitorUuid(1) })

const states = (site: PlatformSite) =>
  site.sql<{ state: string; attempts: number }>('SELECT state, attempts FROM outgoing ORDER BY id')

const delivered = (site: PlatformSite) =>
  until(async () => {
    const rows = await states(site)
    return rows.length > 0 && rows.every(({ state }) => state === 'delivered') && rows
  })

test('an object tells a receiver of sales and imports, signed as it can check', async () => {
  const { site, receiver } = await tellingSite()
  await site.append({ hits: [hit(1, 1, START, tagged('google', 'cpc'))] })
  await site.append({ conversions: [sale('1001')], imports: importSteps('a', [spend(100)]) })
  await until(() => receiver.arrived.length === 2)
  for (const arrived of receiver.arrived) verified(secret, arrived)
  const bodies = receiver.arrived.map(({ body }) => body)
  expect(bodies.toSorted((a, b) => (a.type < b.type ? -1 : 1))).toMatchObject([
    { type: 'conversion.credited', data: { transaction_id: '1001', net: '100.00' } },
    { type: 'import.finished', data: { id: 'a', state: 'applied' } },
  ])
  await delivered(site)
})

test('an object sends again what was answered 500, under the same id', async () => {
  const { site, receiver } = await tellingSite()
  receiver.answers.push(withStatus(500))
  await site.append({ conversions: [sale('1001')] })
  await until(() => receiver.arrived.length === 2)
  const [first, second] = receiver.arrived
  expect(second?.id).toBe(first?.id)
  expect(await delivered(site)).toEqual([{ state: 'delivered', attempts: 2 }])
})

test('an object follows no redirect', async () => {
  const { site, receiver } = await tellingSite()
  receiver.answers.push(withStatus(302, { location: `${receiver.url}/elsewhere` }))
  await site.append({ conversions: [sale('1001')] })
  await delivered(site)
  expect(receiver.arrived.map(({ path }) => path)).toEqual(['/hooks', '/hooks'])
})

test('an object that ends between sending and marking sends again, under the same id', async () => {
  const { site, receiver } = await tellingSite()
  receiver.answers.push(() => {})
  await site.append({ conversions: [sale('1001')] })
  await until(() => receiver.arrived.length === 1)
  await site.end()
  await site.stats()
  await until(() => receiver.arrived.length === 2)
  const [first, second] = receiver.arrived
  expect(second?.id).toBe(first?.id)
  await delivered(site)
})

test('figures are settled while a receiver does not answer', async () => {
  const { site, receiver } = await tellingSite()
  receiver.answers.push(() => {})
  await site.append({ conversions: [sale('1001')] })
  await until(() => receiver.arrived.length === 1)
  await site.append({ hits: [hit(1, 1, START, tagged('google', 'cpc'))] })
  const { pending } = await site.settled()
  expect(pending).toBe(0)
})

test('an object that nobody listens to sets no alarm for it', async () => {
  const site = await platform.addSite()
  await site.append({ conversions: [sale('1001')] })
  await site.settled()
  expect(await site.sql('SELECT * FROM outgoing_marks')).toEqual([])
  expect(await site.call('nextAlarm')).toBeNull()
})
