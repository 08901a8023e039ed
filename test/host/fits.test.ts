import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ThreadedLedgers } from '../../collector/ledger/threads/ledgers.ts'
import { FIT, fitted } from '../contract/fitted.ts'
import {
  conversion,
  DAY,
  hit,
  MINUTE,
  START,
  shopState,
  tagged,
  visitorUuid,
} from '../ledger/shop.ts'
import { until } from './until.ts'

let folder: string
let open: ThreadedLedgers[]
let troubles: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pathworth-'))
  open = []
  troubles = []
})

afterEach(async () => {
  for (const ledgers of open) await ledgers.close()
  rmSync(folder, { recursive: true })
})

function start(): ThreadedLedgers {
  const ledgers = new ThreadedLedgers({
    ...{ folder, writers: 1, readers: 1, waitingMax: 10, reportDeadlineMs: 30_000 },
    clock: () => START + 60 * DAY,
    onTrouble: (message) => troubles.push(message),
  })
  open.push(ledgers)
  return ledgers
}

async function filled(ledgers: ThreadedLedgers) {
  const ledger = await ledgers.create(shopState)
  const visits = Array.from({ length: 200 }, (_, n) =>
    hit(n + 1, n, START + n * MINUTE, tagged(n % 2 ? 'google' : 'bing', 'cpc')),
  )
  const bought = Array.from({ length: 50 }, (_, n) =>
    conversion(`A${n}`, START + (n + 1) * MINUTE, { visitor: visitorUuid(n) }),
  )
  await ledger.append({ hits: visits })
  await ledger.append({ conversions: bought })
  return ledger
}

const BY = { source: 'cli', owner: 'test', receivedAt: START + 60 * DAY } as const

describe('a fit on Node', () => {
  it('is ended by a close, and done after the next start, once', async () => {
    const ledgers = start()
    const ledger = await filled(ledgers)
    const { id } = await ledger.startFit(FIT, BY)
    await ledgers.close()
    const next = start()
    void next.settleLeftovers()
    const again = await next.open('shop')
    await until(async () => {
      const answer = await again?.report({ kind: 'model_versions' })
      return answer?.fits.length === 0
    })
    const answer = await again?.report({ kind: 'model_versions' })
    expect(answer?.versions.map((version) => version.id)).toEqual([id])
    expect(troubles).toEqual([])
  })

  it('reads events that were acknowledged a moment before', async () => {
    const ledger = await filled(start())
    expect((await fitted(ledger)).fit.journeys).toBe(200)
  })

  it('is left for a site that was taken back to before it was asked for', async () => {
    const ledgers = start()
    const ledger = await filled(ledgers)
    const { id } = await ledgers.snapshots.create('shop', { note: 'before' })
    await ledger.startFit(FIT, BY)
    await ledgers.snapshots.restore('shop', id)
    const version = await fitted((await ledgers.open('shop')) ?? ledger, { order: 2 })
    const { versions } = await ledger.report({ kind: 'model_versions' })
    expect(versions.map((one) => one.request.order)).toContain(2)
    expect(version.fit.journeys).toBe(200)
  })
})
