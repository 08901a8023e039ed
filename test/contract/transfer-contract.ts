import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { ImportedRecord } from '../../collector/ledger/imports.ts'
import type { Ledger, Ledgers } from '../../collector/ledger/ledger.ts'
import type { Endpoint } from '../../collector/ledger/outgoing.ts'
import {
  type Cursor,
  DERIVED_TABLES,
  type RowsPage,
  type RowsQuery,
  TRANSFER_TABLES,
  type TransferTable,
} from '../../collector/ledger/transfer.ts'
import {
  alias,
  code,
  conversion,
  cost,
  DAY,
  hit,
  identity,
  importSteps,
  MINUTE,
  nameOf,
  ofFile,
  offline,
  open,
  orderSteps,
  rate,
  recordSteps,
  refund,
  rollBack,
  START,
  settings,
  shopState,
  spend,
  tagged,
  uuidOf,
  visitorUuid,
} from '../ledger/shop.ts'
import { fitted } from './fitted.ts'
import type { LedgerHost } from './ledger-contract.ts'

const key = { id: 'k1', scope: 'read', holder: 'Ana', hash: 'ab', createdAt: START } as const

const FEE = { category: 'commission', from: 0, to: 0 }

const delivery = {
  ...{ source: 'shopify', topic: 'orders/paid', headers: { 'x-shopify-topic': 'orders/paid' } },
  ...{ body: '{"id":', reason: 'body is not JSON', receivedAt: START },
}

const wish = {
  source: 'shopify',
  request: 'tell_person' as const,
  ...{ customerId: 'eve', emailHash: null, transactionIds: ['A'], receivedAt: START },
}

/** Granted behind the requests; while that is under way, nothing moves. */
const erasure: Batch = { privacyRequests: [{ ...wish, request: 'erase_person' }] }

const endpoint: Endpoint = {
  ...{ id: 'e1', url: 'http://127.0.0.1/', createdAt: START, disabledAt: null },
  events: ['conversion.credited', 'import.finished'],
  secrets: [{ secret: 'whsec_AAAA', validUntil: null }],
}

const secret = { id: 's1', source: 'shopify', secret: 'shpss', createdAt: START, validUntil: null }

/** A deal of a file of a CRM, that says whose the address is. */
function dealOfFile(transactionId: string, customerId: string, emailHash: string): ImportedRecord {
  const given = { source: 'import', customerId, emailHash } as const
  return {
    conversion: conversion(transactionId, START + 3 * DAY, { ...given, goal: 'deal' }),
    identities: [identity(given)],
    touch: null,
  }
}

/** An order of a year before, of whom the address alone tells. */
const orderOfFile = (emailHash: string) =>
  ofFile(`of-${emailHash}`, START - 400 * DAY, { emailHash, refunded: 5 })

/** Something in every table that is moved, and every state that a fact can be in. */
const september: Batch[] = [
  {
    hits: [
      hit(1, 1, START, tagged('google', 'cpc')),
      hit(2, 1, START + 2 * MINUTE, { title: 'É, a "quote", 🛒, and \u0000', props: '{"a":1}' }),
      hit(3, 1, START + DAY, { referrer: 'https://www.google.com/' }),
      hit(4, 2, START + DAY, tagged('news', 'email')),
    ],
    drops: { bot: 3 },
    deliveries: [{ source: 'shopify', outcome: 'accepted', n: 2, at: START }],
    quarantined: [
      { ...delivery, fingerprint: 'f1' },
      { ...delivery, body: 'É 🛒 '.repeat(60_000), fingerprint: 'f2' },
    ],
    quarantineClosed: [{ id: 1, state: 'done', at: START + 1 }],
    privacyRequests: [wish],
  },
  {
    identities: [
      identity({ visitor: visitorUuid(2), customerId: 'ana' }),
      identity({ visitor: visitorUuid(3), customerId: 'eve', claim: true }),
    ],
    conversions: [
      conversion('A', START + 2 * DAY, { visitor: visitorUuid(1), customerId: 'ana', tax: 7 }),
      conversion('A', START + 2 * DAY, { visitor: visitorUuid(1), value: 9000, updatedAt: START }),
      conversion('B', START + 3 * DAY, { emailHash: 'e1', consent: 'denied', coupon: 'pod10' }),
      conversion('C', START + 3 * DAY, { currency: 'USD', items: '[{"id":"x"}]' }),
      conversion('F', START + 3 * DAY, { currency: 'GBP', visitor: visitorUuid(1) }),
      conversion('D', START + 4 * DAY, { visitor: visitorUuid(9), source: 'tag' }),
    ],
    refunds: [
      ...[refund('A', 'R', 999), refund('A', 'R2', 99_999), refund('later', 'R3', 5)],
      refund('F', 'R', 500, { currency: 'GBP', ts: START + 4 * DAY, restocked: false }),
    ],
    names: [nameOf('pi', 'F'), nameOf('later', 'in'), nameOf('in', 'A')],
    touches: [offline('call-1', START + DAY, { customerId: 'ana' })],
    codes: [code('POD10'), code('ANA', { customerId: 'ana' }), code('ana', { removed: true })],
    aliases: [
      alias({ source: 'google', medium: 'cpc', campaign: 'fall' }),
      alias({ source: null, medium: null, campaign: 'snow' }, { campaign: 'winter', account: '1' }),
      alias(null, { campaign: 'winter', account: '1' }),
    ],
    opens: [open(1), open(2, { content: 'É 🛒' })],
    rates: [rate(20260901, 'GBP', '0.8'), rate(20260905, 'GBP', '0.81')],
    costs: [
      cost(5000, { campaignSource: 'google', campaignMedium: 'cpc', externalId: 'ad' }),
      cost(6000, { campaignSource: 'google', campaignMedium: 'cpc', externalId: 'ad' }),
      cost(800, { currency: 'GBP' }),
      cost(90, { ...FEE, order: { goal: 'purchase', transactionId: 'A' } }),
      cost(80, { ...FEE, order: { goal: 'purchase', transactionId: 'nobody' } }),
      cost(700, { from: 20260901, to: 20260930, spread: 'month' }),
    ],
    imports: [
      ...importSteps('i1', [spend(100, { clicks: 7 }), spend(300, { campaign: 'winter' })]),
      ...importSteps('i2', [spend(200, { currency: 'GBP' })]),
      ...importSteps('i3', [
        spend(250),
        spend(50, { utm: { source: 'x', medium: '', campaign: '' } }),
      ]),
      rollBack('i3'),
      ...importSteps('i4', [spend(999)]).slice(0, 2),
      ...recordSteps('deals', [dealOfFile('G', 'ana', 'g'), dealOfFile('H', 'ben', 'e1')]),
      ...[...recordSteps('gone', [dealOfFile('I', 'cem', 'i')]), rollBack('gone')],
      ...recordSteps('half', [dealOfFile('J', 'dan', 'j')]).slice(0, 2),
      ...orderSteps('orders', ['g', 'i', 'j'].map(orderOfFile)),
    ],
  },
]

/** More tuples in a day than are kept apart: the rest is stored as (other), and that is a fact. */
const manyTuples: Batch[] = Array.from({ length: 21 }, (_, batch) => ({
  hits: Array.from({ length: 100 }, (_, index) => {
    const n = batch * 100 + index
    return hit(1000 + n, 100 + (n % 50), START + n * 31 * MINUTE, tagged('made-up', 'cpc', `c${n}`))
  }),
}))

/** A site can be copied to another host (`ledger/transfer.ts`), for every engine and every host. */
export function describeTransfer(name: string, host: () => LedgerHost): void {
  describe(`a ledger ${name}, moved to another`, () => {
    const places: LedgerHost[] = []
    const opened: Ledgers[] = []
    let source: Ledger
    let target: Ledger

    const newPlace = async (): Promise<Ledgers> => {
      const place = host()
      const ledgers = await place.open()
      places.push(place)
      opened.push(ledgers)
      return ledgers
    }

    beforeEach(async () => {
      source = await (await newPlace()).create(shopState)
      target = await (await newPlace()).create({
        ...shopState,
        createdAt: 0,
        settings: { ...settings, timeZone: 'UTC' },
        emailSecret: '',
        status: 'moving_in',
        statusNote: 'from the shelf',
      })
    })

    afterEach(async () => {
      for (const ledgers of opened.splice(0)) await ledgers.close()
      for (const place of places.splice(0)) await place.clean()
    })

    const fill = async (batches: readonly Batch[]) => {
      for (const batch of batches) await source.append(batch)
    }

    const settled = async (ledger: Ledger): Promise<void> => {
      for (let slices = 0; slices < 2000; slices++) {
        const { pending, building } = await ledger.settle({ conversions: 100 })
        if (pending === 0 && !building) return
      }
      throw new Error('the ledger does not settle')
    }

    /** Pages of one table, from where the target is; ends early when it may take no more pages. */
    const copyTable = async (table: TransferTable, limit: number, pagesMax = Infinity) => {
      let after: Cursor | null = (await target.positions()).last[table]
      for (let pages = 0; pages < pagesMax; pages++) {
        const page: RowsPage<TransferTable> = await source.exportRows({ table, after, limit })
        await target.importRows(JSON.parse(JSON.stringify(page)))
        after = page.next
        if (after === null) return
      }
    }

    const copy = async (limit = 7, pagesMax?: number) => {
      for (const table of TRANSFER_TABLES) await copyTable(table, limit, pagesMax)
    }

    const close = () => source.change({ kind: 'status', status: 'moved_out', note: 'to the shelf' })

    const finish = async () => {
      const { settingsVersion } = await source.positions()
      await target.finishMove({ settingsVersion })
      await settled(target)
    }

    const move = async () => {
      await settled(source)
      await close()
      await copy()
      await finish()
    }

    const allRows = async <Table>(
      page: (query: RowsQuery<Table>) => Promise<RowsPage<Table>>,
      table: Table,
    ): Promise<unknown[]> => {
      const rows: unknown[] = []
      let after: Cursor | null = null
      do {
        const { rows: more, next } = await page({ table, after, limit: 500 })
        rows.push(...more)
        after = next
      } while (after !== null)
      return rows
    }

    const derivedOf = async (ledger: Ledger) => {
      const content: Record<string, unknown[]> = {}
      for (const table of DERIVED_TABLES)
        content[table] = await allRows((query) => ledger.derivedRows(query), table)
      return content
    }

    const contentOf = async (ledger: Ledger) => {
      const content: Record<string, unknown[]> = {}
      for (const table of TRANSFER_TABLES)
        content[table] = await allRows((query) => ledger.exportRows(query), table)
      return { ...content, ...(await derivedOf(ledger)) }
    }

    const expectSame = async () => {
      const [ours, theirs] = [await contentOf(source), await contentOf(target)]
      for (const table of Object.keys(ours))
        expect([table, theirs[table]]).toEqual([table, ours[table]])
      return theirs
    }

    it('has the same rows and the same figures, bit for bit', async () => {
      await source.change({ kind: 'endpoint_added', endpoint })
      await fill([...september, erasure])
      await source.change({ kind: 'key_created', key: { ...key, revokedAt: null } })
      await source.change({ kind: 'key_revoked', id: 'k1', at: START + 1 })
      await source.change({ kind: 'webhook_secret_added', secret })
      const changed = { ...settings, siteRules: [{ channel: 'Ads', source: 'google' }] }
      await source.change({ kind: 'settings', settings: changed, owner: 'ana', at: START })
      await settled(source)
      await fitted(source)
      await settled(source)
      const days = { from: 20260901, to: 20260930, today: 20261015 }
      const closing = { note: 'books', owner: 'ana', at: START }
      await source.change({ kind: 'period_closed', ...days, ...closing })
      await move()
      const content = await expectSame()
      const { capped_hits: _, erasing, ...rest } = content
      expect(erasing).toEqual([])
      // A host may have made messages of the marks meanwhile.
      const { outgoing = [], outgoing_marks: marks = [], outgoing_told: __, ...others } = rest
      expect(outgoing.length + marks.length).toBeGreaterThan(0)
      for (const [table, rows] of Object.entries(others))
        expect([table, rows.length]).not.toEqual([table, 0])
      expect(content['tallies']).toEqual([[expect.any(Number), 'bot', 3]])
    })

    it('has its settings, secrets and keys, and takes facts once it is opened', async () => {
      await fill(september)
      await source.change({ kind: 'key_created', key: { ...key, revokedAt: null } })
      await move()
      const { statusNote: _, ...moved } = await source.state()
      expect(await target.change({ kind: 'status', status: 'open' })).toEqual({
        ...moved,
        status: 'open',
      })
      // What the source has stored is a duplicate here, and a late hit finds its visitor.
      const late = { hits: [hit(1, 1, START), hit(50, 1, START + MINUTE)] }
      expect(await target.append(late)).toMatchObject({ accepted: 1, duplicate: 1 })
      await target.append({
        conversions: [conversion('E', START + 5 * DAY, { customerId: 'ana' })],
      })
      await source.change({ kind: 'status', status: 'open' })
      await source.append(late)
      await source.append({
        conversions: [conversion('E', START + 5 * DAY, { customerId: 'ana' })],
      })
      await settled(source)
      await settled(target)
      await source.change({ kind: 'status', status: 'moved_out' })
      await target.change({ kind: 'status', status: 'moved_out' })
      await expectSame()
    })

    it('rolls an import back that came with it, as where it came from', async () => {
      await fill(september)
      await move()
      for (const ledger of [source, target]) {
        await ledger.change({ kind: 'status', status: 'open' })
        await ledger.append({ imports: [rollBack('deals'), rollBack('orders')] })
        await settled(ledger)
      }
      // Each has noted when; what follows is the same.
      const figures = await Promise.all([source, target].map(derivedOf))
      expect(figures[1]).toEqual(figures[0])
    })

    it('has touches that were capped where they were', async () => {
      await fill(manyTuples)
      await settled(source)
      await close()
      await copy(500)
      await finish()
      const { capped_hits: capped } = await expectSame()
      expect(capped?.length).toBe(100)
    })

    it('goes on where it was interrupted, and takes pages twice', async () => {
      await fill(september)
      await settled(source)
      await copy(2, 1)
      const { last } = await target.positions()
      expect(last.hits).toEqual([expect.any(Number)])
      expect(last.hits).not.toEqual((await source.positions()).last.hits)
      const first = await source.exportRows({ table: 'hits', after: null, limit: 3 })
      await target.importRows(first)
      await target.importRows(first)
      await close()
      await copy(3)
      await finish()
      await finish()
      await expectSame()
    })

    it('has the facts that came between two passes, also when it was finished too early', async () => {
      await fill(september)
      await settled(source)
      await copy()
      await finish()
      await fill([
        {
          hits: [hit(60, 1, START + 4 * DAY, tagged('late', 'cpc')), hit(61, 70, START)],
          conversions: [
            conversion('later', START + 5 * DAY, { visitor: visitorUuid(1) }),
            conversion('A', START + 2 * DAY, { visitor: visitorUuid(2), updatedAt: START + 1 }),
          ],
          drops: { bot: 1 },
        },
      ])
      await source.change({ kind: 'key_created', key: { ...key, revokedAt: null } })
      await move()
      await expectSame()
    })

    it('moves back to where it came from', async () => {
      await fill(september)
      await move()
      await target.change({ kind: 'status', status: 'open' })
      await target.append({ hits: [hit(80, 1, START + 6 * DAY, tagged('there', 'cpc'))] })
      const before = source
      await before.change({ kind: 'status', status: 'moving_in' })
      source = target
      target = before
      await move()
      const { hits } = await expectSame()
      expect(hits).toHaveLength(5)
    })

    it('is empty where nothing was', async () => {
      await move()
      const { rollups, settings } = await expectSame()
      expect([rollups?.length, settings?.length]).toEqual([0, 1])
    })

    it('is refused by a site that has taken facts of its own meanwhile', async () => {
      await fill(september)
      await move()
      const parted = {
        name: 'MoveError',
        message: expect.stringContaining('facts have come to both sides'),
      }
      const of = (n: number) => ({ hits: [hit(n, n, START), hit(n + 1, n, START + 1)] })
      await target.change({ kind: 'status', status: 'open' })
      await target.append(of(200))
      await source.change({ kind: 'status', status: 'open' })
      await source.append(of(300))
      await source.append(of(400))
      await target.change({ kind: 'status', status: 'moved_out' })
      await target.change({ kind: 'status', status: 'moving_in' })
      await settled(source)
      await close()
      await expect(copy()).rejects.toMatchObject(parted)
      await expect(copyTable('hits', 100)).rejects.toMatchObject(parted)
      // The same event under another number is one that both have heard of.
      const page = await source.exportRows({ table: 'hits', after: null, limit: 1 })
      const [row = []] = page.rows
      const renumbered = row.map((value, at) => (page.columns[at] === 'seq' ? 999 : value))
      await expect(target.importRows({ ...page, rows: [renumbered] })).rejects.toMatchObject(parted)
    })

    describe('a site that is not open', () => {
      const closed = { name: 'SiteClosedError', message: expect.stringContaining('to the shelf') }

      it('refuses facts and changes, loses nothing, and answers reports', async () => {
        await fill(september)
        await settled(source)
        await close()
        await expect(source.append({ hits: [hit(70, 7, START)] })).rejects.toMatchObject(closed)
        const change = { kind: 'key_created', key: { ...key, revokedAt: null } } as const
        await expect(source.change(change)).rejects.toMatchObject(closed)
        expect(await source.state()).toMatchObject({ status: 'moved_out', keys: [] })
        const { facts } = await source.report({ kind: 'stats' })
        expect(facts['hits']).toBe(4)
        await source.change({ kind: 'status', status: 'open' })
        expect(await source.append({ hits: [hit(70, 7, START)] })).toMatchObject({ accepted: 1 })
      })

      it('takes no facts while it moves in', async () => {
        await expect(target.append({ hits: [hit(70, 7, START)] })).rejects.toMatchObject({
          name: 'SiteClosedError',
          message: expect.stringContaining('from the shelf'),
        })
      })

      it('does not open before its figures follow from its facts', async () => {
        await fill(september)
        await settled(source)
        await copy()
        const open = () => target.change({ kind: 'status', status: 'open' })
        await expect(open()).rejects.toMatchObject({ name: 'MoveError' })
        // A host may go on by itself from here.
        await target.finishMove({ settingsVersion: 1 })
        await settled(target)
        expect(await open()).toMatchObject({ status: 'open' })
      })
    })

    describe('refuses', () => {
      const refused = (message: string) => ({
        name: 'MoveError',
        message: expect.stringContaining(message),
      })
      const tuplesPage = async () => source.exportRows({ table: 'tuples', after: null, limit: 10 })

      beforeEach(async () => {
        await fill(september)
      })

      it('rows for a site that is open', async () => {
        await expect(source.importRows(await tuplesPage())).rejects.toMatchObject(refused('open'))
        await expect(source.finishMove({ settingsVersion: 1 })).rejects.toMatchObject(
          refused('open'),
        )
      })

      it('an open site to become one that moves in', async () => {
        const change = source.change({ kind: 'status', status: 'moving_in' })
        await expect(change).rejects.toMatchObject(refused('close it first'))
      })

      it('a table that is not moved, in both directions', async () => {
        for (const table of ['generations', 'rollups', 'site; --', 'toString'] as never[]) {
          const query = { table, after: null, limit: 1 }
          await expect(source.exportRows(query)).rejects.toMatchObject(refused('no table'))
          const page = { ...(await tuplesPage()), table }
          await expect(target.importRows(page)).rejects.toMatchObject(refused('no table'))
        }
        const query = { table: 'hits' as never, after: null, limit: 1 }
        await expect(source.derivedRows(query)).rejects.toMatchObject(refused('no derived table'))
      })

      it('columns that the table has not, or lacks', async () => {
        const page = await tuplesPage()
        const wrong = [
          page.columns.map((column) => (column === 'channel' ? 'Channel' : column)),
          page.columns.slice(1),
          [...page.columns, 'id'],
          page.columns.map((column) => (column === 'source' ? 'channel' : column)),
        ]
        for (const columns of wrong)
          await expect(target.importRows({ ...page, columns })).rejects.toMatchObject(
            refused('has the columns'),
          )
      })

      it('values of another type, and rows that are too short', async () => {
        const page = await tuplesPage()
        const [first = []] = page.rows
        const wrong = [first.slice(1), first.map(() => 1.5), first.map(() => null), ['1', ...first]]
        for (const row of wrong)
          await expect(target.importRows({ ...page, rows: [row] })).rejects.toMatchObject({
            name: 'MoveError',
          })
        const hits = await source.exportRows({ table: 'hits', after: null, limit: 1 })
        const noHex = hits.rows.map((row) =>
          row.map((value, at) => (hits.columns[at] === 'event_id' ? uuidOf(1) : value)),
        )
        await expect(target.importRows({ ...hits, rows: noHex })).rejects.toMatchObject(
          refused('event_id'),
        )
        expect((await target.positions()).last).toMatchObject({ hits: null, tuples: null })
      })

      it('rows of another schema, and says which side to update', async () => {
        const page = await tuplesPage()
        const { schema } = page
        await expect(target.importRows({ ...page, schema: schema + 1 })).rejects.toMatchObject(
          refused('update this collector'),
        )
        await expect(target.importRows({ ...page, schema: schema - 1 })).rejects.toMatchObject(
          refused('update the collector that the site comes from'),
        )
      })

      it('to take what is the host’s own with the site’s', async () => {
        const page = await source.exportRows({ table: 'site', after: null, limit: 100 })
        expect(page.rows.map(([name]) => name)).toEqual([
          'created_at',
          'emailSecret',
          'identifySecret',
        ])
        await target.importRows({ ...page, rows: [...page.rows, ['status', 'open']] })
        expect((await target.state()).status).toBe('moving_in')
      })

      it('settings that were not imported', async () => {
        await expect(target.finishMove({ settingsVersion: 9 })).rejects.toMatchObject(
          refused('version 9'),
        )
      })
    })

    it('parts large rows into small pages', async () => {
      const large = 'x'.repeat(300_000)
      await fill([{ hits: [1, 2, 3, 4, 5].map((n) => hit(n, n, START, { props: large })) }])
      const page = await source.exportRows({ table: 'hits', after: null, limit: 100 })
      expect(page.rows).toHaveLength(2)
      expect(page.next).toEqual([page.rows[1]?.[0]])
      await move()
      await expectSame()
    })
  })
}
