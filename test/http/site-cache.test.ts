import { expect, test } from 'vitest'
import { SiteCache } from '../../collector/http/site-cache.ts'
import { LedgerBusyError } from '../../collector/ledger/ledger.ts'
import { pageView, TestCollector } from './collector.ts'

async function cacheOf(collector: TestCollector, sharesLookups = true): Promise<SiteCache> {
  await collector.addSite('shop')
  return new SiteCache(
    collector.ledgers,
    () => collector.now,
    { siteRefreshMs: 1000, sharesLookups },
    (entry) => collector.log.push(entry),
  )
}

test('requests that come together ask once', async () => {
  const collector = new TestCollector()
  const sites = await cacheOf(collector)
  const [one, other] = await Promise.all([sites.open('shop'), sites.open('shop')])
  expect(one).toBe(other)
  expect(collector.ledgers.opened).toBe(1)
})

test('requests that come together ask each by itself where none can wait for another', async () => {
  const collector = new TestCollector()
  const sites = await cacheOf(collector, false)
  await Promise.all([sites.open('shop'), sites.open('shop')])
  expect(collector.ledgers.opened).toBe(2)
  await sites.open('shop')
  expect(collector.ledgers.opened).toBe(2)
})

test('a site that has not changed keeps what was worked out for it', async () => {
  const collector = new TestCollector()
  const sites = await cacheOf(collector)
  const first = await sites.open('shop')
  collector.now += 1000
  expect(await sites.open('shop')).toBe(first)
  expect(collector.ledgers.opened).toBe(2)
})

test('an answer that is forgotten on its way is not remembered', async () => {
  const collector = new TestCollector()
  const sites = await cacheOf(collector)
  const onItsWay = sites.open('shop')
  sites.forget('shop')
  await onItsWay
  await sites.open('shop')
  expect(collector.ledgers.opened).toBe(2)
})

test('what is not there is asked for again', async () => {
  const collector = new TestCollector()
  const sites = await cacheOf(collector)
  expect(await sites.open('fresh')).toBeUndefined()
  await collector.addSite('fresh')
  expect(await sites.open('fresh')).toBeDefined()
})

test('a site that cannot be opened is refused with 503, and logged once until it can', async () => {
  const collector = new TestCollector()
  const { read } = await collector.addSite('shop')
  const breakIt = () => (collector.ledgers.unopened = new Error('file is not a database'))
  breakIt()
  for (const answer of [await collector.send([pageView()]), await collector.get('/v1/roi', read)]) {
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(answer.json).toMatchObject({ type: '/problems/site-unavailable' })
    expect(answer.text).not.toContain('not a database')
  }
  const trouble = { level: 'error', event: 'site_unavailable', site: 'shop' }
  expect(collector.log).toEqual([{ ...trouble, message: 'file is not a database' }])

  collector.ledgers.unopened = undefined
  expect((await collector.send([pageView()])).status).toBe(202)
  breakIt()
  collector.now += 1000
  expect((await collector.send([pageView()])).status).toBe(503)
  expect(collector.log).toHaveLength(2)
})

test('a site whose ledger is busy is not called unavailable', async () => {
  const collector = new TestCollector()
  await collector.addSite('shop')
  collector.ledgers.unopened = new LedgerBusyError(1)
  const answer = await collector.send([pageView()])
  expect(answer.json).toMatchObject({ type: '/problems/busy', status: 503 })
  expect(collector.log).toEqual([])
})
