import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { derivePast, type PastLedger } from '../../collector/ledger/past.ts'
import { ThreadedLedgers } from '../../collector/ledger/threads/ledgers.ts'
import { FolderPasts } from '../../collector/ledger/threads/pasts.ts'
import { conversion, START, shopState } from '../ledger/shop.ts'
import { dataFolder } from './collector-process.ts'
import { until } from './until.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

function ledgersOn(folder: string): ThreadedLedgers {
  const ledgers = new ThreadedLedgers({
    ...{ folder, writers: 1, readers: 1, waitingMax: 100, reportDeadlineMs: 60_000 },
    clock: () => START,
    onTrouble: (message) => expect.fail(message),
  })
  return ledgers
}

async function shop() {
  const folder = dataFolder()
  const ledgers = ledgersOn(folder)
  const pasts = new FolderPasts({ folder, make: ledgersOn })
  open.push(ledgers, pasts)
  const ledger = await ledgers.create(shopState)
  for (const id of ['A', 'B', 'C']) await ledger.append({ conversions: [conversion(id, START)] })
  return { folder, ledger, pasts }
}

const moment = (upTo: number) => ({ upTo, line: '' })

const counted = async (past: PastLedger) =>
  (await past.report({ kind: 'stats' })).facts['conversions']

it('keeps the sites as they were that were asked for last, each in a folder of its own', async () => {
  const { folder, ledger, pasts } = await shop()
  const folders = () => readdirSync(join(folder, 'as-of'))
  for (const upTo of [1, 2, 3, 4]) {
    const past = await pasts.open(shopState, moment(upTo))
    for await (const _ of derivePast(ledger, past, moment(upTo)))
      expect(folders().length).toBeGreaterThan(0)
    expect(await counted(past)).toBe(upTo - 1)
  }
  // The first was given up for the fourth.
  await until(() => folders().length === 3)
  const again = await pasts.open(shopState, moment(3))
  expect(await counted(again)).toBe(2)
  await pasts.drop(shopState, moment(3))
  expect(folders()).toHaveLength(2)
  expect(await counted(await pasts.open(shopState, moment(3)))).toBe(0)
  // Each has threads of its own, which take a while to start on a busy machine.
}, 180_000)

it('has no room on a disk that the site would fill twice, and says how much is needed', async () => {
  const { folder, ledger, pasts } = await shop()
  await ledger.settle({ conversions: 10 })
  expect(await pasts.lacksRoom(shopState, moment(2))).toBeUndefined()
  const full = new FolderPasts({ folder, make: ledgersOn, freeBytes: async () => 200_000_000 })
  open.push(full)
  expect(await full.lacksRoom(shopState, moment(2))).toMatch(
    /^figures of then need up to 0\.3 GB of disk beside the site, and 0\.2 GB are free: free some, or "move" the site/,
  )
})

it('leaves nothing behind, and removes what one that was killed has left', async () => {
  const { folder, pasts } = await shop()
  await pasts.open(shopState, moment(2))
  await pasts.close()
  expect(existsSync(join(folder, 'as-of'))).toBe(false)
  await expect(pasts.open(shopState, moment(2))).rejects.toThrow('closed')
  mkdirSync(join(folder, 'as-of', 'shop-2-'), { recursive: true })
  writeFileSync(join(folder, 'as-of', 'shop-2-', 'left'), '')
  open.push(new FolderPasts({ folder, make: ledgersOn }))
  expect(existsSync(join(folder, 'as-of'))).toBe(false)
})
