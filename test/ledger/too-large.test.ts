import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReportQuery } from '../../collector/ledger/ledger.ts'
import { CELLS_MAX } from '../../collector/ledger/sqlite/reports/roi.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { append, hit, START, shopState } from './shop.ts'

describe('a report of sums that made-up campaigns have blown up', () => {
  let folder: string
  let file: string
  let site: SqliteSite

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pathworth-large-'))
    file = join(folder, 'shop.db')
    site = createSiteFile(file, shopState)
    append(site, { hits: [hit(1, 1, START)] })
    site.catchUp()
  })

  afterEach(() => {
    site.close()
    rmSync(folder, { recursive: true })
  })

  /** So many campaigns, each with a touch on the first of October. */
  const addCampaigns = (count: number): void => {
    const database = new Database(file)
    const numbers = 'WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)'
    database
      .prepare(
        `${numbers} INSERT INTO tuples SELECT n + 1000, 'Email', 'news', 'email', n, 20261001 FROM n`,
      )
      .run(count)
    for (const period of [20261001, 202610])
      database
        .prepare(`${numbers} INSERT INTO touch_totals SELECT 1, ${period}, n + 1000, 1 FROM n`)
        .run(count)
    database.close()
  }

  const roi = (from: number, to: number): ReportQuery => ({
    ...{ kind: 'roi', from, to, goal: 'purchase', model: 'linear' },
    ...{ basis: 'conversion_date', by: ['campaign'] },
  })

  it('is refused with the way out, and others are answered as before', () => {
    addCampaigns(CELLS_MAX + 1)
    const ask = () => site.report(roi(20261001, 20261031))
    expect(ask).toThrow(
      /^from, to, by: there are more than 100000 sums .* ask for a shorter period/,
    )
    expect(site.report(roi(20260901, 20260930))).toMatchObject({ touches: [{ touches: 1 }] })
  }, 60_000)

  it('is answered with as many as may be', () => {
    addCampaigns(CELLS_MAX - 1)
    const answer = site.report(roi(20260901, 20261031))
    expect(answer).toMatchObject({ kind: 'roi' })
    expect('touches' in answer && answer.touches).toHaveLength(CELLS_MAX)
  }, 60_000)
})
