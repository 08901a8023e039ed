import { expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const CREATE = [
  ...['site', 'create', 'shop', '--domain', 'shop.example'],
  ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
]
const DAYS = ['--from', '2026-01-01', '--to', '2026-01-31']

it('closes a period, lists it, and opens it again', async () => {
  const folder = dataFolder()
  const period = (...words: string[]) => pathworth(folder, 'period', ...words, '--site', 'shop')
  await pathworthJson(folder, ...CREATE)
  expect((await period('list')).out).toBe('No period of shop is closed.\n')
  const { period: id } = await pathworthJson<{ period: number }>(
    folder,
    ...['period', 'close', '--site', 'shop', ...DAYS, '--note', 'books'],
  )
  expect((await period('list')).out).toMatch(
    /^\d+ {2}2026-01-01 to 2026-01-31 {2}\S+ {2}cli {2}books\n$/,
  )
  const again = await period('close', ...DAYS)
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('is closed already')])
  expect((await period('reopen', String(id))).out).toBe(`shop: period ${id} is open again.\n`)
  expect((await period('reopen', String(id))).code).toBe(1)
  expect((await period('reopen', 'all')).code).toBe(2)
  expect((await period('close', '--from', '2026-02-30', '--to', '2026-03-01')).code).toBe(2)
  expect((await period('close', '--from', '2026-03-02', '--to', '2026-03-01')).code).toBe(2)
})
