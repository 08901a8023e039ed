import { expect, test } from 'vitest'
import { type Source, sourcesIn } from './sources.ts'

/** A longer file holds more than one idea. */
const LINES_MAX = 400

const tooLong = (sources: readonly Source[]): string[] =>
  sources
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path} has ${lines} lines`)

test('no file has more than 400 lines', () => {
  expect(
    tooLong(sourcesIn('collector', 'shared', 'snippet', 'client/src', 'client/build')),
  ).toEqual([])
})

test('a file of 401 lines would be found, and one of 400 not', () => {
  const lines = (count: number) => ({ path: 'x.ts', text: 'a\n'.repeat(count) })
  expect(tooLong([lines(400)])).toEqual([])
  expect(tooLong([lines(401)])).toEqual(['x.ts has 401 lines'])
})
