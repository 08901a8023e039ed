import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { columnsOf, type ExportTable } from '../../collector/export/tables.ts'
import { beginExport, ExportBrokenError } from '../../collector/ledger/exporting.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import { FACT_SOURCES } from '../../collector/ledger/sqlite/reports/export/facts.ts'
import * as schema from '../../collector/ledger/sqlite/schema.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  conversion,
  DAY,
  hit,
  importSteps,
  newShop,
  START,
  settings,
  spend,
  tagged,
  visitorUuid,
} from './shop.ts'

let site: SqliteSite

const add = (batch: Batch) => {
  site.append([batch], START)
  while (site.waits) site.work(200, START)
}

const landing = (id: number) => hit(id, id, START + id * 1000, tagged('google', 'cpc', `c${id}`))

/** An export in pages of two rows, with what happens after each. */
async function exported(
  table: ExportTable,
  { since = 0, between = () => {} }: { since?: number; between?: (page: number) => void } = {},
) {
  const exporter = {
    report: async (query: Parameters<typeof site.report>[0] & { kind: 'export' }) =>
      site.report({ ...query, limit: 2 }),
  }
  const begun = await beginExport(exporter, { table, since, now: START })
  const names = Object.keys(columnsOf(table))
  const rows: Record<string, unknown>[] = []
  let page = 0
  for await (const some of begun.rows) {
    for (const row of some) rows.push(Object.fromEntries(names.map((name, at) => [name, row[at]])))
    between(page++)
  }
  return { ...begun, rows }
}

const namesOf = (rows: readonly Record<string, unknown>[], name: string) =>
  rows.map((row) => String(row[name]))

beforeEach(() => {
  site = newShop()
  add({ hits: [1, 2, 3, 4, 5].map(landing) })
})

describe('an export of facts while others come', () => {
  test('has each of the moment at which it began, once, and the next one has the rest', async () => {
    const first = await exported('hits', {
      between: (page) => add({ hits: [landing(100 + page), landing(200 + page)] }),
    })
    expect(namesOf(first.rows, 'event_id')).toEqual([1, 2, 3, 4, 5].map((n) => landing(n).eventId))
    const second = await exported('hits', { since: first.last })
    expect(namesOf(second.rows, 'event_id')).toEqual(
      [100, 200, 101, 201, 102, 202].map((n) => landing(n).eventId),
    )
    const both = [...namesOf(first.rows, 'seq'), ...namesOf(second.rows, 'seq')]
    expect(new Set(both).size).toBe(both.length)
    expect((await exported('hits', { since: second.last })).rows).toEqual([])
  })

  test('is the same in pages of any size', async () => {
    const whole = site.report({
      ...({ kind: 'export', table: 'hits', after: null, since: 0 } as const),
      ...{ now: START, limit: 1000 },
    })
    const paged = await exported('hits')
    expect(paged.rows.map((row) => Object.values(row))).toEqual(whole.rows)
    expect(whole.next).toBeNull()
  })

  test('is broken off when somebody is erased, whose names some pages would have', async () => {
    const erased = exported('hits', {
      between: (page) => {
        const person = { visitor: visitorUuid(4) }
        if (page === 0)
          site.change({ kind: 'person_erased', person, at: START + DAY, owner: 'test' })
      },
    })
    await expect(erased).rejects.toThrow(ExportBrokenError)
  })
})

describe('an export of figures while facts come', () => {
  test('has no touch twice, and each that was there throughout', async () => {
    const { rows } = await exported('touches', {
      between: (page) =>
        // A visitor of before comes again, and new ones come.
        add({ hits: [hit(900 + page, 1, START + DAY + page), landing(300 + page)] }),
    })
    const ids = namesOf(rows, 'id')
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining([1, 2, 3, 4, 5].map((n) => landing(n).eventId)))
  })

  test('has each conversion that was there throughout, once under each model', async () => {
    const orders = [1, 2, 3, 4, 5].map((n) =>
      conversion(`t${n}`, START + DAY, { visitor: visitorUuid(n) }),
    )
    add({ conversions: orders })
    const { rows } = await exported('credits', {
      between: (page) =>
        add({
          conversions: [
            conversion(`new${page}`, START + DAY),
            // Another version of one that was told, or is to come.
            conversion(`t${page + 1}`, START + DAY, { value: 5, visitor: visitorUuid(page + 1) }),
          ],
        }),
    })
    const linear = rows.filter(({ model }) => model === 'linear')
    const old = namesOf(linear, 'transaction_id').filter((id) => id.startsWith('t'))
    expect(old.toSorted()).toEqual(['t1', 't2', 't3', 't4', 't5'])
  })

  test('is broken off when all of them are derived anew', async () => {
    const broken = exported('touches', {
      between: (page) => {
        if (page > 0) return
        const changed = { ...settings, timeZone: 'UTC' }
        site.change({ kind: 'settings', settings: changed, at: START, owner: 'test' })
        while (site.waits) site.work(200, START)
      },
    })
    await expect(broken).rejects.toThrow('all figures were derived anew')
  })
})

test('what files have brought, and what periods were closed with, has names instead of numbers', async () => {
  const row = spend(1234, { campaign: '=autumn', clicks: 5, claimedConversions: 1_500_000 })
  for (const step of importSteps('one', [row])) add({ imports: [step] })
  add({ conversions: [conversion('t1', START + DAY, { visitor: visitorUuid(1) })] })
  const days = { from: 20260901, to: 20260902, today: 20260905 }
  site.change({ kind: 'period_closed', ...days, note: '', owner: 'test', at: START + 4 * DAY })
  expect((await exported('costs')).rows).toMatchObject([
    { import_id: 'one', platform: 'google_ads', platform_campaign: '=autumn', clicks: 5 },
  ])
  expect((await exported('import_marks')).rows).toMatchObject([
    { import_id: 'one', mark: 'applied' },
  ])
  const { rows: credits, last } = await exported('closed_credits')
  expect(credits).toContainEqual(
    expect.objectContaining({
      ...{ goal: 'purchase', model: 'linear', basis: 'conversion_date', day: 20260902 },
      ...{ channel: 'Paid Search', campaign: 'c1', reason: '', value: 10_000, currency: 'EUR' },
    }),
  )
  const keys = credits.map((row) => JSON.stringify(Object.values(row).slice(0, 11)))
  expect(new Set(keys).size).toBe(keys.length)
  expect((await exported('closed_touches')).rows).toHaveLength(5)
  expect((await exported('closed_costs')).rows).toMatchObject([{ amount: 1234, currency: 'EUR' }])
  expect((await exported('closed_credits', { since: last })).rows).toEqual([])
})

test('every table whose rows are numbered as facts is exported', () => {
  const numbered = Object.values(schema)
    .flatMap((table) => (is(table, SQLiteTable) ? [getTableConfig(table)] : []))
    .filter(({ columns }) => columns.some(({ name }) => name === 'seq'))
    .map(({ name }) => name)
  expect(numbered.length).toBeGreaterThan(15)
  expect(
    Object.values(FACT_SOURCES)
      .map(({ of }) => of.name)
      .toSorted(),
  ).toEqual(numbered.toSorted())
})
