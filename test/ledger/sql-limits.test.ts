import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { beforeAll, expect, test } from 'vitest'
import { sqlOf } from '../../collector/ledger/sqlite/better-sqlite.ts'
import { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { DERIVED_TABLES, TRANSFER_TABLES } from '../../collector/ledger/transfer.ts'
import { DIMENSIONS } from '../../shared/wire/roi.ts'
import {
  conversion,
  cost,
  DAY,
  hit,
  identity,
  refund,
  START,
  settings,
  settleAll,
  shopState,
  tagged,
  visitorUuid,
} from './shop.ts'

// What the SQLite of a Durable Object refuses (Cloudflare, "SQL storage limits", 2026-11).
const PARAMETERS_MAX = 100
const TEXT_BYTES_MAX = 100_000
const VALUE_BYTES_MAX = 2 * 1024 * 1024

/** Every statement that a site has had prepared. */
const texts = new Set<string>()
let database: Database.Database

beforeAll(() => {
  database = new Database(':memory:')
  const prepare = database.prepare.bind(database)
  database.prepare = ((text: string) => {
    texts.add(text)
    return prepare(text)
  }) as typeof database.prepare
  const queries = drizzle(database)
  migrate(queries, { migrationsFolder: 'collector/ledger/sqlite/migrations' })
  const open = { sql: sqlOf(database), queries, close: () => database.close() }
  useAll(SqliteSite.create(open, shopState))
}, 60_000)

/** All that a ledger can be asked for, with a thousand touches in one journey and a report of all. */
function useAll(site: SqliteSite): void {
  const visits = Array.from({ length: 1000 }, (_, n) =>
    hit(n, 1, START + n * 60 * 60_000, tagged('news', 'email', `a-letter-with-a-longer-name-${n}`)),
  )
  const late = hit(5000, 1, START + 1)
  const who = { visitor: visitorUuid(1), customerId: 'c-1', emailHash: 'e'.repeat(64) }
  const sold = conversion('T', START + 50 * DAY, { ...who, items: 'x'.repeat(60_000) })
  for (const batch of [
    { hits: visits },
    { hits: [late], drops: { bot: 3 }, debug: true },
    { identities: [identity(who)], conversions: [sold], refunds: [refund('T', 'R', 100)] },
    { costs: [cost(500, { externalId: 'ads' }), cost(700, { externalId: 'ads' })] },
  ])
    site.append([batch], START)
  settleAll(site)
  site.change({
    kind: 'settings',
    settings: { ...settings, timeZone: 'UTC' },
    owner: '',
    at: START,
  })
  settleAll(site)
  site.startProof(START)
  settleAll(site)
  ask(site)
}

function ask(site: SqliteSite): void {
  const period = { from: 20250101, to: 20261231, goal: 'purchase' }
  for (const by of DIMENSIONS)
    for (const basis of ['conversion_date', 'touch_date'] as const)
      site.report({
        kind: 'roi',
        ...period,
        from: 20250115,
        to: 20261216,
        model: 'linear',
        basis,
        by: [by],
      })
  const { journeys } = site.report({ kind: 'journeys', ...period, limit: 100 })
  expect(journeys[0]?.touches).toHaveLength(1000)
  site.report({ kind: 'journeys', ...period, limit: 1, cursor: `${START}.1` })
  site.report({ kind: 'journey', transactionId: 'T', goal: 'purchase' })
  const terms = {
    by: ['channel'],
    value: 'margin',
    refundBasis: 'refund',
    model: 'linear',
  } as const
  site.report({ kind: 'cohorts', from: 202501, to: 202612, asOn: 20261231, ...terms })
  expect(site.report({ kind: 'stats' }).facts).toMatchObject({ hits: 1001, conversions: 1 })
  site.scan({ after: 0, limit: 100 })
  for (const table of TRANSFER_TABLES) site.exportRows({ table, after: null, limit: 10 })
  for (const table of DERIVED_TABLES) site.derivedRows({ table, after: null, limit: 10 })
}

const parametersOf = (text: string): number => text.match(/\?/g)?.length ?? 0

test('no statement binds more than a Durable Object takes', () => {
  expect(texts.size).toBeGreaterThan(80)
  expect([...texts].filter((text) => parametersOf(text) > PARAMETERS_MAX)).toEqual([])
})

test('no statement is longer than a Durable Object takes', () => {
  expect([...texts].filter((text) => Buffer.byteLength(text) > TEXT_BYTES_MAX)).toEqual([])
})

test('no statement asks for what a Durable Object refuses', () => {
  const refused = /\b(?:TEMP|TEMPORARY|PRAGMA|ATTACH|VACUUM)\b/i
  expect([...texts].filter((text) => refused.test(text))).toEqual([])
})

test('the longest journey that is credited takes less than an eighth of the largest value', () => {
  const longest = database.prepare('SELECT max(length(packed)) AS bytes FROM contributions').get()
  const { bytes } = longest as { bytes: number }
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(VALUE_BYTES_MAX / 8)
})
