import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { beforeAll, describe, expect, it } from 'vitest'
import { columnsOf, EXPORT_TABLES } from '../../collector/export/tables.ts'
import { openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { siteFile } from '../../collector/ledger/threads/site-files.ts'
import {
  conversion,
  cost,
  DAY,
  hit,
  START,
  settleAll,
  tagged,
  visitorUuid,
} from '../ledger/shop.ts'
import { dataFolder, pathworth, pathworthJson, run, startCollector } from './collector-process.ts'

const CLI = fileURLToPath(new URL('../../collector/host/cli.ts', import.meta.url))
const TOKEN = '0123456789abcdef0123456789abcdef'

let folder: string
let files: string

/** More than one page has. */
const HITS = 5_200

/** Hits of an ad, orders in currencies of 2, 0 and 3 decimals, and what the ad cost. */
beforeAll(async () => {
  folder = dataFolder()
  files = dataFolder()
  const site = ['site', 'create', 'shop', '--domain', 'shop.example', '--currency', 'EUR']
  await pathworthJson(folder, ...site, '--timezone', 'Europe/Paris')
  const opened = openSiteFile(siteFile(folder, 'shop'), { readOnly: false })
  const more = { title: '=1+1', props: '{"a":[1,"ü"]}' }
  const hits = Array.from({ length: HITS }, (_, n) =>
    hit(n, n % 700, START + n * 1000, { ...tagged('google', 'cpc'), ...more }),
  )
  const conversions = [
    conversion('e', START + DAY, { value: 8_990, visitor: visitorUuid(1) }),
    conversion('y', START + DAY, { value: 9_007_199_254_740, currency: 'JPY' }),
    conversion('k', START + DAY, { value: 1, tax: 1_234, currency: 'KWD', historical: true }),
  ]
  opened.append(
    [{ hits, conversions, costs: [cost(1_234, { from: 20260901, to: 20260903 })] }],
    START,
  )
  settleAll(opened)
  opened.close()
})

const file = (name: string) => join(files, name)

const exported = <Answer = Record<string, unknown>>(...words: string[]) =>
  pathworthJson<Answer>(folder, 'export', ...words, '--site', 'shop')

const linesOf = (name: string) =>
  readFileSync(file(name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** What a reader of Parquet makes of a file. */
const readParquet = async (name: string) =>
  parquetReadObjects({ file: await asyncBufferFromFile(file(name)) })

describe('pathworth export, as a process of its own', () => {
  it('writes a file that is whole, for its owner alone, and says where the next one begins', async () => {
    writeFileSync(file('hits.ndjson'), 'of before')
    const words = ['export', 'hits', '--site', 'shop', '--out', file('hits.ndjson')]
    const { code, out } = await run(CLI, words, { PATHWORTH_DATA: folder })
    expect(code).toBe(0)
    const { next } = await exported<{ next: number }>('hits', '--out', file('again.ndjson'))
    const { size, mode } = statSync(file('hits.ndjson'))
    expect(mode & 0o777).toBe(0o600)
    expect(out).toBe(
      `${HITS} rows of hits are in ${file('hits.ndjson')} (${size} bytes). What comes later: --since ${next} --line 0\n`,
    )
    const hits = linesOf('hits.ndjson')
    expect(new Set(hits.map(({ seq }) => seq)).size).toBe(HITS)
    expect(hits[0]).toMatchObject({ visitor: visitorUuid(0), props: { a: [1, 'ü'] } })
    expect(readdirSync(files).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it.each([
    [['hitz', '--out', 'x.csv'], '"hitz" is no table or report: there is hits, conversions'],
    [['hits', '--out', 'x.xlsx'], '--format is missing: x.xlsx does not end with .ndjson'],
    [['hits', '--out', 'x', '--format', 'xml'], '--format xml: is one of ndjson, csv, parquet'],
    [['hits', '--out', 'x.csv', '--since', '1e3'], 'is no number of a fact'],
    [['hits', '--out', 'x.csv', '--since', '999999'], '--since: is to come: the newest fact has'],
    [['hits', '--out', 'x.csv', '--line', 'other'], '--line: the site was taken back'],
    [['credits', '--out', 'x.csv', '--since', '0'], '--since is of facts, which have numbers'],
    [['hits', '--out', 'x.csv', '--from', '2026-02-30'], 'is no date that exists'],
    [['hits', '--out', 'x.csv', '--from', '2026-02-03', '--to', '2026-02-01'], 'is after --to'],
  ])('refuses %j, and says the way out', async (words, message) => {
    const { code, err } = await pathworth(folder, 'export', ...words, '--site', 'shop')
    expect(err).toContain(message)
    expect(code).toBe(2)
  })

  it('leaves what was there when it fails, and nothing half', async () => {
    writeFileSync(file('kept.csv'), 'of before')
    const gone = await pathworth(
      folder,
      'export',
      'hits',
      '--site',
      'other',
      '--out',
      file('kept.csv'),
    )
    expect(gone).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no site "other"'),
    })
    expect(readFileSync(file('kept.csv'), 'utf8')).toBe('of before')
    const nowhere = file('no/such/folder.csv')
    expect(
      (await pathworth(folder, 'export', 'hits', '--site', 'shop', '--out', nowhere)).code,
    ).toBe(1)
  })
})

describe('the files', () => {
  it.each(EXPORT_TABLES)('of %s have the same rows in each format', async (table) => {
    for (const format of ['ndjson', 'csv', 'parquet'])
      await exported(table, '--out', file(`${table}.${format}`))
    const lines = linesOf(`${table}.ndjson`)
    const rows = await readParquet(`${table}.parquet`)
    expect(rows).toHaveLength(lines.length)
    const names = Object.keys(columnsOf(table))
    for (const row of rows.slice(0, 3)) expect(Object.keys(row)).toEqual(names)
    const [head] = readFileSync(file(`${table}.csv`), 'utf8').split('\r\n')
    expect(head).toBe(names.join(','))
  })

  it('of Parquet have decimals, timestamps, dates and booleans, exact to the last digit', async () => {
    await exported('conversions', '--out', file('sold.parquet'))
    const [euro, yen, dinar] = await readParquet('sold.parquet')
    expect(euro).toMatchObject({
      ...{ transaction_id: 'e', value: 89.9, historical: false, tax: null },
      ...{ ts: new Date(START + DAY), visitor: visitorUuid(1) },
    })
    expect(yen).toMatchObject({ value: 9_007_199_254_740, currency: 'JPY' })
    expect(dinar).toMatchObject({ value: 0.001, tax: 1.234, historical: true })
    await exported('costs', '--out', file('costs.parquet'))
    expect(await readParquet('costs.parquet')).toMatchObject([
      { from_day: new Date('2026-09-01'), to_day: new Date('2026-09-03'), amount: 12.34 },
    ])
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(file('sold.parquet')))
    expect(schema.find(({ name }) => name === 'value')).toMatchObject({
      ...{ type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 4 },
    })
  })

  it('of Parquet have as many hits as there are, in their order', async () => {
    const rows = await readParquet('hits.parquet')
    const seqs = rows.map(({ seq }) => Number(seq))
    expect(seqs).toEqual(linesOf('hits.ndjson').map(({ seq }) => seq))
    expect(rows[0]).toMatchObject({ title: '=1+1', props: '{"a":[1,"ü"]}' })
  })

  it('of CSV run nothing in a spreadsheet', () => {
    expect(readFileSync(file('hits.csv'), 'utf8')).toContain(",'=1+1,")
  })
})

describe('a report', () => {
  const NOVEMBER = 'from=2026-09-01&to=2026-09-30'

  it('is what its route answers, as a process of its own', async () => {
    const words = ['export', 'roi', '--site', 'shop', '--out', file('roi.csv'), '--query']
    const ran = await run(CLI, [...words, `${NOVEMBER}&by=channel&model=linear`], {
      PATHWORTH_DATA: folder,
    })
    const { size } = statSync(file('roi.csv'))
    expect(ran).toMatchObject({
      code: 0,
      out: `roi of shop is in ${file('roi.csv')} (${size} bytes).\n`,
    })
    const lines = readFileSync(file('roi.csv'), 'utf8').split('\r\n')
    expect(lines[0]).toMatch(/^row_type,channel,/)
    // One order of 89.90 that an ad has brought; the yen and dinars have no rate.
    expect(lines.find((line) => line.startsWith('row,Paid Search'))).toContain(',89.90,')
  })

  it.each([
    ...['roi', 'paths', 'funnel', 'reconcile', 'journeys', 'claims', 'campaigns'].map((name) => [
      name,
      NOVEMBER,
    ]),
    ['compare', `${NOVEMBER}&models=linear,last_touch`],
    ['cohorts', 'from=2026-09&to=2026-09'],
    ['explain', `${NOVEMBER}&cell=total`],
    ['health', ''],
  ])('of %s is there as JSON and as CSV', async (name = '', query = '') => {
    for (const format of ['json', 'csv'])
      await exported(name, '--query', query, '--out', file(`${name}.${format}`))
    const { meta } = JSON.parse(readFileSync(file(`${name}.json`), 'utf8'))
    expect(meta.site).toBe('shop')
    expect(readFileSync(file(`${name}.csv`), 'utf8')).toContain('\r\n')
  })

  it('says where its next page begins', async () => {
    const query = `${NOVEMBER}&limit=1`
    const { next } = await exported<{ next: string }>(
      'journeys',
      '--query',
      query,
      '--out',
      file('j.csv'),
    )
    expect(next).toMatch(/^\d+\.\d+$/)
    const json = await exported<{ next: string }>(
      'journeys',
      '--query',
      query,
      '--out',
      file('j.json'),
    )
    expect(json.next).toBe(next)
  })

  it.each([
    [['roi', '--query', 'from=2026-09-01', '--out', 'x.csv'], 2, '--query to: is missing'],
    [['roi', '--query', 'form=2026-09-01', '--out', 'x.csv'], 2, '--query form: is no parameter'],
    [['roi', '--from', '2026-09-01', '--out', 'x.csv'], 2, "a report takes --query 'from=…'"],
    [['roi', '--query', 'format=csv', '--out', 'x.csv'], 2, 'is said by --format'],
    [['roi', '--out', 'x.parquet'], 2, 'does not end with .json or .csv'],
    [['hits', '--query', 'from=2026-09-01', '--out', 'x.csv'], 2, 'is of reports'],
    [['roi', '--query', `${NOVEMBER}&as_of=1`, '--out', 'x.csv'], 1, 'keeps no room for figures'],
  ])('refuses %j, and says the way out', async (words, code, message) => {
    const ran = await pathworth(folder, 'export', ...words, '--site', 'shop')
    expect(ran.err).toContain(message)
    expect(ran.code).toBe(code)
  })

  it('of a collector far away is asked with a key, and how is said', async () => {
    const words = ['export', 'roi', '--site', 'shop', '--out', 'x.csv', '--query', NOVEMBER]
    const ran = await run(CLI, [...words, '--at', 'https://t.shop.example'], {
      PATHWORTH_ADMIN_TOKEN: TOKEN,
    })
    expect(ran.code).toBe(2)
    expect(ran.err).toContain(
      "curl 'https://t.shop.example/v1/roi?from=2026-09-01&to=2026-09-30&format=csv'",
    )
  })
})

it('a collector far away gives the same file, page by page', async () => {
  const collector = await startCollector(folder, { PATHWORTH_ADMIN_TOKEN: TOKEN })
  try {
    for (const table of ['hits', 'credits']) {
      expect(linesOf(`${table}.ndjson`).length).toBeGreaterThan(0)
      const out = file(`far-${table}.ndjson`)
      const words = ['export', table, '--site', 'shop', '--out', out, '--at', collector.url]
      const far = await run(CLI, words, { PATHWORTH_ADMIN_TOKEN: TOKEN })
      expect(far).toMatchObject({ code: 0, err: '' })
      expect(readFileSync(out, 'utf8')).toBe(readFileSync(file(`${table}.ndjson`), 'utf8'))
    }
    // And beside a collector that runs, the file is read as it is at one moment.
    await exported('hits', '--out', file('beside.ndjson'))
    expect(linesOf('beside.ndjson')).toHaveLength(HITS)
  } finally {
    await collector.stop()
  }
})
