import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../../collector/host/cli/main.ts'
import { dataFolder, pathworth, pathworthJson, startCollector } from './collector-process.ts'

const TOKEN = 'a-token-of-32-characters-or-more'
const SITE = ['--site', 'shop']

let folder: string
beforeEach(async () => {
  folder = dataFolder()
  await pathworthJson(folder, ...CREATE)
})

const CREATE = [
  ...['site', 'create', 'shop', '--domain', 'shop.example'],
  ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
]

function fileOf(text: string, name = 'ads.csv'): string {
  const file = join(dataFolder(), name)
  writeFileSync(file, text)
  return file
}

const HEAD = 'Campaign report\n"November 1, 2026 - November 3, 2026"\n'

/** By hand: Brand 3.10 + 4.00 = 7.10, Autumn 12.34; together 19.44. */
const DAILY = `${HEAD}Day,Campaign,Campaign ID,Currency code,Cost,Clicks
2026-11-01,Autumn,11,EUR,12.34,7
2026-11-01,Brand,22,EUR,3.10,2
2026-11-03,Brand,22,EUR,4.00,--
Total: Account,--,--,EUR,19.44,9
`
const SUMMARY = {
  ...{ kind: 'google_ads', rows: 3, from: '2026-11-01', to: '2026-11-03' },
  spend: [{ currency: 'EUR', amount: '19.44' }],
  campaigns: [
    { campaign: 'Autumn', amount: '12.34' },
    { campaign: 'Brand', amount: '7.10' },
  ],
  ...{ refused: [], replaces: 0 },
}

interface Listed {
  imports: { id: string; state: string; imported_by: string }[]
}
const list = async () => (await pathworthJson<Listed>(folder, 'import', 'list', ...SITE)).imports

describe('import', () => {
  it('says what it would do as one line of JSON, and stores nothing', async () => {
    const { out } = await pathworth(folder, 'import', fileOf(DAILY), ...SITE, '--dry-run', '--json')
    expect(out).toBe(
      '{"kind":"google_ads","rows":3,"from":"2026-11-01","to":"2026-11-03","spend":[{"currency":"EUR","amount":"19.44"}],"campaigns":[{"campaign":"Autumn","amount":"12.34"},{"campaign":"Brand","amount":"7.10"}],"refused":[],"replaces":0}\n',
    )
    expect(await list()).toEqual([])
  })

  it('says the same to people, and how to take it in', async () => {
    const { out } = await pathworth(folder, 'import', fileOf(DAILY), ...SITE)
    expect(out.split('\n').slice(0, 8)).toEqual([
      'ads.csv: google_ads, 3 rows, 2026-11-01 to 2026-11-03 (3 days).',
      '',
      'Campaign  Spend',
      'Autumn    12.34 EUR',
      'Brand     7.10 EUR',
      'Together  19.44 EUR',
      '',
      '3 rows new, 0 take the place of others, 0 known.',
    ])
    expect(out).toContain('Nothing was stored: --apply takes it in.')
    expect(await list()).toEqual([])
  })

  it('takes it in with --apply, and once', async () => {
    const file = fileOf(DAILY)
    const stored = await pathworthJson(folder, 'import', file, ...SITE, '--apply')
    expect(stored).toMatchObject({ ...SUMMARY, outcome: 'created', import: { file: 'ads.csv' } })
    const again = await pathworth(folder, 'import', file, ...SITE, '--apply')
    expect(again.out).toContain('shop has all of it already: nothing was stored.')
    expect(await list()).toMatchObject([{ state: 'applied', imported_by: 'cli' }])
    expect(await pathworthJson(folder, 'site', 'status', 'shop')).toMatchObject({
      facts: { costs: 3 },
      pending: 0,
    })
  })

  it('counts what a correction would replace, and rolls it back', async () => {
    await pathworth(folder, 'import', fileOf(DAILY), ...SITE, '--apply')
    const corrected = fileOf(DAILY.replace('12.34', '12.00'))
    expect(await pathworthJson(folder, 'import', corrected, ...SITE)).toMatchObject({ replaces: 1 })
    await pathworth(folder, 'import', corrected, ...SITE, '--apply')
    const [newest] = await list()
    const back = ['import', 'rollback', newest?.id ?? '', ...SITE]
    expect((await pathworth(folder, ...back)).out).toBe(`Import ${newest?.id} is rolled back.\n`)
    expect((await pathworth(folder, ...back)).out).toContain('was rolled back before')
    expect(await pathworthJson(folder, 'import', corrected, ...SITE)).toMatchObject({ replaces: 1 })
    const { out } = await pathworth(folder, 'import', 'list', ...SITE)
    expect(out).toMatch(/^\S+ +rolled_back +google_ads +ads\.csv +3 rows, 2026-11-01 … 2026-11-03 /)
  })

  it('takes a file without days for a period, and refuses its days then', async () => {
    const range = fileOf(`${HEAD}Campaign,Campaign ID,Currency code,Cost\nAutumn,11,EUR,90.00\n`)
    const period = ['--from', '2026-11-01', '--to', '2026-11-30']
    const taken = await pathworthJson(folder, 'import', range, ...SITE, ...period, '--apply')
    expect(taken).toMatchObject({ from: '2026-11-01', to: '2026-11-30', outcome: 'created' })
    const refused = await pathworth(folder, 'import', fileOf(DAILY), ...SITE, '--apply')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('line 4: campaign "Autumn" on 2026-11-01 meets from 2026-11-01')
    expect(refused.err).toContain('Nothing was stored')
    expect(await list()).toHaveLength(1)
    const rest = await pathworthJson(
      ...([folder, 'import', fileOf(DAILY), ...SITE, '--apply', '--skip-refused'] as const),
    )
    expect(rest).toMatchObject({ rows: 2, refused: [{ line: 4 }], outcome: 'created' })
  })

  it('reads any CSV by a mapping', async () => {
    const file = fileOf('When;What;Money\n01.11.2026;A;1,50\n13.11.2026;A;2,00\n')
    const map = { platform: 'dsp', day: 'When', campaign: 'What', cost: 'Money' }
    const words = ['--map', fileOf(JSON.stringify(map), 'map.json'), '--currency', 'EUR']
    expect(await pathworthJson(folder, 'import', file, ...SITE, ...words)).toMatchObject({
      ...{ kind: 'mapped', rows: 2, from: '2026-11-01', to: '2026-11-13', refused: [] },
      spend: [{ currency: 'EUR', amount: '3.50' }],
    })
  })

  it('takes rates in as rates', async () => {
    const rates = fileOf('Date,USD,\n2026-11-02,1.25,\n')
    const words = ['import', rates, ...SITE, '--kind', 'rates']
    expect(await pathworthJson(folder, ...words)).toEqual({
      ...{ kind: 'ecb_rates', rows: 1, from: '2026-11-02', to: '2026-11-02' },
      ...{ spend: [], campaigns: [], refused: [], replaces: null },
    })
    expect(await pathworthJson(folder, ...words, '--apply')).toMatchObject({ outcome: 'created' })
    expect(await pathworthJson(folder, ...words, '--apply')).toMatchObject({ outcome: 'unchanged' })
  })

  it.each([
    [['/nowhere.csv', ...SITE], 1, "/nowhere.csv can't be read"],
    [[...SITE], 2, 'name a file, or a folder with --watch'],
    [['x.csv', '--watch', '/x', ...SITE], 2, 'name a file, or a folder with --watch'],
    [['--watch', '/x', ...SITE, '--dry-run'], 2, '--watch takes files in'],
    [['x.csv'], 2, '--site is missing'],
    [['x.csv', ...SITE, '--apply', '--dry-run'], 2, 'give one of both'],
    [['x.csv', ...SITE, '--from', '2026-11-31'], 2, '--from 2026-11-31: is no date'],
    [['x.csv', ...SITE, '--kind', 'ads'], 2, '--kind ads: is one of auto'],
    [['x.csv', ...SITE, '--decimal', ';'], 2, '--decimal ;: is one of'],
    [['x.csv', ...SITE, '--map', '/nowhere.json'], 2, '--map /nowhere.json'],
  ])('%j exits with %i', async (words, expected, message) => {
    const { code, err } = await pathworth(folder, 'import', ...words)
    expect(code).toBe(expected)
    expect(err).toContain(message)
  })

  it('names a file that nobody knows, an import and a site that there are not', async () => {
    const unknown = await pathworth(folder, 'import', fileOf('a,b\n1,2\n'), ...SITE)
    expect(unknown.code).toBe(1)
    expect(unknown.err).toContain('ads.csv: ')
    const back = await pathworth(folder, 'import', 'rollback', 'x', ...SITE)
    expect(back.err).toContain('there is no import x: "import list" shows those of a site')
    const nowhere = await pathworth(folder, 'import', fileOf(DAILY), '--site', 'shap')
    expect(nowhere.err).toContain('there is no site "shap"')
  })
})

describe('import beside a collector', () => {
  it('goes through the one that runs here, and through one far away', async () => {
    const collector = await startCollector(folder, { PATHWORTH_ADMIN_TOKEN: TOKEN })
    const file = fileOf(DAILY)
    expect(await pathworthJson(folder, 'import', file, ...SITE, '--apply')).toMatchObject({
      outcome: 'created',
    })
    const answers: string[] = []
    const at = (...words: string[]) =>
      runCli(
        [...words, '--json', '--at', collector.url],
        { PATHWORTH_DATA: '/nowhere/at/all', PATHWORTH_ADMIN_TOKEN: TOKEN },
        { out: (text) => answers.push(text), err: (text) => answers.push(text) },
      )
    const corrected = fileOf(DAILY.replace('12.34', '12.00'), 'corrected.csv')
    expect(await at('import', corrected, ...SITE, '--apply')).toBe(0)
    expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({
      ...{ outcome: 'created', replaces: 1 },
      import: { file: basename(corrected) },
    })
    const [newest] = await list()
    expect(await at('import', 'rollback', newest?.id ?? '', ...SITE)).toBe(0)
    expect(await at('import', 'rollback', 'x', ...SITE)).toBe(1)
    expect(answers.at(-1)).toContain('there is no import x')
    await collector.stop()
  })
})
