import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']

function fileOf(...lines: string[]): string {
  const file = join(dataFolder(), 'calls.csv')
  writeFileSync(file, ['date,kind,email,campaign,cost', ...lines, ''].join('\n'))
  return file
}

const CALLS = [
  '2026-11-18 00:30,call,ana@example.com,autumn,12.00',
  '2026-11-19,meeting,ben@example.com,,',
]

async function newSite(): Promise<string> {
  const folder = dataFolder()
  await pathworthJson(folder, ...CREATE, ...MONEY)
  return folder
}

const factsOf = async (folder: string) =>
  ((await pathworthJson(folder, 'site', 'status', 'shop')) as { facts: Record<string, number> })
    .facts

const GUIDE = readFileSync(
  fileURLToPath(new URL('../../docs/bring-offline-touches.md', import.meta.url)),
  'utf8',
)

describe('touches import', () => {
  it('takes the file of the guide by its commands', async () => {
    const folder = await newSite()
    const [, text = ''] = /```csv\n(.*?)```/s.exec(GUIDE) ?? []
    const file = join(dataFolder(), 'calls.csv')
    writeFileSync(file, text)
    const commands = [...GUIDE.matchAll(/^npm run pathworth -- (.*)$/gm)].map(([, typed = '']) =>
      typed.replace('calls.csv', file).split(' '),
    )
    expect(commands).toHaveLength(2)
    const told: unknown[] = []
    for (const words of commands) told.push(await pathworthJson(folder, ...words))
    expect(told).toMatchObject([
      { dry_run: true, touches: 2, with_cost: 2, refused: [] },
      { dry_run: false, created: 2, refused: [] },
    ])
  })

  it('says first what it would take, and stores nothing', async () => {
    const folder = await newSite()
    const file = fileOf(...CALLS)
    const dry = await pathworth(folder, 'touches', 'import', file, '--site', 'shop')
    expect(dry.out).toContain('2 touches from 2026-11-18 to 2026-11-19, 1 of them with a cost.')
    expect(dry.out).toContain('Nothing was stored: say --apply.')
    expect(await factsOf(folder)).not.toHaveProperty('told_touches')
  })

  it('stores them with --apply, once, a local time where the site is', async () => {
    const folder = await newSite()
    const words = ['touches', 'import', fileOf(...CALLS), '--site', 'shop', '--apply']
    expect(await pathworthJson(folder, ...words)).toEqual({
      ...{ site: 'shop', dry_run: false, touches: 2, from: '2026-11-18', to: '2026-11-19' },
      ...{ channels: { Offline: 2 }, with_cost: 1, refused: [], ignored: [] },
      ...{ created: 2, updated: 0, unchanged: 0 },
    })
    const again = await pathworth(folder, ...words)
    expect(again.out).toBe('shop: 0 new touches, 0 changed, 2 known.\n')
    expect(await factsOf(folder)).toMatchObject({ told_touches: 2, touches: 2 })
  })

  it('names each line that it can not take, and stores none of the others', async () => {
    const folder = await newSite()
    const file = fileOf(
      ...CALLS,
      '18/11/2026,call,eva@example.com,,',
      '2026-11-18,walk,eva@example.com,,',
      '2026-11-18,call,nobody,,"1,234"',
    )
    const words = ['touches', 'import', file, '--site', 'shop', '--apply']
    const { out, code } = await pathworth(folder, ...words)
    expect(code).toBe(1)
    expect(out).toContain('line 4: ts not a time that exists')
    expect(out).toContain('line 5: kind is one of call, meeting')
    expect(out).toContain('line 6: cost: "1,234" can be read in two ways')
    expect(out).toContain('Nothing was stored: mend these lines.')
    expect(await factsOf(folder)).not.toHaveProperty('told_touches')
  })
})
