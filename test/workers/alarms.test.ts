import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import { FIT } from '../contract/fitted.ts'
import { until } from '../host/until.ts'
import {
  conversion,
  DAY,
  hit,
  MINUTE,
  rate,
  START,
  settings,
  tagged,
  visitorUuid,
} from '../ledger/shop.ts'
import { Platform, type PlatformSite } from './platform.ts'

// Nobody asks a site here for what makes it work: its tables are looked at past the ledger.

let platform: Platform

beforeAll(async () => {
  platform = await Platform.start()
})

afterAll(() => platform.close())

const SLICES_AN_ALARM = 20

/** One tagged hit of each of so many visitors. */
const visits = (visitors: number, from = 0): Batch => ({
  hits: Array.from({ length: visitors }, (_, n) =>
    hit(from + n, from + n, START + n * MINUTE, tagged(n % 2 ? 'google' : 'bing', 'cpc')),
  ),
})

const orders = (conversions: number, given: Parameters<typeof conversion>[2] = {}): Batch => ({
  conversions: Array.from({ length: conversions }, (_, n) =>
    conversion(`order-${n}`, START + (n + 1) * MINUTE, { visitor: visitorUuid(n), ...given }),
  ),
})

async function count(site: PlatformSite, sql: string): Promise<number> {
  const [row] = await site.sql<{ n: number }>(`SELECT ${sql} AS n`)
  return row?.n ?? 0
}

const UNSETTLED = `(SELECT count(*) FROM dirty) + (SELECT count(*) FROM uncut) +
  (SELECT count(*) FROM generations WHERE state != 'active')`

const PENDING_RATE = `(SELECT count(*) FROM contributions WHERE state = 'pending_rate')`

const atRest = (site: PlatformSite) => until(async () => (await count(site, UNSETTLED)) === 0)

const touches = (site: PlatformSite) => count(site, '(SELECT count(*) FROM touches)')

const visitorsDone = (site: PlatformSite) =>
  count(site, `(SELECT max(visitors_done) FROM generations WHERE state = 'building')`)

const sums = (site: PlatformSite) =>
  site.sql(
    `SELECT goal, model, basis, period, tuple, stage, conversions, value FROM rollups
     WHERE generation = (SELECT id FROM generations WHERE state = 'active') ORDER BY 1, 2, 3, 4, 5, 6`,
  )

const active = (site: PlatformSite) =>
  count(site, `(SELECT id FROM generations WHERE state = 'active')`)

/** What was done between an alarm and the next. */
function alarmsOf(trace: readonly string[]): string[][] {
  const alarms: string[][] = []
  for (const entry of trace) {
    if (entry === 'alarm') alarms.push([])
    else alarms.at(-1)?.push(entry)
  }
  return alarms
}

const slicesIn = (alarm: readonly string[]) => alarm.filter((entry) => entry === 'work').length

describe('alarms alone', () => {
  test('settle hundreds of conversions that one fact concerns, a few slices each', async () => {
    const site = await platform.addSite()
    await site.append(visits(400))
    await site.append(orders(400, { currency: 'USD' }))
    await atRest(site)
    expect(await count(site, PENDING_RATE)).toBe(400)
    const before = (await site.trace()).length
    await site.append({ rates: [rate(20260901, 'USD', '1.25')] })
    expect(await count(site, UNSETTLED)).toBeGreaterThan(0)
    await atRest(site)
    const alarms = alarmsOf((await site.trace()).slice(before))
    expect(alarms.length).toBeGreaterThan(0)
    expect(Math.max(...alarms.map(slicesIn))).toBeLessThanOrEqual(SLICES_AN_ALARM)
    expect(await count(site, PENDING_RATE)).toBe(0)
  })

  test('build a generation under new settings, and clear the old one away', async () => {
    const site = await platform.addSite()
    await site.append(visits(1500))
    await site.append(orders(100))
    const before = await active(site)
    const changed = { ...settings, timeZone: 'Asia/Tokyo' }
    await site.call('change', { kind: 'settings', settings: changed, owner: 'test', at: START })
    await atRest(site)
    expect(await active(site)).toBeGreaterThan(before)
    expect(await touches(site)).toBe(1500)
    expect(await count(site, `(SELECT count(*) FROM contributions)`)).toBe(100)
    const alarms = alarmsOf(await site.trace())
    expect(alarms.length).toBeGreaterThan(1)
    expect(Math.max(...alarms.map(slicesIn))).toBe(SLICES_AN_ALARM)
  })

  test('let appends in between two slices', async () => {
    const site = await platform.addSite()
    await site.append(visits(1200))
    await site.call('rebuild')
    let appended = 0
    while ((await count(site, UNSETTLED)) > 0) {
      appended += 1
      await site.append(visits(1, 1200 + appended))
    }
    await until(async () => (await touches(site)) === 1200 + appended)
    // The alarm goes on where an append was answered, with no other in between.
    const inside = alarmsOf(await site.trace()).filter((alarm) =>
      alarm.some((entry, at) => entry === 'work' && alarm[at - 1] === 'appended'),
    )
    expect(inside.length).toBeGreaterThan(0)
  })

  test('go on where an object has ended in the middle of a rebuild', async () => {
    const site = await platform.addSite()
    await site.append(visits(1200))
    await site.append(orders(50))
    await atRest(site)
    const before = await sums(site)
    await site.call('rebuild')
    const done = await until(() => visitorsDone(site))
    await site.end()
    expect(await visitorsDone(site)).toBeGreaterThanOrEqual(done)
    await atRest(site)
    expect(before.length).toBeGreaterThan(0)
    expect(await sums(site)).toEqual(before)
  })
})

describe('a fit', () => {
  const by = { source: 'cli', owner: 'test', receivedAt: START + 60 * DAY }
  const versions = (site: PlatformSite) =>
    site.sql<{ fit: string; fingerprint: string }>('SELECT fit, fingerprint FROM model_versions')

  test('goes on where an object has ended in the middle of it, while facts come', async () => {
    const site = await platform.addSite()
    for (let from = 0; from < 9000; from += 1500) await site.append(visits(1500, from))
    await site.append(orders(60))
    await atRest(site)
    await site.call('startFit', FIT, by)
    await until(() => count(site, '(SELECT count(*) FROM fit_paths)'))
    await site.end()
    expect(await site.append(visits(1, 8999))).toMatchObject([{ duplicate: 1 }])
    await until(async () => (await versions(site)).length === 1)
    expect(await count(site, '(SELECT count(*) FROM fit_paths)')).toBe(0)
    await site.call('startFit', FIT, by)
    await until(async () => (await versions(site)).length === 2)
    const [broken, whole] = await versions(site)
    expect(broken).toEqual(whole)
    expect(JSON.parse(whole?.fit ?? '')).toMatchObject({ journeys: 9000, conversions: 60 })
  })

  test('beyond what an object can take fails, and names the way out', async () => {
    const site = await platform.addSite()
    await site.append(visits(2))
    await atRest(site)
    await until(async () => (await touches(site)) === 2)
    await site.sql('UPDATE touch_totals SET n = 5000001 WHERE period < 1000000')
    await site.call('startFit', FIT, by)
    const failure = await until(async () => {
      const [fit] = await site.sql<{ error: string }>('SELECT error FROM fits')
      return fit?.error
    })
    expect(failure).toMatch(/over 5000000 at most: .*"pathworth move".*"pathworth attribute"/)
  })
})

describe('work that fails', () => {
  test('is logged, tried again after a pause, and not lost', async () => {
    const site = await platform.addSite()
    await site.append(visits(10))
    await site.sql('ALTER TABLE cost_days RENAME TO cost_days_away')
    await site.call('rebuild')
    const failures = () =>
      platform.logged('work_failed').filter((line) => line['site'] === site.name)
    await until(() => failures().length >= 2)
    expect(failures()[0]).toMatchObject({
      level: 'error',
      message: expect.stringContaining('cost_days'),
    })
    // Between the two lie the platform's seconds: what fails is not what an object spends its time with.
    expect(alarmsOf(await site.trace()).length).toBeLessThan(5)
    expect(await site.append(visits(1, 10))).toEqual([expect.objectContaining({ accepted: 1 })])
    expect(await site.call('nextAlarm')).toBeGreaterThan(Date.now())
    await site.sql('ALTER TABLE cost_days_away RENAME TO cost_days')
    await site.end()
    await site.append(visits(1, 11))
    await atRest(site)
    expect(await touches(site)).toBe(12)
  })
})

describe('what is written behind', () => {
  test('is written within a second, with nobody asking', async () => {
    const site = await platform.addSite()
    await site.append(visits(20))
    expect(await touches(site)).toBe(0)
    await until(async () => (await touches(site)) === 20)
  })

  test('is derived again from the hits when its object has ended before', async () => {
    const site = await platform.addSite()
    await site.append(visits(20))
    await site.end()
    expect(await touches(site)).toBe(0)
    await site.stats()
    expect(await touches(site)).toBe(20)
  })

  test('and can not be is logged, and written after the next append', async () => {
    const site = await platform.addSite()
    await site.append(visits(20))
    await site.sql('ALTER TABLE touches RENAME TO touches_away')
    await until(() => platform.logged('catch_up_failed').some((line) => line['site'] === site.name))
    await site.sql('ALTER TABLE touches_away RENAME TO touches')
    await site.append(visits(1, 20))
    await until(async () => (await touches(site)) === 21)
  })
})
