import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'

const sqlOf = (name: string): string =>
  readFileSync(
    new URL(`../../collector/ledger/sqlite/migrations/${name}.sql`, import.meta.url),
    'utf8',
  )

const GENERATION = `INSERT INTO generations VALUES (1, 1, 'active', 9, 9, 9)`
const SETTINGS = `INSERT INTO settings VALUES (1, 1, '{"currency":"EUR"}', 'cli', 'cli', 1, 0)`
const REFUND = `INSERT INTO refunds VALUES (2, 1, 'R', 0, 1, 'EUR', NULL, NULL, 's', 'o', 1, 0)`

const costIn = (currency: string): string =>
  `INSERT INTO costs VALUES (2, NULL, 20260901, 20260901, 'ad_spend', NULL, NULL, NULL, NULL, 1,
     '${currency}', 'day', 's', 'o', 1, 0)`

const contribution = (state: string): string =>
  `INSERT INTO contributions VALUES (1, 1, 'purchase', 'A', 0, 20260901, '', '${state}', 0, '')`

/** The states of generations of a site that was made before rates were known. */
function statesAfter(...before: string[]): string[] {
  const database = new Database(':memory:')
  database.exec(sqlOf('0000_first'))
  for (const statement of before) database.exec(statement)
  database.exec(sqlOf('0001_rates'))
  const rows = database.prepare<[], { state: string }>('SELECT state FROM generations ORDER BY id')
  return rows.all().map(({ state }) => state)
}

describe('the migration to rates', () => {
  it.each([
    ['refunds', REFUND],
    ['an order that waits for a rate', contribution('pending_rate')],
    ['a cost in another currency', costIn('USD')],
  ])('has a site with %s derived anew', (_, statement) => {
    expect(statesAfter(SETTINGS, GENERATION, statement)).toEqual(['active', 'building'])
  })

  it.each([
    ['an order', contribution('counted')],
    ['a cost in its own currency', costIn('EUR')],
  ])('leaves a site with %s as it is', (_, statement) => {
    expect(statesAfter(SETTINGS, GENERATION, statement)).toEqual(['active'])
  })

  it('gives up what was being built, and makes nothing in an empty database', () => {
    const building = `INSERT INTO generations VALUES (2, 1, 'building', 3, 0, 0)`
    expect(statesAfter(SETTINGS, GENERATION, building, REFUND)).toEqual([
      'active',
      'retired',
      'building',
    ])
    expect(statesAfter(SETTINGS, GENERATION, building)).toEqual(['active', 'building'])
    expect(statesAfter()).toEqual([])
  })
})

describe('the migration to goals', () => {
  const conversionOf = (goal: string): string =>
    `INSERT INTO conversions VALUES (1, '${goal}', 'T', 1)`

  function statesWith(goal: string): string[] {
    const database = new Database(':memory:')
    for (const name of ['0000_first', '0001_rates', '0002_carts']) database.exec(sqlOf(name))
    for (const statement of [SETTINGS, GENERATION, conversionOf(goal)]) database.exec(statement)
    database.exec(sqlOf('0003_goals'))
    const rows = database.prepare<[], { state: string }>(
      'SELECT state FROM generations ORDER BY id',
    )
    return rows.all().map(({ state }) => state)
  }

  it.each(['renewal', 'churn'])('has a site with a %s derived anew', (goal) => {
    expect(statesWith(goal)).toEqual(['active', 'building'])
  })

  it.each(['purchase', 'deal', 'renewals'])('leaves a site with a %s as it is', (goal) => {
    expect(statesWith(goal)).toEqual(['active'])
  })
})

describe('the migration to codes', () => {
  /** The states of generations of a site whose order had this coupon. */
  function statesWith(coupon: string): string[] {
    const database = new Database(':memory:')
    const names = [
      '0000_first',
      '0001_rates',
      '0002_carts',
      '0003_goals',
      '0004_audit',
      '0005_models',
    ]
    for (const name of names) database.exec(sqlOf(name))
    database.exec(SETTINGS)
    database.exec(GENERATION)
    database.exec(
      `INSERT INTO conversion_versions
         (seq, conversion, ts, value, currency, coupon, source, owner, schema_version, received_at)
       VALUES (2, 1, 0, 1, 'EUR', ${coupon}, 's', 'o', 1, 0)`,
    )
    database.exec(sqlOf('0006_codes'))
    const rows = database.prepare<[], { state: string }>('SELECT state FROM generations')
    return rows.all().map(({ state }) => state)
  }

  it('has a site with coupons derived anew, and leaves another as it is', () => {
    expect(statesWith(`'POD10'`)).toEqual(['active', 'building'])
    expect(statesWith('NULL')).toEqual(['active'])
  })
})
