import { expect, test } from 'vitest'
import { SiteCache } from '../../collector/http/site-cache.ts'
import { TestCollector } from './collector.ts'

async function cacheOf(collector: TestCollector): Promise<SiteCache> {
  await collector.addSite('shop')
  return new SiteCache(collector.ledgers, () => collector.now, 1000)
}

test('requests that come together ask once', async () => {
  const collector = new TestCollector()
  const sites = await cacheOf(collector)
  const [one, other] = await Promise.all([sites.open('shop'), sites.open('shop')])
  expect(one).toBe(other)
  expect(collector.ledgers.opened).toBe(1)
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
