import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DurableLedgers, type Namespaces } from '../../collector/ledger/durable/ledgers.ts'
import { pageView, visitorId } from '../http/collector.ts'
import { MINUTE } from '../ledger/shop.ts'
import { Platform, PlatformSite } from './platform.ts'

let platform: Platform

beforeAll(async () => {
  platform = await Platform.start()
})

afterAll(() => platform.close())

beforeEach(async () => {
  await platform.order({ do: 'instance' })
  await platform.order({ do: 'ahead', ms: 0 })
})

let invented = 0

/** A name that nobody has made a site of. */
function newName(): PlatformSite {
  invented += 1
  const name = `invented-${invented}`
  const key = (scope: string) => `pw_${scope}_${name}_${'a'.repeat(43)}`
  return new PlatformSite(platform, name, { write: key('write'), read: key('read') })
}

const viewed = () => [pageView({ id: visitorId(), ts: Date.now() - MINUTE })]

const asked = async (name: string): Promise<number> => {
  const names = await platform.order<string[]>({ do: 'registry', method: 'asked', args: [] })
  return names.filter((one) => one === name).length
}

const statusOf = async (site: PlatformSite): Promise<number> =>
  (await site.send(visitorId(), viewed())).status

const ROI = '/v1/roi?from=2026-11-01&to=2026-11-30&by=channel'

describe('a name that nobody has made a site of', () => {
  test('makes no object, whatever is asked of it', async () => {
    const objects = await platform.objects('SITES')
    const site = newName()
    expect(await statusOf(site)).toBe(404)
    const read = { headers: { authorization: `Bearer ${site.keys.read}` } }
    for (const path of [ROI, '/v1/journeys', '/v1/journeys/1001'])
      expect((await platform.request(path, read)).status).toBe(401)
    const write = { method: 'POST', headers: { authorization: `Bearer ${site.keys.write}` } }
    for (const path of ['/v1/conversions', '/v1/refunds', '/v1/identities', '/v1/costs'])
      expect((await platform.request(path, { ...write, body: '[]' })).status).toBe(401)
    expect(await platform.objects('SITES')).toEqual(objects)
  })

  test('makes an object once it is a site', async () => {
    const objects = await platform.objects('SITES')
    await platform.addSite()
    expect(await platform.objects('SITES')).toHaveLength(objects.length + 1)
  })
})

describe('the registry', () => {
  test('is asked once a minute for a site that there is', async () => {
    const site = await platform.addSite()
    for (let n = 0; n < 5; n++) expect(await statusOf(site)).toBe(202)
    expect(await asked(site.name)).toBe(1)
    await platform.order({ do: 'ahead', ms: 59_000 })
    expect(await statusOf(site)).toBe(202)
    expect(await asked(site.name)).toBe(1)
    // Its state was believed for another 10 s by then.
    await platform.order({ do: 'ahead', ms: 71_000 })
    expect(await statusOf(site)).toBe(202)
    expect(await asked(site.name)).toBe(2)
  })

  test('is asked once a minute for a name that is none', async () => {
    const site = newName()
    for (let n = 0; n < 5; n++) expect(await statusOf(site)).toBe(404)
    expect(await asked(site.name)).toBe(1)
    await platform.order({ do: 'ahead', ms: 61_000 })
    expect(await statusOf(site)).toBe(404)
    expect(await asked(site.name)).toBe(2)
  })

  test('is asked by each Worker for itself', async () => {
    const site = await platform.addSite()
    expect(await statusOf(site)).toBe(202)
    await platform.order({ do: 'instance' })
    expect(await statusOf(site)).toBe(202)
    expect(await asked(site.name)).toBe(2)
  })
})

describe('names that anybody invents', () => {
  test('are forgotten when there are too many: none is kept for good', async () => {
    let lookups = 0
    const has = async () => {
      lookups += 1
      return false
    }
    const namespaces = {
      registry: { getByName: () => ({ has }) },
      sites: { getByName: () => expect.unreachable('no object is called') },
    } as unknown as Namespaces
    const ledgers = new DurableLedgers(namespaces, () => 0)
    for (let n = 0; n <= 10_000; n++) await ledgers.open(`name-${n}`)
    await ledgers.open('name-10000')
    expect(lookups).toBe(10_001)
    await ledgers.open('name-0')
    expect(lookups).toBe(10_002)
  })
})
