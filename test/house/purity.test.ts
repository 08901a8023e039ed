import { describe, expect, test } from 'vitest'
import { placesOf, type Source, sourcesIn } from './sources.ts'

/** What a rule may not read, since the same facts must always give the same answer. */
const IMPURE: readonly [what: string, pattern: RegExp][] = [
  ['reads the clock', /\bDate\.now\b|\bperformance\.now\b|\bnew Date\b(?!\s*\(\s*[^\s)])/],
  ['reads the environment', /\bprocess\b/],
  ['draws lots', /\bMath\.random\b|\bcrypto\b/],
  ['talks to the network', /\bfetch\(|\bXMLHttpRequest\b|\bWebSocket\b/],
  ['waits', /\bsetTimeout\b|\bsetInterval\b|\bqueueMicrotask\b/],
]

/** Math's functions whose every bit IEEE 754 or the language fixes; of others engines differ. */
const EXACT = ['abs', 'ceil', 'floor', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc']
const INEXACT = new RegExp(`\\bMath\\.(?!(?:${EXACT.join('|')})\\b)|\\*\\*|\\bMath\\[`)

const impurities = (source: Source): string[] =>
  IMPURE.flatMap(([what, pattern]) => placesOf(source, pattern, what))

const inexactness = (source: Source): string[] => placesOf(source, INEXACT, 'engines differ here')

const file = (text: string): Source => ({ path: 'x.ts', text })

describe('a pure folder', () => {
  const pure = sourcesIn(
    'shared',
    ...['touch', 'journey', 'attribution', 'roi', 'export', 'source'].map(
      (name) => `collector/${name}`,
    ),
  )

  test('takes time and chance as arguments', () => {
    expect(pure.length).toBeGreaterThan(40)
    expect(pure.flatMap(impurities)).toEqual([])
  })

  test.each([
    'const now = Date.now()',
    'const now = new Date()',
    'const now = new Date( )',
    'const now = new Date',
    'const at = performance.now()',
    'const zone = process.env.TZ',
    'const { env } = process',
    'const lot = Math.random()',
    'const id = crypto.randomUUID()',
    "await fetch('https://shop.example/')",
    'setTimeout(done, 5)',
  ])('would not be with %j', (text) => {
    expect(impurities(file(`// a rule\n${text}\n`))).toEqual([expect.stringMatching(/^x\.ts:2: /)])
  })

  test.each([
    'const at = new Date(ts)',
    'const at = new Date(\n  ts,\n)',
    '// Date.now() would differ at each call',
    '/* never process.env */',
    'const processed = 1',
    'const update = { now: 1 }',
  ])('may still have %j', (text) => {
    expect(impurities(file(text))).toEqual([])
  })
})

describe('a weight', () => {
  test('comes of arithmetic that is the same on every engine', () => {
    expect(sourcesIn('collector/attribution').flatMap(inexactness)).toEqual([])
  })

  test.each([
    'const w = Math.pow(2, -age)',
    'const w = Math.exp(-age)',
    'const w = 2 ** -age',
    'w **= 2',
    'const w = Math.log2(age)',
    "const w = Math['pow'](2, age)",
  ])('would not with %j', (text) => {
    expect(inexactness(file(text))).toHaveLength(1)
  })

  test.each(['Math.sqrt(0.5)', 'Math.floor(a * b)', '/** since Math.pow differs */', 'a * b'])(
    'may come of %j',
    (text) => {
      expect(inexactness(file(text))).toEqual([])
    },
  )
})
