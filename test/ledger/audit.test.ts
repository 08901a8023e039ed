import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry, AuditHead } from '../../collector/ledger/audit.ts'
import type { Settings } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  append,
  code,
  conversion,
  cost,
  DAY,
  hit,
  identity,
  rate,
  refund,
  START,
  settings,
  settleAll,
  tagged,
  visitorUuid,
} from './shop.ts'
import { expectSameAsRebuilt, newShopFile, removeShopFile, type ShopFile } from './shop-file.ts'

let shop: ShopFile
let site: SqliteSite

beforeEach(() => {
  shop = newShopFile()
  site = shop.site
})

/** Whatever a case does, the figures are those of a rebuild, and the chain holds. */
afterEach(() => {
  expectSameAsRebuilt(shop)
  expect(check()).toMatchObject({ broken: null, done: true })
  removeShopFile(shop)
})

const trail = (): AuditEntry[] => site.report({ kind: 'audit', after: 0, limit: 1000 }).entries

const check = (from?: AuditHead, limit = 1000) => site.report({ kind: 'audit_check', from, limit })

/** What people look at: kind, subject, and the figures that say how much. */
const told = () =>
  trail().map(({ kind, subject, before, after }) => ({
    kind,
    subject,
    before: before && figures(before),
    after: after && figures(after),
  }))

const figures = ({ fingerprint: _, ...rest }: Readonly<Record<string, unknown>>) => rest

const change = (given: Partial<Settings>) =>
  site.change({
    ...{ kind: 'settings', owner: 'ana', at: START },
    settings: { ...settings, ...given },
  })

const T1 = { goal: 'purchase', transaction_id: 'T1' }
const credited = { day: '2026-09-05', stage: 'acquisition', touches: 1, value: '100.00' }
const sale = conversion('T1', START + 4 * DAY, { visitor: visitorUuid(1) })

describe('the audit trail', () => {
  it('is empty while everything comes for the first time', () => {
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))] })
    append(site, { conversions: [sale], costs: [cost(1000, { externalId: 'ad-1' })] })
    append(site, { hits: [hit(2, 1, START + 9 * DAY)], rates: [rate(20260901, 'USD', '1.25')] })
    append(site, { conversions: [conversion('T2', START + 10 * DAY, { visitor: visitorUuid(1) })] })
    settleAll(site)
    expect(trail()).toEqual([])
  })

  it('says that a late touch has changed a sale', () => {
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))], conversions: [sale] })
    append(site, { hits: [hit(2, 1, START + DAY, tagged('news', 'email'))] })
    expect(told()).toEqual([
      {
        ...{ kind: 'touch', subject: T1 },
        before: { ...credited, currency: 'EUR' },
        after: { ...credited, touches: 2, currency: 'EUR' },
      },
    ])
    const [entry] = trail()
    // Two hits, a sale, and the first settings came before.
    expect(entry).toMatchObject({ seq: 5, facts: 4, at: START })
    expect(entry?.before?.['fingerprint']).not.toEqual(entry?.after?.['fingerprint'])
  })

  it('says so of a refund, of another value, of an identity, and of a rate', () => {
    append(site, { rates: [rate(20260905, 'USD', '1.25')] })
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))] })
    append(site, { hits: [hit(2, 2, START + DAY, tagged('news', 'email'))] })
    append(site, { conversions: [{ ...sale, currency: 'USD', customerId: 'ana', updatedAt: 1 }] })
    append(site, { refunds: [refund('T1', 'R1', 2500, { currency: 'USD' })] })
    append(site, { identities: [identity({ visitor: visitorUuid(2), customerId: 'ana' })] })
    append(site, { rates: [rate(20260905, 'USD', '1.6')] })
    append(site, {
      conversions: [{ ...sale, value: 20_000, currency: 'USD', customerId: 'ana', updatedAt: 2 }],
    })
    const values = told().map(({ kind, before, after }) => [
      kind,
      before?.['value'] ?? before?.['rate'],
      after?.['value'] ?? after?.['rate'],
    ])
    // USD 100 at 1.25, of which 25 go back; at 1.6; and USD 200 of which 25 went back.
    expect(values).toEqual([
      ['refund', '80.00', '60.00'],
      ['identity', '60.00', '60.00'],
      ['rate', '1.25', '1.6'],
      ['rate', '60.00', '46.87'],
      ['conversion', '46.87', '109.37'],
    ])
  })

  it('says so of a code that came later, and of a commission that names another order', () => {
    const fee = { externalId: 'fee-1', category: 'commission', from: 0, to: 0 }
    const of = (transactionId: string) => ({ ...fee, order: { goal: 'purchase', transactionId } })
    append(site, { conversions: [{ ...sale, visitor: null, coupon: 'POD10' }] })
    append(site, { costs: [cost(1000, of('T1'))] })
    expect(trail()).toEqual([])
    append(site, { codes: [code('POD10')] })
    append(site, { costs: [cost(1200, of('T2'))] })
    expect(told()).toMatchObject([
      { kind: 'code', subject: { transaction_id: 'T1' } },
      {
        ...{ kind: 'cost', subject: { external_id: 'fee-1' } },
        before: { amount: '10.00', goal: 'purchase', transaction_id: 'T1' },
        after: { amount: '12.00', goal: 'purchase', transaction_id: 'T2' },
      },
    ])
  })

  it('says what a cost was before it was replaced, and what another rate makes of it', () => {
    const usd = { externalId: 'ad-1', currency: 'USD' }
    append(site, { rates: [rate(20260901, 'USD', '1.25')], costs: [cost(1000, usd)] })
    append(site, { costs: [cost(1000, usd)] })
    expect(trail()).toEqual([])
    append(site, { costs: [cost(2000, usd)] })
    append(site, { rates: [rate(20260901, 'USD', '1.6')] })
    settleAll(site)
    expect(told()).toMatchObject([
      {
        ...{ kind: 'cost', subject: { external_id: 'ad-1' } },
        before: { amount: '10.00', currency: 'USD' },
        after: { amount: '20.00', from: '2026-09-01', category: 'ad_spend' },
      },
      { kind: 'rate', subject: { currency: 'USD', day: '2026-09-01' } },
      {
        ...{ kind: 'rate', subject: { external_id: 'ad-1' } },
        before: { days: 1, amount: '16.00', currency: 'EUR' },
        after: { days: 1, amount: '12.50', currency: 'EUR' },
      },
    ])
  })

  it('says nothing of a rebuild, and one thing of other rules however many sales there are', () => {
    for (let n = 1; n <= 20; n++) {
      const visitor = visitorUuid(n)
      append(site, { hits: [hit(n, n, START, tagged('google', 'cpc'))] })
      append(site, { conversions: [conversion(`T${n}`, START + 20 * DAY, { visitor })] })
    }
    site.rebuild()
    settleAll(site)
    site.startProof(START)
    settleAll(site)
    expect(trail()).toEqual([])
    change({ lookbackDays: 7 })
    settleAll(site)
    const sums = { conversions: '20', value: '2000.00' }
    expect(told()).toEqual([
      {
        ...{ kind: 'settings', subject: { settings_version: 2, owner: 'ana' } },
        ...{ before: { lookbackDays: 90 }, after: { lookbackDays: 7 } },
      },
      {
        ...{ kind: 'generation', subject: { settings_version: 2 } },
        before: {
          ...{ settings_version: 1, currency: 'EUR', touches: 20 },
          goals: { purchase: { ...sums, attributed: '2000.00' } },
        },
        after: {
          ...{ settings_version: 2, currency: 'EUR', touches: 20 },
          goals: { purchase: { ...sums, attributed: '0.00' } },
        },
      },
    ])
  })

  it('goes on taking up other rules when a rebuild is asked for meanwhile', () => {
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))], conversions: [sale] })
    change({ lookbackDays: 3 })
    site.rebuild()
    settleAll(site)
    expect(site.freshness()).toMatchObject({ settingsVersion: 2, settings: { lookbackDays: 3 } })
    expect(trail().map(({ kind }) => kind)).toEqual(['settings', 'generation'])
    site.startProof(START)
    site.rebuild()
    settleAll(site)
    expect(site.freshness()).toMatchObject({ settingsVersion: 2, building: false })
  })

  it('says once that a site has moved, and what a restore has given up', () => {
    const close = () => site.change({ kind: 'status', status: 'moved_out', note: 'to B', at: 7 })
    close()
    site.change({ kind: 'status', status: 'open' })
    close()
    site.change({ kind: 'status', status: 'open' })
    const givenUp = { seq: 9, hash: 'ab'.repeat(32) }
    site.change({ kind: 'restored', snapshot: 'S', undo: 'U', givenUp, at: 8 })
    expect(told()).toEqual([
      { kind: 'move', subject: { note: 'to B' }, before: null, after: null },
      {
        ...{ kind: 'restore', subject: { snapshot: 'S' } },
        ...{ before: { head: givenUp.hash, seq: 9 }, after: { undo: 'U' } },
      },
    ])
    expect(check().givenUp).toEqual([givenUp])
  })

  it('writes nothing of a transaction that was taken back', () => {
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))], conversions: [sale] })
    const bad = conversion('bad', START, { value: Number.NaN })
    const late = { hits: [hit(2, 1, START + DAY, tagged('news', 'email'))] }
    const [answer] = site.append([{ ...late, conversions: [bad] }], START)
    expect(answer).toHaveProperty('error')
    expect(trail()).toEqual([])
    append(site, late)
    expect(trail()).toHaveLength(1)
  })
})

describe('the chain', () => {
  const sales = () => {
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))], conversions: [sale] })
    for (const id of ['R1', 'R2', 'R3', 'R4']) append(site, { refunds: [refund('T1', id, 500)] })
  }

  /** As somebody would who has the file. */
  const tamper = (statement: string, work: () => void) => {
    const database = new Database(shop.file)
    database.exec('CREATE TABLE kept AS SELECT * FROM audit')
    database.exec(statement)
    work()
    database.exec('DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept')
    database.close()
  }

  it('is SHA-256 over the hash before and the entry, from the name and birth of the site on', () => {
    sales()
    const sha = (text: string) => createHash('sha256').update(text).digest('hex')
    let hash = sha(JSON.stringify(['pathworth audit', 'shop', START]))
    const database = new Database(shop.file, { readonly: true })
    const rows = database
      .prepare<[], Record<string, string>>(
        'SELECT seq, at, kind, subject, "before", "after", facts, hash FROM audit ORDER BY seq',
      )
      .all()
    database.close()
    for (const { hash: stored, ...row } of rows) {
      hash = sha(`${hash}\n${JSON.stringify(Object.values(row))}`)
      expect(stored).toBe(hash)
    }
    expect(rows).toHaveLength(4)
    expect(check().head).toEqual({ seq: Number(rows[3]?.['seq']), hash })
  })

  it('is checked part by part', () => {
    sales()
    const first = check(undefined, 3)
    expect(first).toMatchObject({ checked: 3, done: false, broken: null })
    expect(check(first.head, 3)).toMatchObject({ checked: 1, done: true, broken: null })
  })

  it('breaks where an entry was changed, also by a forged hash of its own', () => {
    sales()
    const [, second, third] = trail()
    for (const of of ['at = at + 1', `kind = 'touch'`, `"after" = '{}'`, 'facts = 1'])
      tamper(`UPDATE audit SET ${of} WHERE seq = ${second?.seq}`, () =>
        expect(check()).toMatchObject({ checked: 1, broken: second?.seq, done: true }),
      )
    tamper(`UPDATE audit SET hash = '${'0'.repeat(64)}' WHERE seq = ${second?.seq}`, () => {
      expect(check().broken).toBe(second?.seq)
      // Who goes on from the forged hash stumbles over the next.
      const forged = { seq: Number(second?.seq), hash: '0'.repeat(64) }
      expect(check(forged).broken).toBe(third?.seq)
    })
  })

  it('breaks where an entry was taken out, or put in', () => {
    sales()
    const [first, second] = trail()
    tamper(`DELETE FROM audit WHERE seq = ${first?.seq}`, () =>
      expect(check()).toMatchObject({ checked: 0, broken: second?.seq }),
    )
    const forged = `INSERT INTO audit SELECT seq + 1000, at, kind, subject, "before", "after", facts, hash
      FROM audit ORDER BY seq DESC LIMIT 1`
    tamper(forged, () => expect(check()).toMatchObject({ checked: 4, broken: expect.any(Number) }))
  })

  it('ends elsewhere when its end was taken off, which only a head of before can tell', () => {
    sales()
    const { head } = check()
    tamper(`DELETE FROM audit WHERE seq = ${head.seq}`, () => {
      expect(check()).toMatchObject({ checked: 3, broken: null })
      expect(check().head).not.toEqual(head)
    })
  })
})
