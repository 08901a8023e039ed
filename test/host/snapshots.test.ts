import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type KeyRecord, type Ledger, LedgerBusyError } from '../../collector/ledger/ledger.ts'
import { SnapshotError } from '../../collector/ledger/snapshots.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { replaceContent } from '../../collector/ledger/threads/copy-site.ts'
import { ThreadedLedgers } from '../../collector/ledger/threads/ledgers.ts'
import { conversion, hit, MINUTE, START, shopState, tagged, visitorUuid } from '../ledger/shop.ts'
import { dataFolder } from './collector-process.ts'

let now = START
const opened: ThreadedLedgers[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((ledgers) => ledgers.close()))
})

function startLedgers(folder: string): ThreadedLedgers {
  return new ThreadedLedgers({
    folder,
    writers: 1,
    readers: 1,
    waitingMax: 1_000,
    reportDeadlineMs: 10_000,
    clock: () => now++,
    onTrouble: (message) => {
      throw new Error(message)
    },
  })
}

/** Closed after the test. */
function ledgersOn(folder: string): ThreadedLedgers {
  const ledgers = startLedgers(folder)
  opened.push(ledgers)
  return ledgers
}

const roi = {
  kind: 'roi',
  from: 20260901,
  to: 20260930,
  goal: 'purchase',
  model: 'linear',
  basis: 'conversion_date',
  by: ['channel'],
} as const

const key: KeyRecord = {
  id: 'k1',
  scope: 'write',
  holder: 'till',
  hash: '0'.repeat(64),
  createdAt: START,
  revokedAt: null,
}

let lastId = 0

/** A visit of a campaign and the order of its visitor, so many times. */
async function sell(ledger: Ledger, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const id = ++lastId
    await ledger.append({ hits: [hit(id, id, START, tagged('google', 'cpc'))] })
    const visitor = visitorUuid(id)
    await ledger.append({ conversions: [conversion(`T${id}`, START + MINUTE, { visitor })] })
  }
  while ((await ledger.settle({ conversions: 100 })).pending > 0);
}

/** All that a report says but the generation, which a rebuild may have moved on. */
async function sums(ledger: Ledger) {
  const { generation, freshTo, ...said } = await ledger.report(roi)
  return said
}

const kept = (folder: string, site = 'shop') => join(folder, 'snapshots', site)
const fileOf = (folder: string, id: string, site = 'shop') => join(kept(folder, site), `${id}.db`)

async function shopWithSales(count: number) {
  const folder = dataFolder()
  const ledgers = ledgersOn(folder)
  const ledger = await ledgers.create(shopState)
  await sell(ledger, count)
  return { folder, ledgers, ledger }
}

describe('a snapshot', () => {
  it('is listed with its note, its size and its facts, oldest first', async () => {
    const { folder, ledgers, ledger } = await shopWithSales(2)
    const first = await ledgers.snapshots.create('shop', { note: 'before the sale' })
    await sell(ledger, 1)
    const second = await ledgers.snapshots.create('shop', { note: '' })
    expect(await ledgers.snapshots.list('shop')).toEqual([first, second])
    expect(first).toMatchObject({
      site: 'shop',
      note: 'before the sale',
      facts: { hits: 2, conversions: 2, refunds: 0, identities: 0, costs: 0 },
    })
    expect(second.facts).toMatchObject({ hits: 3, conversions: 3 })
    expect(first.bytes).toBe(statSync(fileOf(folder, first.id)).size)
  })

  it('is one file that only its user can read', async () => {
    const { folder, ledgers } = await shopWithSales(1)
    const { id } = await ledgers.snapshots.create('shop', { note: '' })
    expect(readdirSync(kept(folder))).toEqual([`${id}.db`])
    expect(statSync(fileOf(folder, id)).mode & 0o777).toBe(0o600)
    expect(statSync(kept(folder)).mode & 0o777).toBe(0o700)
  })

  it('taken in the middle of writes verifies, though ends of visits are written behind', async () => {
    const { folder, ledgers, ledger } = await shopWithSales(1)
    let isTaken = false
    const writing = (async () => {
      while (!isTaken) {
        const at = START + ++lastId * MINUTE
        await ledger.append({ hits: [hit(lastId, 1, at), hit(++lastId, lastId, at)] })
      }
    })()
    const { id, facts } = await ledgers.snapshots.create('shop', { note: '' })
    isTaken = true
    await writing
    expect(verifySite(fileOf(folder, id))).toMatchObject({ ok: true, pending: 0 })
    expect(facts['hits']).toBeGreaterThan(1)
  })

  it('of a damaged site is not kept', async () => {
    const { folder, ledgers } = await shopWithSales(1)
    await ledgers.close()
    damageHits(join(folder, 'sites', 'shop.db'))
    const again = ledgersOn(folder)
    await expect(again.snapshots.create('shop', { note: '' })).rejects.toThrow(SnapshotError)
    expect(readdirSync(kept(folder))).toEqual([])
  })

  it('that a crash left half written is removed by the next command', async () => {
    const { folder, ledgers } = await shopWithSales(1)
    mkdirSync(kept(folder), { recursive: true })
    copyFileSync(join(folder, 'sites', 'shop.db'), `${fileOf(folder, 'a')}.new`)
    expect(await ledgers.snapshots.list('shop')).toEqual([])
    expect(readdirSync(kept(folder))).toEqual([])
  })
})

describe('a restore', () => {
  it('brings back the sums of then, and leaves a snapshot of the present', async () => {
    const { ledgers, ledger } = await shopWithSales(3)
    const then = await sums(ledger)
    const { id, facts } = await ledgers.snapshots.create('shop', { note: '' })
    await sell(ledger, 2)
    const restored = await ledgers.snapshots.restore('shop', id)
    expect(await sums(ledger)).toEqual(then)
    expect(restored).toMatchObject({ site: 'shop', id, facts })
    expect(restored.undo).toMatchObject({
      note: `before going back to ${id}`,
      facts: { hits: 5, conversions: 5 },
    })
    expect((await ledgers.snapshots.list('shop')).map((one) => one.id)).toEqual([
      id,
      restored.undo.id,
    ])
  })

  it('can be undone', async () => {
    const { folder, ledgers, ledger } = await shopWithSales(1)
    const { id } = await ledgers.snapshots.create('shop', { note: '' })
    await sell(ledger, 2)
    const latest = await sums(ledger)
    const { undo } = await ledgers.snapshots.restore('shop', id)
    expect(await sums(ledger)).not.toEqual(latest)
    await ledgers.snapshots.restore('shop', undo.id)
    expect(await sums(ledger)).toEqual(latest)
    await ledgers.close()
    expect(verifySite(join(folder, 'sites', 'shop.db'))).toMatchObject({ ok: true, pending: 0 })
  })

  it('takes settings and keys back', async () => {
    const { ledgers, ledger } = await shopWithSales(1)
    const then = await ledger.change({ kind: 'key_created', key })
    const { id } = await ledgers.snapshots.create('shop', { note: '' })
    const settings = { ...then.settings, lookbackDays: 7 }
    await ledger.change({ kind: 'settings', settings, owner: 'test', at: START })
    await ledger.change({ kind: 'key_revoked', id: key.id, at: START })
    await ledgers.snapshots.restore('shop', id)
    expect(await ledger.state()).toEqual(then)
  })

  it('is followed by what is sent after it, and by that alone', async () => {
    const { folder, ledgers, ledger } = await shopWithSales(2)
    const { id } = await ledgers.snapshots.create('shop', { note: '' })
    await sell(ledger, 3)
    await ledgers.snapshots.restore('shop', id)
    await sell(ledger, 1)
    const { facts } = await ledger.report({ kind: 'stats' })
    expect(facts).toMatchObject({ hits: 3, conversions: 3 })
    await ledgers.close()
    expect(verifySite(join(folder, 'sites', 'shop.db'))).toMatchObject({ ok: true, pending: 0 })
  })

  it('mends a site with a damaged page, and keeps what was there', async () => {
    const { folder, ledgers, ledger } = await shopWithSales(2)
    const then = await sums(ledger)
    const { id } = await ledgers.snapshots.create('shop', { note: '' })
    await ledgers.close()
    damageHits(join(folder, 'sites', 'shop.db'))
    const again = ledgersOn(folder)
    const { undo } = await again.snapshots.restore('shop', id)
    expect(undo.note).toContain('damaged')
    const mended = await again.open('shop')
    expect(mended && (await sums(mended))).toEqual(then)
    await again.close()
    expect(verifySite(join(folder, 'sites', 'shop.db')).ok).toBe(true)
  })

  it('turns away who writes meanwhile, answers who reads, and lets through afterwards', async () => {
    const { folder, ledgers, ledger } = await shopWithSales(1)
    const { id } = await ledgers.snapshots.create('shop', { note: '' })
    const seen: unknown[] = []
    const withheld = ledgers.withheld('shop', async () => {
      const batch = { hits: [hit(++lastId, lastId, START)] }
      seen.push(await ledger.append(batch).catch((error: unknown) => error))
      seen.push(await ledger.settle({ conversions: 1 }).catch((error: unknown) => error))
      seen.push(await ledgers.rebuild('shop').catch((error: unknown) => error))
      seen.push((await ledger.report(roi)).matched)
      await replaceContent(fileOf(folder, id), join(folder, 'sites', 'shop.db'))
      seen.push((await ledger.report(roi)).matched)
    })
    await withheld
    const busy = expect.any(LedgerBusyError)
    expect(seen).toEqual([busy, busy, busy, 1, 1])
    expect(await ledger.append({ hits: [hit(++lastId, lastId, START)] })).toMatchObject({
      accepted: 1,
    })
  })

  it('waits for another process that writes to the file, and changes nothing when it has to give up', async () => {
    const { folder, ledgers, ledger } = await shopWithSales(1)
    const { id } = await ledgers.snapshots.create('shop', { note: '' })
    await sell(ledger, 1)
    await ledgers.close()
    const file = join(folder, 'sites', 'shop.db')
    const stranger = new Database(file)
    stranger.exec('BEGIN IMMEDIATE')
    const replaced = replaceContent(fileOf(folder, id), file, { lockedMsMax: 50 })
    await expect(replaced).rejects.toThrow(`another process is writing to ${file}`)
    expect(stranger.prepare('SELECT count(*) FROM hits').pluck().get()).toBe(2)
    const waits = replaceContent(fileOf(folder, id), file)
    stranger.exec('ROLLBACK')
    await waits
    expect(stranger.prepare('SELECT count(*) FROM hits').pluck().get()).toBe(1)
    stranger.close()
  })

  it('of one site waits for a snapshot of another', async () => {
    const { ledgers } = await shopWithSales(1)
    await sell(await ledgers.create({ ...shopState, site: 'other' }), 2)
    const { id } = await ledgers.snapshots.create('shop', { note: '' })
    const [restored, other] = await Promise.all([
      ledgers.snapshots.restore('shop', id),
      ledgers.snapshots.create('other', { note: '' }),
    ])
    expect(restored.facts['hits']).toBe(1)
    expect(other.facts['hits']).toBe(2)
  })
})

describe('a snapshot is refused, and the site stays as it is', () => {
  const someId = '20261102T100000000Z-0000'
  const folder = dataFolder()
  let ledgers: ThreadedLedgers
  let ledger: Ledger
  let good = ''

  beforeAll(async () => {
    ledgers = startLedgers(folder)
    ledger = await ledgers.create(shopState)
    await sell(ledger, 2)
    good = fileOf(folder, (await ledgers.snapshots.create('shop', { note: '' })).id)
    await sell(ledger, 1)
  })
  afterAll(() => ledgers.close())
  afterEach(() => rmSync(fileOf(folder, someId), { force: true }))

  async function refused(prepare: (bad: string) => void, id = someId) {
    prepare(fileOf(folder, someId))
    const before = await sums(ledger)
    const said = await ledgers.snapshots.restore('shop', id).catch((error: unknown) => error)
    expect(said).toBeInstanceOf(SnapshotError)
    expect(await sums(ledger)).toEqual(before)
    expect(readdirSync(kept(folder)).filter((name) => !name.endsWith('.db'))).toEqual([])
    expect(await ledgers.snapshots.list('shop')).toContainEqual(
      expect.objectContaining({ facts: expect.objectContaining({ hits: 2 }) }),
    )
    return said instanceof Error ? said.message : ''
  }

  it('when there is none of that id', async () => {
    expect(await refused(() => {})).toContain(`"shop" has no snapshot ${someId}`)
  })

  it('when its id is a path', async () => {
    expect(await refused(() => {}, '../shop/x')).toContain('has no snapshot')
  })

  it('when its file is cut off', async () => {
    const cutOff = (bad: string) => {
      copyFileSync(good, bad)
      truncateSync(bad, statSync(good).size / 2)
    }
    expect(await refused(cutOff)).toContain('is damaged')
  })

  it('when it is a database without a site', async () => {
    const empty = (bad: string) => {
      const db = new Database(bad)
      db.exec('CREATE TABLE t (a)')
      db.close()
    }
    expect(await refused(empty)).toContain('no site is in it')
  })

  it('when it holds another site', async () => {
    const foreign = (bad: string) =>
      changed(good, bad, "UPDATE site SET value = 'other' WHERE name = 'site'")
    expect(await refused(foreign)).toContain('holds the site "other", not "shop"')
  })

  it('when a newer version has made it', async () => {
    const newer = (bad: string) =>
      changed(
        good,
        bad,
        "INSERT INTO __drizzle_migrations (hash, created_at) SELECT 'x', max(created_at) + 1 FROM __drizzle_migrations",
      )
    expect(await refused(newer)).toContain('newer version')
  })
})

it('one that cannot be read is listed with the reason', async () => {
  const { folder, ledgers } = await shopWithSales(1)
  const { id } = await ledgers.snapshots.create('shop', { note: 'whole' })
  truncateSync(fileOf(folder, id), 100)
  const [listed] = await ledgers.snapshots.list('shop')
  expect(listed).toMatchObject({ id, facts: {}, bytes: 100 })
  expect(listed?.note).toContain("can't be read")
  expect(Math.abs((listed?.createdAt ?? 0) - now)).toBeLessThan(10_000)
})

/** Breaks the index of event ids: the site opens, and `quick_check` finds it. */
function damageHits(file: string): void {
  const db = new Database(file)
  db.unsafeMode(true)
  db.pragma('writable_schema = ON')
  db.exec(
    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'visitors_uuid') WHERE name = 'hits_event_id'",
  )
  db.close()
}

function changed(from: string, to: string, sql: string): void {
  copyFileSync(from, to)
  const db = new Database(to)
  db.exec(sql)
  db.close()
}
