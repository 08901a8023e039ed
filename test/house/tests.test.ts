import { describe, expect, test } from 'vitest'
import { placesOf, type Source, sourcesIn } from './sources.ts'

/** The one place that waits by the clock: between two looks, for a condition. */
const WAITS_FOR_A_CONDITION = 'test/host/until.ts'

const LEFT_OUT = /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:only|skip|todo|skipIf|runIf|fails)\b/
const SLEEPS =
  /\bwaitForTimeout\b|['"](?:node:)?timers\/promises['"]|\bAtomics\.wait\b|\bsleep\b|\bsetTimeout\((?:[^()]|\([^()]*\))*,\s*[^\s)]/

const leftOut = (source: Source) => placesOf(source, LEFT_OUT, 'is left out')
const sleeps = (source: Source) => placesOf(source, SLEEPS, 'sleeps')

const file = (text: string): Source => ({ path: 'x.test.ts', text })

describe('the tests', () => {
  // This folder names what it looks for.
  const tests = sourcesIn('test').filter(({ path }) => !path.startsWith('test/house/'))

  test('are all run', () => {
    expect(tests.length).toBeGreaterThan(40)
    expect(tests.flatMap(leftOut)).toEqual([])
  })

  test('wait for conditions, and for no length of time', () => {
    const others = tests.filter(({ path }) => path !== WAITS_FOR_A_CONDITION)
    expect(others.flatMap(sleeps)).toEqual([])
  })

  test.each([
    "test.only('a', () => {})",
    "describe.skip('a', () => {})",
    "it.todo('a')",
    "describe.concurrent.skip('a', () => {})",
    "test.skipIf(!linux)('a', () => {})",
    "test.fails('a', () => {})",
  ])('would be found to leave out %j', (text) => {
    expect(leftOut(file(text))).toHaveLength(1)
  })

  test.each(["test.each([1])('a', () => {})", 'const { only } = list', "it('skips', () => {})"])(
    'are not found to leave out %j',
    (text) => {
      expect(leftOut(file(text))).toEqual([])
    },
  )

  test.each([
    'await page.waitForTimeout(500)',
    "import { setTimeout } from 'node:timers/promises'",
    'await new Promise((done) => setTimeout(done, 500))',
    'await new Promise((done) => setTimeout(() => done(), 500))',
    'await new Promise((done) =>\n  setTimeout(\n    done,\n    500,\n  ),\n)',
    'await sleep(500)',
  ])('would be found to sleep with %j', (text) => {
    expect(sleeps(file(text))).toHaveLength(1)
  })

  test.each([
    'setTimeout(() => history.back())',
    'clearTimeout(timer)',
    "await page.waitForFunction(() => 'ready')",
    '// no sleep here',
  ])('are not found to sleep with %j', (text) => {
    expect(sleeps(file(text))).toEqual([])
  })
})
