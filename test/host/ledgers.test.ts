import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newSite } from '../../collector/admin/new-site.ts'
import type { ConversionFact } from '../../collector/ledger/facts.ts'
import { SiteExistsError } from '../../collector/ledger/ledger.ts'
import { ThreadedLedgers } from '../../collector/ledger/threads/ledgers.ts'
import type { Hit } from '../../collector/touch/hit.ts'
import { dataFolder } from './collector-process.ts'

const NOW = Date.parse('2026-11-02T10:00:00Z')
const opened: ThreadedLedgers[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((ledgers) => ledgers.close()))
})

function ledgersOn(folder: string, troubles: string[] = []): ThreadedLedgers {
  const ledgers = new ThreadedLedgers({
    folder,
    writers: 2,
    readers: 1,
    waitingMax: 1_000,
    reportDeadlineMs: 10_000,
    clock: () => NOW,
    onTrouble: (message) => troubles.push(message),
  })
  opened.push(ledgers)
  return ledgers
}

const stateOf = async (site: string) =>
  (await newSite({ site, domains: ['shop.example'], currency: 'EUR', timeZone: 'UTC' }, NOW)).state

const order = (transactionId: string): ConversionFact => ({
  goal: 'purchase',
  transactionId,
  ts: NOW,
  value: 100,
  currency: 'EUR',
  tax: null,
  shipping: null,
  total: null,
  costOfGoods: null,
  visitor: null,
  customerId: randomUUID(),
  emailHash: null,
  consent: null,
  coupon: null,
  items: null,
  updatedAt: null,
  source: 'backend',
  owner: 'test',
  schemaVersion: 1,
  receivedAt: NOW,
})

const landing = (): Hit => ({
  eventId: randomUUID(),
  visitor: randomUUID(),
  name: 'page_view',
  ts: NOW,
  url: 'https://shop.example/',
  referrer: '',
  title: '',
  props: '',
  country: '',
  device: 'desktop',
  browser: '',
  os: '',
  consent: 'granted',
  mode: 'cookie',
  source: 'tag',
  schemaVersion: 1,
  receivedAt: NOW,
})

const stats = { kind: 'stats' } as const

const roi = {
  kind: 'roi',
  from: 20261101,
  to: 20261130,
  goal: 'purchase',
  model: 'linear',
  basis: 'conversion_date',
  by: ['channel'],
} as const

describe('ledgers in threads', () => {
  it('a report sees what was appended before it', async () => {
    const ledger = await ledgersOn(dataFolder()).create(await stateOf('shop'))
    for (let n = 1; n <= 20; n++) {
      await ledger.append({ conversions: [order(`T${n}`)] })
      expect((await ledger.report(roi)).eligible).toBe(n)
    }
  })

  it('a report counts every touch that was appended before it', async () => {
    const ledger = await ledgersOn(dataFolder()).create(await stateOf('shop'))
    for (let n = 1; n <= 20; n++) {
      await ledger.append({ hits: [landing()] })
      const { touches } = await ledger.report(roi)
      expect(touches.reduce((sum, cell) => sum + cell.touches, 0)).toBe(n)
    }
    await Promise.all(Array.from({ length: 50 }, () => ledger.append({ hits: [landing()] })))
    const [one, other] = await Promise.all([ledger.report(stats), ledger.report(stats)])
    expect([one.facts['touches'], other.facts['touches']]).toEqual([70, 70])
  })

  it('an invented name is no site, and leaves no file', async () => {
    expect(await ledgersOn(dataFolder()).open('never')).toBeUndefined()
  })

  it('a name can be taken once', async () => {
    const ledgers = ledgersOn(dataFolder())
    const twice = [ledgers.create(await stateOf('shop')), ledgers.create(await stateOf('shop'))]
    const [first, second] = await Promise.allSettled(twice)
    expect(first?.status).toBe('fulfilled')
    expect(second).toMatchObject({ reason: new SiteExistsError('shop') })
  })

  it('a state that was changed is the state at once, and after the next start', async () => {
    const folder = dataFolder()
    const ledgers = ledgersOn(folder)
    const ledger = await ledgers.create(await stateOf('shop'))
    const { settings } = await ledger.state()
    const changed = { ...settings, lookbackDays: 30 }
    await ledger.change({ kind: 'settings', settings: changed, owner: 'test', at: NOW })
    expect((await ledger.state()).settings.lookbackDays).toBe(30)
    await ledgers.close()
    const again = await ledgersOn(folder).open('shop')
    expect((await again?.state())?.settings.lookbackDays).toBe(30)
  })

  it('sites are spread over writers and do not mix', async () => {
    const ledgers = ledgersOn(dataFolder())
    const names = ['a', 'b', 'c', 'd', 'e']
    const all = await Promise.all(names.map(async (name) => ledgers.create(await stateOf(name))))
    await Promise.all(
      all.map((ledger, at) =>
        ledger.append({ conversions: Array.from({ length: at }, (_, n) => order(`T${n}`)) }),
      ),
    )
    const reports = await Promise.all(all.map((ledger) => ledger.report(roi)))
    expect(reports.map(({ eligible }) => eligible)).toEqual([0, 1, 2, 3, 4])
    expect(await ledgers.list()).toEqual(names)
  })

  it('credit is settled off the request path, without being asked', async () => {
    const ledger = await ledgersOn(dataFolder()).create(await stateOf('shop'))
    await ledger.append({ conversions: Array.from({ length: 900 }, (_, n) => order(`T${n}`)) })
    const reports = [await ledger.report(roi)]
    while (reports.at(-1)?.pending !== 0) reports.push(await ledger.report(roi))
    expect(reports.at(-1)).toMatchObject({ eligible: 900, pending: 0 })
  })

  it('what was left unsettled is settled at the next start', async () => {
    const folder = dataFolder()
    const ledgers = ledgersOn(folder)
    const ledger = await ledgers.create(await stateOf('shop'))
    await ledger.append({ conversions: Array.from({ length: 900 }, (_, n) => order(`T${n}`)) })
    await ledgers.close()
    const again = ledgersOn(folder)
    await again.settleLeftovers()
    const reopened = await again.open('shop')
    const pending: (number | undefined)[] = []
    while (pending.at(-1) !== 0) pending.push((await reopened?.report(roi))?.pending)
    expect(pending.at(-1)).toBe(0)
  })

  it('a file that is no site is told, and does not keep the others from working', async () => {
    const folder = dataFolder()
    mkdirSync(join(folder, 'sites'))
    writeFileSync(
      join(folder, 'sites', 'broken.db'),
      'this is no database, and long enough to tell',
    )
    const troubles: string[] = []
    const ledgers = ledgersOn(folder, troubles)
    const ledger = await ledgers.create(await stateOf('shop'))
    await ledgers.settleLeftovers()
    expect(troubles.join()).toContain('site "broken" cannot be opened')
    await ledger.append({ conversions: [order('1')] })
    expect((await ledger.report(roi)).eligible).toBe(1)
  })

  it('close waits for what is under way', async () => {
    const folder = dataFolder()
    const ledgers = ledgersOn(folder)
    const ledger = await ledgers.create(await stateOf('shop'))
    const appended = Promise.all(
      Array.from({ length: 100 }, (_, n) => ledger.append({ conversions: [order(`T${n}`)] })),
    )
    await ledgers.close()
    expect(await appended).toHaveLength(100)
    const again = await ledgersOn(folder).open('shop')
    expect((await again?.report(roi))?.eligible).toBe(100)
  })
})
