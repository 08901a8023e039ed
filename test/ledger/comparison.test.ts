import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { sqlOf } from '../../collector/ledger/sqlite/better-sqlite.ts'
import { compareGenerations } from '../../collector/ledger/sqlite/comparison.ts'
import { DERIVED } from '../../collector/ledger/sqlite/derived.ts'
import type { Cursor } from '../../collector/ledger/transfer.ts'

const STORED = 1
const REBUILT = 2

/** Channels whose order differs by bytes and by UTF-16 units. */
const CHANNELS = ['', 'a', 'b', 'é', '\uffee', '🛒']

describe('two generations of a table', () => {
  let database: Database.Database

  beforeEach(() => {
    database = new Database(':memory:')
    database.exec(
      `CREATE TABLE cost_days (generation, day, channel, source, medium, campaign, category, accrues,
         amount, PRIMARY KEY (generation, day, channel, source, medium, campaign, category, accrues))
       WITHOUT ROWID`,
    )
    for (const generation of [STORED, REBUILT])
      for (let day = 20260901; day <= 20260904; day++)
        for (const channel of CHANNELS) add(generation, day, channel)
  })

  function add(generation: number, day: number, channel: string) {
    database
      .prepare(`INSERT INTO cost_days VALUES (?, ?, ?, 's', 'm', 'c', 'x', 0, 7)`)
      .run(generation, day, channel)
  }

  const compareAll = (count: number) => {
    const sql = sqlOf(database)
    const differences: string[] = []
    const rows: number[] = []
    let after: Cursor | null | undefined = null
    while (after !== undefined) {
      if (rows.length > 1000) throw new Error('the comparison does not end')
      const of = { stored: STORED, rebuilt: REBUILT, after, count }
      const found = compareGenerations(sql, DERIVED.cost_days, of)
      differences.push(...found.differences)
      rows.push(found.rows)
      after = found.next
    }
    return { differences, rows, all: rows.reduce((a, b) => a + b, 0) }
  }

  it.each([1, 2, 3, 5, 7, 48, 500])(
    'that are the same have no difference, %i rows at once',
    (count) => {
      const { differences, rows, all } = compareAll(count)
      expect(differences).toEqual([])
      expect(all).toBe(24)
      expect(Math.max(...rows)).toBeLessThanOrEqual(count)
    },
  )

  it.each([1, 2, 3, 5, 500])('tell each row that differs once, %i rows at once', (count) => {
    database.exec(
      `UPDATE cost_days SET amount = 8 WHERE generation = 1 AND day = 20260902 AND channel = 'é'`,
    )
    database.exec(
      `DELETE FROM cost_days WHERE generation = 1 AND day = 20260903 AND channel = 'b';
       DELETE FROM cost_days WHERE generation = 2 AND day = 20260904 AND channel = '🛒'`,
    )
    const { differences } = compareAll(count)
    const found = differences.map((text) =>
      text.replace(/^(.*?: .*?): .*"day":(\d+),"channel":"(.*?)".*$/, '$1 $2 $3'),
    )
    expect(found.toSorted()).toEqual([
      'cost_days: only in a rebuild 20260902 é',
      'cost_days: only in a rebuild 20260903 b',
      'cost_days: only stored 20260902 é',
      'cost_days: only stored 20260904 🛒',
    ])
  })

  it.each([STORED, REBUILT])(
    'are compared in slices when generation %i has nothing',
    (generation) => {
      database.prepare('DELETE FROM cost_days WHERE generation = ?').run(generation)
      const { differences, rows, all } = compareAll(4)
      expect(rows.length).toBeGreaterThan(5)
      expect(all).toBe(generation === STORED ? 0 : 24)
      expect(differences).toHaveLength(24)
    },
  )
})
