import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { OptionError, readOptions } from '../../demo/options.ts'

test('without options there are 20,000 visitors in 90 days', () => {
  expect(readOptions([])).toMatchObject({ seed: 1, visitors: 20_000, days: 90, shop: false })
})

test('options are read as they are given', () => {
  expect(readOptions(['--seed', '7', '--shop', '--port=0'])).toMatchObject({
    seed: 7,
    shop: true,
    port: 0,
  })
})

test.each([
  ['--visitors', 'many'],
  ['--visitors', '0'],
  ['--days', '1.5'],
  ['--port', '65536'],
  ['--colour', 'red'],
  ['stray', ''],
])('%s %s is refused with its name', (name, value) => {
  expect(() => readOptions([name, value])).toThrow(OptionError)
  expect(() => readOptions([name, value])).toThrow(name)
})

test('the demo ends with 2 when it is typed wrongly, as the CLI does', () => {
  const { status, stderr } = spawnSync(process.execPath, ['demo/main.ts', '--seed', 'x'], {
    encoding: 'utf8',
  })
  expect(status).toBe(2)
  expect(stderr).toContain('--seed is a whole number')
})
