import { beforeEach, describe, expect, it } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { append, DAY, hit, MINUTE, START, settings, settleAll, shopState } from './shop.ts'

let site: SqliteSite
let nextHit: number

beforeEach(() => {
  site = createSiteFile(':memory:', shopState)
  nextHit = 1
})

/** A page view that came when it was made. */
function view(visitor: number, ts: number): void {
  const told = { title: 'A lamp', browser: 'Firefox', os: 'Linux', receivedAt: ts }
  const url = 'https://shop.example/lamp?utm_source=news&utm_medium=email&q=for+ana'
  const referrer = 'https://mail.example/inbox/ana'
  append(site, { hits: [hit(nextHit++, visitor, ts, { ...told, url, referrer })] })
}

const keep = (hitsKeptDays?: number) => {
  const kept = { ...settings, ...(hitsKeptDays && { hitsKeptDays }) }
  site.change({ kind: 'settings', settings: kept, owner: 'test', at: START })
  settleAll(site)
}

/** Slices until nothing is due; how many it took. */
function sealAll(now: number): number {
  let slices = 0
  for (; site.sealsAt(now) <= now; slices++) site.seal(now)
  return slices
}

const column = (name: string) => {
  const { columns, rows } = site.exportRows({ table: 'hits', after: null, limit: 10_000 })
  return rows.map((row) => row[columns.indexOf(name)])
}

const titles = () => column('title')

describe('hits that are kept for 100 days', () => {
  it('have then what figures follow from, and nothing else that a page has told', () => {
    view(1, START)
    keep(100)
    sealAll(START + 100 * DAY - 1)
    expect(titles()).toEqual(['A lamp'])
    sealAll(START + 101 * DAY)
    expect(
      ['title', 'browser', 'os', 'url', 'referrer', 'country'].map((of) => column(of)[0]),
    ).toEqual([
      '',
      '',
      '',
      'https://shop.example/lamp?utm_source=news&utm_medium=email',
      'https://mail.example',
      'FR',
    ])
  })

  it('are as they came while their browser comes again, and go with its last one', () => {
    view(1, START)
    view(2, START + MINUTE)
    view(1, START + 60 * DAY)
    keep(100)
    sealAll(START + 130 * DAY)
    expect(titles()).toEqual(['A lamp', '', 'A lamp'])
    sealAll(START + 161 * DAY)
    expect(titles()).toEqual(['', '', ''])
  })

  it('wait for the next day when they are old enough later on the same', () => {
    view(1, START)
    view(2, START + 2 * MINUTE)
    keep(100)
    const soon = START + 100 * DAY + MINUTE
    sealAll(soon)
    expect(titles()).toEqual(['', 'A lamp'])
    expect(site.sealsAt(soon + 2 * MINUTE)).toBe(soon + DAY)
    sealAll(soon + DAY)
    expect(titles()).toEqual(['', ''])
  })

  it('wait while the site is copied, and are never sealed where it has moved out', () => {
    view(1, START)
    keep(100)
    const now = START + 200 * DAY
    site.change({ kind: 'copied', at: now })
    sealAll(now + 6 * DAY)
    expect(titles()).toEqual(['A lamp'])
    site.change({ kind: 'status', status: 'moved_out' })
    expect(site.sealsAt(now + 8 * DAY)).toBe(Number.POSITIVE_INFINITY)
    site.change({ kind: 'status', status: 'open' })
    sealAll(now + 8 * DAY)
    expect(titles()).toEqual([''])
  })

  it('are sealed a slice at a time, each once', () => {
    for (let visitor = 1; visitor <= 1_200; visitor++) view(visitor, START + visitor)
    keep(100)
    expect(sealAll(START + 101 * DAY)).toBeGreaterThan(2)
    expect(new Set(titles())).toEqual(new Set(['']))
    expect(sealAll(START + 101 * DAY + 1)).toBe(0)
  })

  it('have been for the site that is opened again: it begins where it was', () => {
    view(1, START)
    keep(100)
    sealAll(START + 101 * DAY)
    const { columns, rows } = site.exportRows({ table: 'site', after: null, limit: 100 })
    const sealedTo = rows.find((row) => row[columns.indexOf('name')] === 'sealed_to')
    expect(sealedTo?.[columns.indexOf('value')]).toBe(String(column('seq')[0]))
  })
})

describe('a change of how long', () => {
  it('changes no figure, and derives nothing anew', () => {
    view(1, START)
    settleAll(site)
    const { generation } = site.report({ kind: 'stats' })
    keep(100)
    const after = site.report({ kind: 'stats' })
    expect([after.generation, after.building]).toEqual([generation, false])
  })

  it('counts at once when it is less, and keeps for ever when there is none', () => {
    view(1, START)
    view(2, START + MINUTE)
    const now = START + 50 * DAY
    sealAll(now)
    expect(site.sealsAt(now)).toBe(Number.POSITIVE_INFINITY)
    keep(100)
    sealAll(now)
    expect(titles()).toEqual(['A lamp', 'A lamp'])
    keep(30)
    sealAll(now)
    expect(titles()).toEqual(['', ''])
    keep()
    expect(sealAll(START + 5000 * DAY)).toBe(0)
  })
})
