import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { beforeAll, expect, test } from 'vitest'
import { EXPLAIN_STAGES } from '../../collector/ledger/reports-explain.ts'
import { sqlOf } from '../../collector/ledger/sqlite/better-sqlite.ts'
import { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { DERIVED_TABLES, TRANSFER_TABLES } from '../../collector/ledger/transfer.ts'
import { BRIDGE_FIELDS } from '../../shared/bridge.ts'
import { DIMENSIONS } from '../../shared/wire/roi.ts'
import {
  alias,
  conversion,
  cost,
  DAY,
  declared,
  hit,
  identity,
  importSteps,
  offline,
  open,
  rate,
  refund,
  START,
  settings,
  settleAll,
  shopState,
  spend,
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
  texts.clear()
  const open = { sql: sqlOf(database), queries, close: () => database.close() }
  useAll(SqliteSite.create(open, shopState))
}, 60_000)

const OWN_COST = { amount: 500, currency: 'USD', category: 'personnel' }

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
    {
      touches: [
        offline('call', START, { customerId: 'c-2', cost: OWN_COST }),
        offline('call', START + DAY, { visitor: visitorUuid(2), cost: OWN_COST }),
        declared('T', 'https://shop.example/?utm_source=news'),
      ],
    },
    { imports: importSteps('a', [spend(100)]), opens: [open(1)] },
    { aliases: [alias({ source: null, medium: null, campaign: 'a' }), alias(null)] },
    { costs: [cost(500, { externalId: 'ads' }), cost(700, { externalId: 'ads' })] },
  ])
    site.append([batch], START)
  settleAll(site)
  site.append([{ rates: [rate(20260901, 'USD', '1.2'), rate(20260902, 'USD', '1.1')] }], START)
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
  const closing = { from: 20260901, to: 20260930, today: 20270101, note: '', owner: '' }
  site.change({ kind: 'period_closed', ...closing, at: START })
  ask(site)
  site.append([{ quarantined: [UNREAD], privacyRequests: [WISH] }], START)
  settleAll(site)
  const erased = { customerId: 'c-2', visitor: visitorUuid(2) }
  const orders = [{ goal: 'purchase', transactionId: 'T' }]
  site.change({ kind: 'person_erased', person: { ...erased, orders }, owner: '', at: START })
  settleAll(site)
  site.report({ kind: 'erasures', limit: 10 })
}

const UNREAD = {
  ...{ source: 'shopify', topic: 'orders/paid', headers: {}, body: 'c-2', reason: '' },
  ...{ fingerprint: '1', receivedAt: START },
}

const WISH = {
  ...{ source: 'shopify', request: 'erase_person' as const, customerId: 'c-1', emailHash: null },
  ...{ transactionIds: [], receivedAt: START },
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
  const costs = { now: START + 60 * DAY, overhead: true }
  site.report({ kind: 'journeys', ...period, limit: 10, costs })
  site.report({
    ...{ kind: 'paths', ...period, of: 'channel', shape: 'sequence', sort: 'value', costs },
    ...{ skip: 0, limit: 10 },
  })
  for (const refundBasis of ['sale', 'refund'] as const)
    for (const field of BRIDGE_FIELDS)
      site.report({
        ...{ kind: 'explain_reconcile', report: { kind: 'reconcile', ...period, refundBasis } },
        ...{ place: { field, from: period.from, to: period.to }, model: 'linear' },
        page: { skip: 0, limit: 10 },
      })
  site.report({
    ...{ kind: 'compare', ...period, models: ['linear'], basis: 'touch_date', by: ['channel'] },
    allocateAt: START,
  })
  const terms = {
    by: ['channel'],
    value: 'margin',
    refundBasis: 'refund',
    model: 'linear',
  } as const
  site.report({
    ...{ kind: 'explain', ...period, by: ['channel'], cell: 'total', names: {}, model: 'linear' },
    ...{ basis: 'conversion_date', stages: EXPLAIN_STAGES, now: START + 90 * DAY, limit: 1000 },
  })
  site.report({
    ...{ kind: 'funnel', from: 20250101, to: 20261231, by: 'channel', abandonedAfterMs: DAY },
    now: START + 90 * DAY,
  })
  site.report({
    ...{ kind: 'explain_claims', model: 'linear', page: { skip: 0, limit: 10 } },
    report: {
      kind: 'campaigns',
      ...period,
      model: 'linear',
      basis: 'conversion_date',
      today: 20261231,
    },
    place: { row: { platform: 'google_ads' }, measure: 'clicks' },
  })
  const cohorts = { kind: 'cohorts', from: 202501, to: 202612, asOn: 20261231, ...terms } as const
  site.report({
    ...{ kind: 'explain_cohorts', report: cohorts, model: 'linear', page: { skip: 0, limit: 10 } },
    place: { at: { cell: 'total' }, measure: 'cac', months: 0, days: 0 },
  })
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

/** They grow with the traffic or the sales of a site, without an end. */
const GROWING = new Set([
  ...['hits', 'visitors', 'links', 'identities', 'conversions', 'conversion_versions', 'refunds'],
  ...['touches', 'contributions', 'dirty', 'rate_uses', 'rollups', 'touch_counts', 'touch_totals'],
  ...['tuples', 'capped_hits', 'exchanged_costs', 'told_touches', 'told_places'],
  ...['opens', 'conversion_names'],
])

/** Keys of a whole generation, goal or basis, or of all visitors: no part of a table. */
const WHOLE = /\((?:(?:generation|goal|model|basis)=\?(?: AND )?)+(?:visitor[<>]\?)?\)$/

/** What goes over a whole table nevertheless, and why it may. */
const MAY_GO_OVER_ALL: Record<string, RegExp> = {
  'closing a period, which somebody does once a month: the sums of all its goals, models and bases':
    /INSERT INTO closed_credits/,
  'a piece of a table in the order of its key: it has an end when there are more rows (slices.test.ts)':
    / t WHERE true\b/,
  'the command that counts facts': /^select count\(\*\) from "\w+"$/,
  'how much waits to be settled: few, but while rates of years are imported':
    /^select count\(\*\) (?:as n )?from "?(?:dirty|uncut|exchanged_costs)"? where/i,
  'erasing a person: versions that stand no more have no index by whom they name':
    /\bSET (?:customer_id|email_hash) = \? WHERE|\bcustomer_id IN \( ?SELECT value FROM json_each/,
  'refunds of orders that nobody has reported, of which there are few': /\breported = 0\b/,
  'verify, which reads a file beside the collector':
    /^SELECT (?:id FROM conversions|visitor, .* FROM identities)$/,
  'which campaigns links have, in any case of letters: once for a slice of an import, or for a request of aliases':
    /^SELECT DISTINCT source, medium, campaign FROM tuples /,
  'the first row alone: min() of a key that stands in order':
    /^SELECT .* = \( SELECT min\(model\) /,
  'costs in other currencies, when a rate of the site’s own changes':
    /^UPDATE exchanged_costs SET stale = 1 WHERE generation = \?/,
}

/** Statements that go over a whole table that grows, by their plans. */
function goesOverAll(text: string): string[] {
  if (!/^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(text) || /\bLIMIT\b/i.test(text))
    return []
  const tables = new Map<string, string>()
  for (const [, table = '', alias] of text.matchAll(NAMED)) tables.set(alias ?? table, table)
  const values = Array.from({ length: parametersOf(text) }, () => 1)
  const steps = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
  return steps.all(...values).flatMap(({ detail }) => {
    const [, how, alias = ''] = /^(SCAN|SEARCH) (\w+)/.exec(detail) ?? []
    if (!GROWING.has(tables.get(alias) ?? alias)) return []
    return how === 'SCAN' || WHOLE.test(detail) ? [`${detail}: ${oneLine(text)}`] : []
  })
}

const NAMED =
  /\b(?:FROM|JOIN|UPDATE|INTO)\s+"?(\w+)"?(?:\s+(?:AS\s+)?"?(?!WHERE|SET|ON\b|ORDER|GROUP|JOIN|CROSS|INNER)(\w+)"?)?/gi

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

test('no statement goes over all rows of a table that grows, but those that say why they may', () => {
  const reasons = Object.values(MAY_GO_OVER_ALL)
  const told = [...texts].filter((text) => reasons.every((reason) => !reason.test(oneLine(text))))
  expect(told.flatMap(goesOverAll)).toEqual([])
})

test('a statement without an index would be found, and one with a piece of a key not', () => {
  const found = (text: string) => goesOverAll(text).length
  expect(found('SELECT * FROM touches WHERE day = ?')).toBe(1)
  expect(found('SELECT * FROM rollups r WHERE r.generation = ? AND r.goal = ?')).toBe(1)
  expect(found('SELECT visitor FROM touches WHERE generation = ? AND day = ?')).toBe(0)
  expect(found('SELECT hit FROM touches WHERE generation = ? AND visitor > ?')).toBe(1)
  expect(found('SELECT * FROM hits ORDER BY seq LIMIT ?')).toBe(0)
  expect(found('SELECT * FROM settings')).toBe(0)
})
