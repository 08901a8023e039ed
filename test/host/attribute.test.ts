import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

interface Answer {
  model: string
  order: number | null
  p_conversion: number
  channels: {
    channel: string
    removal_effect: number | null
    removal_effect_value: number | null
    conversions: number
    value: number
    standard_error?: number
  }[]
}

const FILE = `path,total_conversions,total_conversion_value,total_null
Ads > Mail,1,20,0
Mail,1,60,0
Ads,0,0,2
`

function fileWith(text: string): string {
  const file = join(dataFolder(), 'paths.csv')
  writeFileSync(file, text)
  return file
}

const attribute = (file: string, ...words: string[]) => pathworth('', 'attribute', file, ...words)
const answer = (file: string, ...words: string[]) =>
  pathworthJson<Answer>('', 'attribute', file, ...words)

describe('attribute', () => {
  it('prints removal effects and credits as JSON', async () => {
    const found = await answer(fileWith(FILE), '--model', 'markov', '--order', '2')
    expect(found).toEqual({
      model: 'markov',
      order: 2,
      p_conversion: 0.5,
      channels: [
        {
          channel: 'Mail',
          removal_effect: 1,
          removal_effect_value: 1,
          conversions: expect.closeTo(4 / 3, 12),
          value: expect.closeTo(64, 12),
        },
        {
          channel: 'Ads',
          removal_effect: expect.closeTo(0.5, 12),
          removal_effect_value: expect.closeTo(0.25, 12),
          conversions: expect.closeTo(2 / 3, 12),
          value: expect.closeTo(16, 12),
        },
      ],
    })
  })

  it.each(['first_touch', 'last_touch', 'linear', 'position_based'])(
    'prints the credits of %s in the same shape',
    async (model) => {
      const found = await answer(fileWith(FILE), '--model', model)
      expect(found).toMatchObject({ model, order: null, p_conversion: 0.5 })
      const share = { first_touch: 0, last_touch: 1 }[model] ?? 0.5
      expect(found.channels).toEqual(
        expect.arrayContaining([
          {
            channel: 'Mail',
            removal_effect: null,
            removal_effect_value: null,
            conversions: 1 + share,
            value: 60 + share * 20,
          },
        ]),
      )
    },
  )

  it('prints Shapley values below zero, too', async () => {
    const file = fileWith('path,total_conversions,total_null\nA,9,1\nA > B,1,9\n')
    const found = await answer(file, '--model', 'shapley')
    expect(found).toMatchObject({ game: 'conversion_rate', permutations: 0 })
    expect(found.channels[1]).toMatchObject({ channel: 'B', conversions: expect.closeTo(-4, 12) })
    const sums = await answer(file, '--model', 'shapley', '--game', 'conversions')
    expect(sums.channels[1]).toMatchObject({ channel: 'B', conversions: 0.5 })
  })

  it('says how far sampled Shapley values may be off', async () => {
    const names = Array.from({ length: 15 }, (_, at) => `c${at}`)
    const rows = names.map((name, at) => `${name} > ${names[(at * 4 + 1) % 15]},${at},${16 - at}`)
    const file = fileWith(`path,total_conversions,total_null\n${rows.join('\n')}\n`)
    const words = ['--model', 'shapley', '--permutations', '50', '--seed', '7']
    const found = await answer(file, ...words)
    expect(found).toMatchObject({ permutations: 50 })
    expect(found.channels.some(({ standard_error }) => (standard_error ?? 0) > 0)).toBe(true)
    expect(await answer(file, ...words)).toEqual(found)
    expect((await attribute(file, ...words)).out).toMatch(
      /^channel +conversions +± +value +± value$/m,
    )
  })

  it('says when rates tell nothing, for want of null journeys', async () => {
    const file = fileWith(FILE)
    const hint = 'Without null journeys every rate is 1: --game conversions says more here.\n'
    expect((await attribute(file, '--model', 'shapley', '--no-null')).err).toBe(hint)
    expect((await attribute(file, '--model', 'shapley')).err).toBe('')
    const sums = ['--model', 'shapley', '--no-null', '--game', 'conversions']
    expect((await attribute(file, ...sums)).err).toBe('')
  })

  it('leaves out null journeys when it is told', async () => {
    const found = await answer(fileWith(FILE), '--model', 'markov', '--no-null')
    expect(found).toMatchObject({ p_conversion: 1, order: 1 })
    expect(found.channels[1]).toMatchObject({ channel: 'Ads', removal_effect: 0.5 })
  })

  it('prints a table for people', async () => {
    const { code, out, err } = await attribute(fileWith(FILE), '--model', 'markov', '--order', '2')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('markov, order 2, 3 states: 3 paths, 50.00 % of journeys converted')
    expect(out).toMatch(/^Ads +0\.5000 +0\.2500 +0\.67 +16\.00$/m)
  })

  it('tells how many steps had no name', async () => {
    const { code, err } = await attribute(fileWith(`${FILE}A > > B,1,1,0\n`), '--model', 'linear')
    expect(code).toBe(0)
    expect(err).toBe('1 steps without a name were left out of their paths.\n')
  })

  it('names a bad line with its number and the way out', async () => {
    const file = fileWith(`${FILE}Social, organic,1,1,0\n`)
    const { code, out, err } = await attribute(file, '--model', 'markov', '--json')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(`${file}, line 5: total_conversions is " organic", not a number`)
    expect(err).toContain('needs quotes')
  })

  it('says when there is no such file', async () => {
    const { code, err } = await attribute('no-such.csv', '--model', 'markov')
    expect(code).toBe(1)
    expect(err).toContain("no-such.csv can't be read (ENOENT)")
  })

  it.each([
    [['--model', 'magic'], '--model magic: is one of first_touch, last_touch, linear'],
    [[], '--model is missing'],
    [['--model', 'markov', '--order', '5'], '--order 5: is a whole number from 1 to 4'],
    [['--model', 'markov', '--order', '1.5'], '--order 1.5: is a whole number from 1 to 4'],
    [['--model', 'linear', '--order', '2'], '--order is for --model markov'],
    [['--model', 'markov', '--seed', '2'], '--seed is for --model shapley'],
    [
      ['--model', 'shapley', '--game', 'chess'],
      '--game chess: is one of conversion_rate, conversions',
    ],
    [['--model', 'linear', '--at', 'https://t.shop.example'], 'takes no --at'],
  ])('%j is typed wrongly', async (words, problem) => {
    const { code, err } = await attribute(fileWith(FILE), ...words)
    expect(code).toBe(2)
    expect(err).toContain(problem)
    expect(err).toContain('Help:  npm run pathworth -- attribute --help')
  })

  it('needs no data folder, and makes none', async () => {
    const folder = dataFolder()
    const { code } = await pathworth(folder, 'attribute', fileWith(FILE), '--model', 'linear')
    expect(code).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })

  it('reads standard input, and has help of its own', async () => {
    const words = ['collector/host/cli.ts', 'attribute', '-', '--model', 'markov', '--json']
    const out = execFileSync(process.execPath, words, { input: FILE, encoding: 'utf8' })
    expect(JSON.parse(out)).toEqual(await answer(fileWith(FILE), '--model', 'markov'))
    const help = await pathworth('', 'attribute', '--help')
    expect(help.out).toContain('attribute paths.csv --model markov --order 2 --json')
    expect(help.out).not.toContain('--at')
  })
})
