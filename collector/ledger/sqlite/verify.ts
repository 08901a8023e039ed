import Database from 'better-sqlite3'
import { forEachCell, MEASURES, unpackContribution } from '../../attribution/contribution.ts'
import type { Cursor } from '../transfer.ts'
import { sqlOf } from './better-sqlite.ts'
import type { Compared } from './comparison.ts'
import { Conversions } from './conversions.ts'
import { Derivation } from './derivation.ts'
import { DERIVED, DIFFERENCES_SHOWN, describeRow, LINKS, VISIT_ENDS } from './derived.ts'
import type { Keyset } from './keyset.ts'
import { Names } from './names.ts'
import { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'
import { WRITTEN_TO } from './visitors.ts'

/** Whether what is stored equals what follows from the facts. */
export interface Verification {
  ok: boolean
  /** Conversions that wait to be settled: until there are none, a rebuild may differ. */
  pending: number
  /** What differs, in words; at most a few of each table. */
  differences: string[]
  /** Rows compared, by table. */
  counts: Record<string, number>
}

// The generation that a rebuild makes: no stored one has this number.
const REBUILT = -1

const names = (table: Keyset, without: readonly string[] = []): string =>
  table.columns
    .map(({ name }) => name)
    .filter((name) => !without.includes(name))
    .map((name) => `"${name}"`)
    .join(', ')

const TOUCH = names(DERIVED.touches, VISIT_ENDS)

/** What is compared, and the columns that both sides must agree on. */
const COMPARED: Record<string, string> = {
  links: names(LINKS, ['id']),
  touches: TOUCH,
  told_places: names(DERIVED.told_places),
  contributions: names(DERIVED.contributions),
  rollups: names(DERIVED.rollups),
  touch_counts: names(DERIVED.touch_counts),
  touch_totals: names(DERIVED.touch_totals),
  cost_days: names(DERIVED.cost_days),
  rate_uses: names(DERIVED.rate_uses),
  code_uses: names(DERIVED.code_uses),
  commissions: names(DERIVED.commissions),
  exchanged_costs: names(DERIVED.exchanged_costs),
}

/**
 * Opens a site's file read-only, derives everything anew from its facts into temporary tables, and
 * compares row by row, bit for bit; also adds up the contributions and compares the rollups with
 * that. Works beside a running collector, on one snapshot.
 */
export function verifySite(file: string): Verification {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  try {
    database.pragma('temp_store = MEMORY')
    // One read transaction is one snapshot; temporary tables can be written in it.
    database.exec('BEGIN')
    const sql: Sql = { ...sqlOf(database), transaction: (work) => work() }
    const active = activeOf(sql)
    const differences = [...sumsThatDiffer(sql, active.id), ...countsThatDiffer(sql, active.id)]
    const waiting = [
      'main.dirty',
      'main.uncut',
      '(SELECT * FROM main.exchanged_costs WHERE stale = 1)',
    ]
    const pending = waiting.reduce((sum, table) => sum + countOf(sql, table, active.id), 0)
    const counts: Record<string, number> = {}
    for (const table of Object.keys(COMPARED))
      counts[table] = countOf(sql, `main.${table}`, table === 'links' ? undefined : active.id)
    counts['refunds'] = countOf(sql, 'main.refunds', undefined)
    // What is not settled yet may need names that no table has: there is nothing to compare then.
    if (pending === 0)
      differences.push(...refundsThatDiffer(sql), ...rebuiltDifferences(database, sql, active))
    return { ok: differences.length === 0, pending, differences, counts }
  } finally {
    database.close()
  }
}

function rebuiltDifferences(database: Database.Database, sql: Sql, active: Active): string[] {
  shadowDerivedTables(database)
  shadowVisitors(database)
  try {
    rebuild(sql, active.settings)
  } catch (error) {
    // The file is open read-only: a rebuild that must write to it needs what is not there.
    return [`a rebuild needs a row that is missing: ${error}`]
  }
  return [
    ...Object.keys(COMPARED)
      .filter((table) => !WRITTEN_BEHIND.has(table))
      .flatMap((table) => rowsThatDiffer(sql, table, active.id)),
    ...touchesThatDiffer(sql, active.id),
    ...visitsThatDiffer(sql, active.id),
  ]
}

/** What refunds count for, against the names that they were told of. */
function refundsThatDiffer(sql: Sql): string[] {
  const sequence = new Sequence(sql)
  const names = new Names(sql, { sequence, conversions: new Conversions(sql, sequence) })
  const differences: string[] = []
  let after: Cursor | null | undefined = null
  while (after !== undefined) {
    const slice: Compared = names.compare(after, REFUNDS_AT_ONCE)
    differences.push(...slice.differences)
    after = slice.next
  }
  return differences.slice(0, DIFFERENCES_SHOWN)
}

const REFUNDS_AT_ONCE = 10_000

interface Active {
  id: number
  settings: number
}

function activeOf(sql: Sql): Active {
  const active = sql
    .prepare<Active>(`SELECT id, settings FROM generations WHERE state = 'active'`)
    .get()
  if (!active) throw new Error('the site has no active generation')
  return active
}

/** What lacks the touches that are written later: compared in other ways. */
const WRITTEN_BEHIND = new Set(['touches', 'touch_counts', 'touch_totals'])

/**
 * Visitors whose rows a running collector, or a crash, has left behind: their last visit and the
 * head of their chain follow from their hits, and are written later.
 */
const LEFT_BEHIND = `SELECT visitor FROM main.hits WHERE seq > ${WRITTEN_TO}`

/** A table of visitors with the right heads, since a rebuild follows the chains. */
function shadowVisitors(database: Database.Database): void {
  database.exec(
    `CREATE TEMP TABLE visitors (id INTEGER PRIMARY KEY, uuid, last_hit, hits, linked);
     INSERT INTO temp.visitors SELECT * FROM main.visitors;
     UPDATE temp.visitors SET last_hit = tail.seq FROM (
       SELECT visitor, max(seq) AS seq FROM main.hits WHERE seq > ${WRITTEN_TO} GROUP BY visitor
     ) AS tail WHERE tail.visitor = id`,
  )
}

/**
 * Makes empty temporary tables under the names of the derived ones: SQLite finds those first, so
 * that the very code that derives when facts come in derives into them.
 */
function shadowDerivedTables(database: Database.Database): void {
  const derived = new Set([...Object.keys(COMPARED), 'dirty', 'uncut', 'generations'])
  const schema = database
    .prepare<[], { tbl_name: string; sql: string | null }>(
      'SELECT tbl_name, sql FROM main.sqlite_schema',
    )
    .all()
  for (const { tbl_name, sql } of schema) {
    if (sql === null || !derived.has(tbl_name)) continue
    database.exec(
      sql
        .replace(/^CREATE TABLE /i, 'CREATE TEMP TABLE ')
        .replace(/^CREATE (UNIQUE )?INDEX /i, 'CREATE $1INDEX temp.'),
    )
  }
}

function rebuild(sql: Sql, settings: number): void {
  sql
    .prepare(
      `INSERT INTO generations (id, settings, state, visitors_done, conversions_done, costs_done)
       VALUES (?, ?, 'active', 0, 0, 0)`,
    )
    .run(REBUILT, settings)
  const derivation = new Derivation(sql)
  derivation.rebuildLinks()
  const generation = derivation.generations.active
  // What a rebuild credits is no change of what was credited.
  generation.isActive = false
  generation.visitorsDone = 0
  generation.touchesDone = 0
  generation.conversionsDone = 0
  generation.costsDone = 0
  while (derivation.building.advance(generation, 1000, 0)) derivation.flush()
  derivation.flush()
}

/** The rollups of the active generation against the sum of its contributions. */
function sumsThatDiffer(sql: Sql, generation: number): string[] {
  const sums = new Map<string, number[]>()
  const contributions = sql
    .prepare<{ packed: string }>(
      `SELECT packed FROM contributions WHERE generation = ? AND packed != ''`,
    )
    .all(generation)
  for (const { packed } of contributions)
    forEachCell(unpackContribution(packed), (cell, measures) => {
      const { goal, model, basis, period, tuple, stage } = cell
      const key = [goal, model, basis, period, tuple, stage].join(' ')
      const sum = sums.get(key) ?? MEASURES.map(() => 0)
      for (const [index, name] of MEASURES.entries())
        sum[index] = (sum[index] ?? 0) + measures[name]
      sums.set(key, sum)
    })
  const stored = storedSums(sql, generation)
  const keys = new Set([...sums.keys(), ...stored.keys()])
  const differing = [...keys].filter((key) => !sameSum(sums.get(key), stored.get(key)))
  return differing
    .slice(0, DIFFERENCES_SHOWN)
    .map((key) => `rollup ${key} is ${stored.get(key)}, its contributions sum to ${sums.get(key)}`)
}

const sameSum = (a: number[] | undefined, b: number[] | undefined): boolean =>
  (a ?? []).every((n) => n === 0) && b === undefined
    ? true
    : JSON.stringify(a) === JSON.stringify(b)

function storedSums(sql: Sql, generation: number): Map<string, number[]> {
  const rows = sql
    .prepare<Record<string, string | number>>(
      `SELECT ${COMPARED['rollups']} FROM main.rollups WHERE generation = ?`,
    )
    .all(generation)
  return new Map(
    rows.map((row) => {
      const values = Object.values(row)
      return [values.slice(0, 6).join(' '), values.slice(6).map(Number)]
    }),
  )
}

function rowsThatDiffer(sql: Sql, table: string, active: number): string[] {
  const columns = COMPARED[table]
  const ofActive = table === 'links' ? '' : `WHERE generation = ${active}`
  const stored = `SELECT ${columns} FROM main.${table} ${ofActive}`
  const rebuilt = `SELECT ${columns} FROM temp.${table}`
  return different(sql, table, stored, rebuilt)
}

/** What is stored of touches must be right; of visitors whose rows are complete, it must be all. */
function touchesThatDiffer(sql: Sql, active: number): string[] {
  const stored = `SELECT ${TOUCH} FROM main.touches WHERE generation = ${active}`
  const rebuilt = `SELECT ${TOUCH} FROM temp.touches`
  const complete = `${rebuilt} WHERE visitor NOT IN (${LEFT_BEHIND})`
  return [
    ...onlyIn(sql, 'touches: only stored', stored, rebuilt),
    ...onlyIn(sql, 'touches: only in a rebuild', complete, stored),
  ]
}

/** The counts of touches against the touches that are stored: both are written together. */
function countsThatDiffer(sql: Sql, active: number): string[] {
  const counted = (key: string) =>
    ['day', 'day / 100']
      .map(
        (period) => `SELECT ${period} AS period, ${key}, count(*) AS n FROM main.touches
           WHERE generation = ${active} GROUP BY ${period}, ${key}`,
      )
      .join(' UNION ALL ')
  return Object.entries({ touch_counts: 'tuple, country, device', touch_totals: 'tuple' }).flatMap(
    ([table, key]) => {
      const stored = `SELECT period, ${key}, n FROM main.${table} WHERE generation = ${active}`
      return different(sql, table, stored, `SELECT * FROM (${counted(key)})`)
    },
  )
}

/** How visits went on, of the visitors whose rows are complete. */
function visitsThatDiffer(sql: Sql, active: number): string[] {
  const columns = ['visitor', 'ts', 'hit', ...VISIT_ENDS].map((name) => `"${name}"`).join(', ')
  const complete = `visitor NOT IN (${LEFT_BEHIND})`
  const stored = `SELECT ${columns} FROM main.touches WHERE generation = ${active} AND ${complete}`
  const rebuilt = `SELECT ${columns} FROM temp.touches WHERE ${complete}`
  return different(sql, 'visits', stored, rebuilt)
}

const different = (sql: Sql, what: string, stored: string, rebuilt: string): string[] => [
  ...onlyIn(sql, `${what}: only stored`, stored, rebuilt),
  ...onlyIn(sql, `${what}: only in a rebuild`, rebuilt, stored),
]

function onlyIn(sql: Sql, what: string, rows: string, others: string): string[] {
  const query = `${rows} EXCEPT ${others} LIMIT ${DIFFERENCES_SHOWN}`
  const found = sql.prepare<Record<string, unknown>>(query).all()
  return found.map((row) => `${what}: ${describeRow(row)}`)
}

function countOf(sql: Sql, table: string, generation: number | undefined): number {
  const where = generation === undefined ? '' : `WHERE generation = ${generation}`
  return sql.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${table} ${where}`).get()?.n ?? 0
}
