import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import { until } from '../host/until.ts'
import { conversion, hit, MINUTE, START, tagged, visitorUuid } from '../ledger/shop.ts'
import { Platform, type PlatformSite } from './platform.ts'

let platform: Platform

beforeAll(async () => {
  platform = await Platform.start()
})

afterAll(() => platform.close())

const many = (parameters: number): string => Array(parameters).fill('?').join(', ')

describe('the platform', () => {
  // What test/ledger/sql-limits.test.ts holds statements to is what is refused here.
  test.each([
    ['101 parameters', `SELECT 1 AS n WHERE 1 IN (${many(101)})`, Array(101).fill(1), /too many/],
    [
      'a text of more than 100 kB',
      `SELECT 1 -- ${'x'.repeat(100_000)}`,
      [],
      /too (?:long|large|big)/,
    ],
    ['a temporary table', 'CREATE TEMP TABLE t (a)', [], /not authorized/],
    ['a pragma', 'PRAGMA user_version', [], /not authorized/],
  ])('refuses %s', async (_, text, values, why) => {
    const site = await platform.addSite()
    await expect(site.call('sql', text, ...values)).rejects.toThrow(why)
  })

  test('takes 100 parameters', async () => {
    const site = await platform.addSite()
    const text = `SELECT 1 AS n WHERE 1 IN (${many(100)})`
    expect(await site.call('sql', text, ...Array(100).fill(1))).toEqual([{ n: 1 }])
  })
})

const VISITORS = 1000
const HITS = 5000
const ORDERS = 200

/** Visitors who come again and again, and some of whom buy; in batches of a thousand. */
function* year(): Generator<Batch> {
  const facts = Array.from({ length: HITS }, (_, n) =>
    hit(
      n,
      n % VISITORS,
      START + n * MINUTE,
      tagged(`source-${n % 7}`, 'cpc', `campaign-${n % 50}`),
    ),
  )
  for (let at = 0; at < HITS; at += 1000) yield { hits: facts.slice(at, at + 1000) }
  const orders = Array.from({ length: ORDERS }, (_, n) =>
    conversion(`T${n}`, START + (HITS + n) * MINUTE, { visitor: visitorUuid(n) }),
  )
  for (let at = 0; at < ORDERS; at += 100) yield { conversions: orders.slice(at, at + 100) }
}

async function countOf(site: PlatformSite, sql: string): Promise<number> {
  const [row] = await site.sql<{ n: number }>(`SELECT (${sql}) AS n`)
  return row?.n ?? 0
}

const UNSETTLED = `SELECT (SELECT count(*) FROM dirty) +
  (SELECT count(*) FROM generations WHERE state != 'active')`

/** The longest that anybody had to wait for the object: it answers nobody while it works. */
async function longestWait(work: () => Promise<boolean>): Promise<number> {
  let longest = 0
  for (let goesOn = true; goesOn; ) {
    const start = performance.now()
    goesOn = await work()
    longest = Math.max(longest, performance.now() - start)
  }
  return longest
}

test('a site with many facts keeps nobody waiting, whatever it does', async () => {
  const site = await platform.addSite()
  const batches = year()
  const appending = await longestWait(async () => {
    const { value, done } = batches.next()
    if (value) await site.append(value)
    return !done
  })
  await until(async () => (await countOf(site, UNSETTLED)) === 0)
  await site.call('rebuild')
  const rebuilding = await longestWait(async () => (await countOf(site, UNSETTLED)) > 0)
  expect(await countOf(site, 'SELECT count(*) FROM contributions')).toBe(ORDERS)
  expect(await countOf(site, 'SELECT count(*) FROM hits')).toBe(HITS)
  // The platform ends what computes for 30 s; clocks of tests are those of a busy machine.
  expect(appending).toBeLessThan(10_000)
  expect(rebuilding).toBeLessThan(5000)
})
