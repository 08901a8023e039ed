import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Verdict, watchFolder } from '../../collector/host/cli/watched-folder.ts'
import { dataFolder, pathworth, pathworthJson, startProgram } from './collector-process.ts'
import { until } from './until.ts'

const files = (folder: string, ...names: string[]): string[] =>
  readdirSync(join(folder, ...names), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted()

interface Watched {
  folder: string
  /** What was taken, with what was in it. */
  taken: string[]
  told: string[]
}

/** Looks as often as there are steps; each step is done before its look. */
async function watch(
  folder: string,
  steps: readonly (() => void)[],
  verdict: (name: string) => Verdict = () => ({ done: 'taken' }),
): Promise<Watched> {
  const [taken, told]: [string[], string[]] = [[], []]
  const end = new AbortController()
  const left = [...steps]
  const next = () => (left.length > 0 ? left.shift()?.() : end.abort())
  next()
  await watchFolder({
    folder,
    signal: end.signal,
    pause: async () => void next(),
    take: async (file) => {
      taken.push(`${basename(file)}: ${readFileSync(file, 'utf8')}`)
      return verdict(basename(file))
    },
    tell: (text) => told.push(text),
  })
  return { folder, taken, told }
}

const rest = () => undefined

describe('a watched folder', () => {
  it('takes a file when it has not changed from one look to the next, and once', async () => {
    const folder = dataFolder()
    const put = (text: string) => () => appendFileSync(join(folder, 'ads.csv'), text)
    const { taken } = await watch(folder, [put('a'), put('b'), put('c'), rest, rest, rest])
    expect(taken).toEqual(['ads.csv: abc'])
    expect(files(folder, 'done')).toEqual(['ads.csv'])
    expect(files(folder)).toEqual([])
  })

  it('leaves what is named as unfinished until it is renamed', async () => {
    const folder = dataFolder()
    for (const name of ['a.csv.part', '.b.csv', 'c.csv.crdownload', 'd.tmp'])
      writeFileSync(join(folder, name), 'x')
    mkdirSync(join(folder, 'e.csv'))
    expect((await watch(folder, [rest, rest, rest])).taken).toEqual([])
  })

  it('puts the reason beside what is refused, and overwrites nothing', async () => {
    const folder = dataFolder()
    const put = () => writeFileSync(join(folder, 'ads.csv'), 'x')
    const refuse = (): Verdict => ({ refused: 'line 3: no amount' })
    const { told } = await watch(folder, [put, rest, put, rest], refuse)
    expect(files(folder, 'refused')).toEqual([
      ...['ads-2.csv', 'ads-2.csv.txt', 'ads.csv', 'ads.csv.txt'],
    ])
    expect(readFileSync(join(folder, 'refused', 'ads.csv.txt'), 'utf8')).toBe('line 3: no amount\n')
    expect(told[0]).toBe('ads.csv: refused, see refused/ads.csv.txt')
  })

  it('keeps a file that nobody can take now, tells it once, and tries again', async () => {
    const folder = dataFolder()
    writeFileSync(join(folder, 'ads.csv'), 'x')
    let tries = 0
    const { told } = await watch(folder, [rest, rest, rest, rest], () => {
      tries += 1
      if (tries < 3) throw new Error('the collector is away')
      return { done: 'taken' }
    })
    expect(told).toEqual(['ads.csv: the collector is away; it is tried again', 'ads.csv: taken'])
    expect(files(folder, 'done')).toEqual(['ads.csv'])
  })
})

const FILE = `Campaign report
"November 1, 2026 - November 1, 2026"
Day,Campaign,Campaign ID,Currency code,Cost
2026-11-01,Autumn,11,EUR,12.34
`

describe('import --watch', () => {
  it('takes files in, also after it was killed, and none twice', async () => {
    const [data, folder] = [dataFolder(), dataFolder()]
    const site = ['site', 'create', 'shop', '--domain', 'shop.example', '--currency', 'EUR']
    await pathworth(data, ...site, '--timezone', 'Europe/Paris')
    const start = () =>
      startProgram('collector/host/cli.ts', ['import', '--watch', folder, '--site', 'shop'], {
        PATHWORTH_DATA: data,
      })
    const isThere = (...path: string[]) => until(() => existsSync(join(folder, ...path)))

    const first = start()
    writeFileSync(join(folder, 'a.csv'), FILE)
    writeFileSync(join(folder, 'wrong.csv'), FILE.replace('12.34', 'x'))
    await isThere('done', 'a.csv')
    await isThere('refused', 'wrong.csv')
    expect(readFileSync(join(folder, 'refused', 'wrong.csv.txt'), 'utf8')).toContain('line 4: ')
    await first.stop('SIGKILL')

    // As if it had been killed before it could move the file.
    writeFileSync(join(folder, 'a.csv'), FILE)
    writeFileSync(join(folder, 'b.csv'), FILE.replace('Autumn,11', 'Brand,22'))
    const second = start()
    await isThere('done', 'a-2.csv')
    await isThere('done', 'b.csv')
    const ended = await second.stop('SIGTERM')
    expect(ended.code).toBe(0)
    expect(ended.out).toBe('2 files taken into shop, 0 refused.\n')
    expect(ended.err).toContain('a.csv: shop has all of it already: nothing was stored.')
    const { imports } = await pathworthJson<{ imports: { file: string }[] }>(
      ...([data, 'import', 'list', '--site', 'shop'] as const),
    )
    expect(imports.map(({ file }) => file)).toEqual(['b.csv', 'a.csv'])
  }, 90_000)

  it('begins with a site that there is', async () => {
    const folder = dataFolder()
    const ran = await pathworth(dataFolder(), 'import', '--watch', folder, '--site', 'shap')
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('there is no site "shap"')
  })
})
