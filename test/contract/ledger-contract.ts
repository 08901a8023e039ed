import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Ledger,
  type Ledgers,
  type RoiReportQuery,
  SiteExistsError,
} from '../../collector/ledger/ledger.ts'
import { until } from '../host/until.ts'
import {
  conversion,
  cost,
  DAY,
  hit,
  identity,
  MINUTE,
  refund,
  START,
  settings,
  shopState,
  tagged,
  uuidOf,
  visitorUuid,
} from '../ledger/shop.ts'

import { FIT, fitted } from './fitted.ts'

/** A place that ledgers are kept in: empty when it is opened first. */
export interface LedgerHost {
  open(): Promise<Ledgers>
  clean(): Promise<void>
}

/** Cases that can't be tried on a host, each with its reason. */
export interface NotHere {
  restart?: string
}

const september: RoiReportQuery = {
  kind: 'roi',
  from: 20260901,
  to: 20260930,
  goal: 'purchase',
  model: 'first_touch',
  basis: 'conversion_date',
  by: ['channel'],
}

/** Every promise of the port (`ledger/ledger.ts`), for every engine and every host that serves it. */
export function describeLedger(name: string, host: () => LedgerHost, not: NotHere = {}): void {
  describe(`a ledger ${name}`, () => {
    let place: LedgerHost
    let ledgers: Ledgers
    let ledger: Ledger

    beforeEach(async () => {
      place = host()
      ledgers = await place.open()
      ledger = await ledgers.create(shopState)
    })

    afterEach(async () => {
      await ledgers.close()
      await place.clean()
    })

    const settled = async (): Promise<void> => {
      for (let slices = 0; slices < 1000; slices++) {
        const { pending, building } = await ledger.settle({ conversions: 100 })
        if (pending === 0 && !building) return
      }
      throw new Error('the ledger does not settle')
    }

    const values = async (query: RoiReportQuery = september) => {
      await settled()
      const { credits } = await ledger.report(query)
      return credits.map(({ tuple, value, refunded }) => [tuple?.channel ?? '-', value - refunded])
    }

    const visit = hit(1, 1, START, tagged('google', 'cpc'))
    const order = conversion('A', START + DAY, { visitor: visitorUuid(1) })

    it('knows the sites that were created, and no other', async () => {
      expect(await ledgers.list()).toEqual(['shop'])
      expect(await ledgers.open('nope')).toBeUndefined()
      expect(await ledgers.list()).toEqual(['shop'])
      await expect(ledgers.create(shopState)).rejects.toThrow(SiteExistsError)
      expect(await (await ledgers.open('shop'))?.state()).toMatchObject({
        site: 'shop',
        settings,
        settingsVersion: 1,
      })
    })

    it('fits a model on its journeys, and credits by the version that is active', async () => {
      await ledger.append({ hits: [visit, hit(2, 2, START, tagged('news', 'email'))] })
      await ledger.append({ conversions: [order] })
      await settled()
      const { id, fit, fingerprint } = await fitted(ledger, { withLost: false })
      expect(fit.channels).toMatchObject([{ channel: 'Paid Search', effect: 1, conversions: 1 }])
      expect((await fitted(ledger, { withLost: false })).fingerprint).toBe(fingerprint)
      const models = [{ name: 'markov' as const, version: id }]
      const active = { ...settings, models }
      await ledger.change({ kind: 'settings', settings: active, owner: 'ana', at: START })
      expect(await values({ ...september, model: 'markov' })).toEqual([['Paid Search', 10_000]])
    })

    it('says why a fit has failed', async () => {
      const by = { source: 'cli', owner: 'test', receivedAt: START } as const
      const { id } = await ledger.startFit(FIT, by)
      await until(async () => {
        const { fits } = await ledger.report({ kind: 'model_versions' })
        return fits.some((fit) => fit.id === id && fit.error.includes('no journey'))
      })
    })

    it('answers what became of each fact, and the same facts again change nothing', async () => {
      const batch = {
        hits: [visit, hit(2, 1, START + MINUTE)],
        conversions: [order],
        refunds: [refund('A', 'R', 100), refund('unknown', 'R', 100)],
        identities: [identity({ visitor: visitorUuid(1), customerId: 'ana' })],
        costs: [cost(500, { externalId: 'ad' })],
      }
      expect(await ledger.append(batch)).toMatchObject({
        accepted: 2,
        duplicate: 0,
        conversions: [{ transactionId: 'A', outcome: 'created', matched: true, touches: 1 }],
        refunds: [{ state: 'counted' }, { state: 'pending_conversion' }],
        identities: ['created'],
        costs: ['created'],
      })
      const before = await values()
      expect(await ledger.append(batch)).toMatchObject({
        accepted: 0,
        duplicate: 2,
        conversions: [{ outcome: 'unchanged' }],
        refunds: [{ outcome: 'unchanged' }, { outcome: 'unchanged' }],
        identities: ['unchanged'],
        costs: ['unchanged'],
      })
      expect(await values()).toEqual(before)
      expect(before).toEqual([['Paid Search', 9900]])
    })

    it('says of each hit what became of it when asked', async () => {
      const { hits } = await ledger.append({ hits: [visit], debug: true })
      expect(hits).toMatchObject([
        { id: uuidOf(1), outcome: 'touch', touch: { channel: 'Paid Search', source: 'google' } },
      ])
    })

    it('shows what was appended in every later report, in whatever order it came', async () => {
      await ledger.append({ conversions: [order] })
      expect(await values()).toEqual([['-', 10_000]])
      await ledger.append({ hits: [visit] })
      expect(await values()).toEqual([['Paid Search', 10_000]])
      const { journeys } = await ledger.report({
        kind: 'journey',
        goal: 'purchase',
        transactionId: 'A',
      })
      expect(journeys[0]?.touches[0]?.credits['linear']).toEqual({
        conversions: 1_000_000,
        value: 10_000,
      })
    })

    it('takes batches that come together, each by itself', async () => {
      const batches = Array.from({ length: 40 }, (_, index) => ({
        hits: [hit(100 + index, 10 + index, START, tagged('news', 'email'))],
        conversions: [conversion(`T${index}`, START + DAY, { visitor: visitorUuid(10 + index) })],
      }))
      const answers = await Promise.all(batches.map((batch) => ledger.append(batch)))
      expect(answers.every(({ accepted }) => accepted === 1)).toBe(true)
      expect(await values()).toEqual([['Email', 400_000]])
    })

    it('stores a batch as a whole or not at all, and the others of its commit', async () => {
      const broken = { ...conversion('B', START), value: Number.NaN, currency: null as never }
      const answers = await Promise.allSettled([
        ledger.append({ hits: [visit] }),
        ledger.append({ hits: [hit(7, 7, START)], conversions: [broken] }),
        ledger.append({ conversions: [order] }),
      ])
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect((await ledger.append({ hits: [hit(7, 7, START)] })).accepted).toBe(1)
      expect(await values()).toEqual([['Paid Search', 10_000]])
    })

    it('tells how fresh it is, and what is pending', async () => {
      expect(await ledger.settle({ conversions: 1 })).toMatchObject({ freshTo: null, pending: 0 })
      const conversions = Array.from({ length: 500 }, (_, index) =>
        conversion(`T${index}`, START + index),
      )
      await ledger.append({ conversions })
      await settled()
      const { freshTo, pending, settings: shown } = await ledger.settle({ conversions: 1 })
      expect({ freshTo, pending, shown }).toEqual({ freshTo: START, pending: 0, shown: settings })
      expect(await values()).toEqual([['-', 5_000_000]])
    })

    it('builds a new generation when settings change, and shows the old one until then', async () => {
      await ledger.append({ hits: [visit], conversions: [order] })
      const changed = { ...settings, siteRules: [{ channel: 'Ads', source: 'google' }] }
      const change = { kind: 'settings', settings: changed, owner: 'ana', at: START } as const
      expect(await ledger.change(change)).toMatchObject({ settingsVersion: 2 })
      expect(await values()).toEqual([['Ads', 10_000]])
    })

    it('overwrites what old hits told once they are kept no longer, and changes no figure', async () => {
      // Some hosts have clocks of their own.
      const [old, late] = [START - 400 * DAY, Date.now()]
      const ad = { url: 'https://shop.example/a?utm_source=google&utm_medium=cpc&q=secret' }
      await ledger.append({
        hits: [
          hit(1, 1, old, { ...ad, title: 'Old', receivedAt: old }),
          hit(2, 2, late, { ...ad, title: 'Late', receivedAt: late }),
        ],
        conversions: [conversion('A', old + DAY, { visitor: visitorUuid(1) })],
      })
      const years = { ...september, from: 20250101, to: 20261231 }
      expect(await values(years)).toEqual([['Paid Search', 10_000]])
      const kept = { ...settings, hitsKeptDays: 90 }
      await ledger.change({ kind: 'settings', settings: kept, owner: 'ana', at: START })
      const told = async () => {
        await ledger.report(years)
        const { columns, rows } = await ledger.exportRows({ table: 'hits', after: null, limit: 9 })
        const [title, url] = [columns.indexOf('title'), columns.indexOf('url')]
        return rows.map((row) => [row[title], row[url]])
      }
      await until(async () => (await told())[0]?.[0] === '')
      expect(await told()).toEqual([
        ['', 'https://shop.example/a?utm_source=google&utm_medium=cpc'],
        ['Late', ad.url],
      ])
      expect(await values(years)).toEqual([['Paid Search', 10_000]])
    })

    it('proves its figures beside what reports read, while facts come in', async () => {
      expect(await ledger.proof()).toMatchObject({ state: 'none', ok: null })
      await ledger.append({ hits: [visit], conversions: [order] })
      expect(await ledger.startProof()).toMatchObject({
        state: 'running',
        startedAt: expect.any(Number),
      })
      await ledger.append({ hits: [hit(3, 1, START - DAY, tagged('news', 'email'))] })
      expect(await values()).toEqual([['Email', 10_000]])
      expect(await ledger.proof()).toMatchObject({
        state: 'done',
        ok: true,
        differences: [],
        counts: { contributions: 1, links: 1 },
      })
      // The first may have been done before the hit came; one that begins after it counts it.
      await ledger.startProof()
      expect(await values()).toEqual([['Email', 10_000]])
      expect(await ledger.proof()).toMatchObject({
        state: 'done',
        ok: true,
        differences: [],
        counts: { touches: 2, contributions: 1, links: 1 },
      })
    })

    it('keeps keys, and remembers when one was revoked', async () => {
      const key = { id: 'k1', scope: 'read', holder: 'Ana', hash: 'ab', createdAt: START } as const
      await ledger.change({ kind: 'key_created', key: { ...key, revokedAt: null } })
      const { keys } = await ledger.change({ kind: 'key_revoked', id: 'k1', at: START + 1 })
      expect(keys).toEqual([{ ...key, revokedAt: START + 1 }])
    })

    it('notes in the audit trail who has made and revoked keys and links, without their hashes', async () => {
      const of = { holder: 'The agency', hash: 'ab', createdAt: START, revokedAt: null }
      const ends = START + DAY
      const link = { ...of, id: 's1', hash: 'cd', scope: 'share', expiresAt: ends } as const
      await ledger.change({ kind: 'key_created', key: { ...of, id: 'k1', scope: 'write' } })
      await ledger.change({ kind: 'key_created', key: link, owner: 'Ana' })
      for (const owner of ['Ben', 'Eve'])
        await ledger.change({ kind: 'key_revoked', id: 's1', at: START + 1, owner })
      await ledger.change({ kind: 'key_revoked', id: 'nobody', at: START + 2 })
      const { entries } = await ledger.report({ kind: 'audit', after: 0, limit: 10 })
      const told = entries.map(({ seq: _, hash: __, facts: ___, ...entry }) => entry)
      const shown = { name: 'The agency', expires_at: new Date(ends).toISOString() }
      expect(told).toEqual([
        {
          ...{ at: START, kind: 'key_created', subject: { key: 'k1', owner: 'cli' } },
          ...{ before: null, after: { name: 'The agency', scope: 'write' } },
        },
        {
          ...{ at: START, kind: 'share_created', subject: { share: 's1', owner: 'Ana' } },
          ...{ before: null, after: shown },
        },
        {
          ...{ at: START + 1, kind: 'share_revoked', subject: { share: 's1', owner: 'Ben' } },
          ...{ before: shown, after: null },
        },
      ])
      const check = await ledger.report({ kind: 'audit_check', limit: 10 })
      expect(check).toMatchObject({ checked: 3, broken: null, done: true })
    })

    it('scans facts in the order in which they were stored, page by page', async () => {
      await ledger.append({ hits: [visit, hit(2, 1, START + MINUTE)] })
      await ledger.append({ conversions: [order], refunds: [refund('A', 'R', 100)] })
      const kinds: string[] = []
      for (let after: number | null = 0; after !== null; ) {
        const page = await ledger.scan({ after, limit: 2 })
        kinds.push(...page.facts.map(({ kind }) => kind))
        after = page.next
      }
      expect(kinds).toEqual(['settings', 'hit', 'hit', 'conversion', 'refund'])
    })

    it('pages through journeys, the newest first, each once', async () => {
      const conversions = Array.from({ length: 7 }, (_, index) =>
        conversion(`T${index}`, START + (index % 3) * MINUTE),
      )
      await ledger.append({ conversions })
      await settled()
      const seen: string[] = []
      const query = { kind: 'journeys', from: 20260901, to: 20260930, goal: 'purchase' } as const
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await ledger.report({ ...query, limit: 3, cursor })
        seen.push(...page.journeys.map(({ transactionId }) => transactionId))
        cursor = page.next
      }
      expect(seen).toHaveLength(7)
      expect(new Set(seen).size).toBe(7)
      expect(seen[0]).toBe('T5')
    })

    if (not.restart) return
    it('has after a restart all that it has acknowledged', async () => {
      await ledger.append({ hits: [visit], conversions: [order] })
      await ledgers.close()
      ledgers = await place.open()
      ledger = (await ledgers.open('shop')) as Ledger
      expect(await values()).toEqual([['Paid Search', 10_000]])
      expect((await ledger.append({ hits: [visit] })).duplicate).toBe(1)
    })
  })
}
