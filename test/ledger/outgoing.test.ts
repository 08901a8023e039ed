import { describe, expect, test } from 'vitest'
import type { Endpoint, SentMessage } from '../../collector/ledger/outgoing.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  importSteps,
  MINUTE,
  newShop,
  refund,
  rollBack,
  START,
  settings,
  settleAll,
  spend,
  tagged,
  visitorUuid,
} from './shop.ts'

const NOW = START + 60 * DAY

const endpoint: Endpoint = {
  ...{ id: 'e1', url: 'https://crm.example/', createdAt: START, disabledAt: null },
  events: ['conversion.credited', 'import.finished'],
  secrets: [{ secret: 'whsec_AAAA', validUntil: null }],
}

interface Told {
  type: string
  data: Record<string, unknown> & { sequence: number }
}

/** A shop that tells somebody what happens, and has taken in what was before. */
function tellingShop(given: Partial<Endpoint> = {}): SqliteSite {
  const site = newShop()
  site.change({ kind: 'endpoint_added', endpoint: { ...endpoint, ...given } })
  return site
}

/** All that is due once nothing is left to do. */
function due(site: SqliteSite, now = NOW) {
  settleAll(site)
  for (;;) {
    const { messages, isBehind } = site.takeOutgoing(now)
    if (!isBehind) return messages
  }
}

const told = (site: SqliteSite, now?: number): Told[] =>
  due(site, now).map(({ body }) => JSON.parse(body) as Told)

const outcome = (id: number, given: Partial<SentMessage> = {}): SentMessage => ({
  ...{ id, state: 'delivered', at: NOW, nextAt: NOW, status: 200, error: '', isGone: false },
  ...given,
})

/** Takes what is due, and has it delivered. */
function delivered(site: SqliteSite, now?: number): Told[] {
  const messages = due(site, now)
  site.noteSent(messages.map(({ id }) => outcome(id)))
  return messages.map(({ body }) => JSON.parse(body) as Told)
}

const VISITS = [
  hit(1, 1, START, tagged('google', 'cpc')),
  hit(2, 1, START + DAY, tagged('news', 'email')),
]
const SALE = conversion('A', START + 2 * DAY, { visitor: visitorUuid(1), customerId: 'ana-4711' })

describe('a conversion that is credited', () => {
  test('is told with what its touches earn, and with nothing that names a person', () => {
    const site = tellingShop()
    append(site, { hits: VISITS, conversions: [{ ...SALE, emailHash: 'e'.repeat(64) }] })
    const [message] = due(site)
    const { type, data } = JSON.parse(message?.body ?? '') as Told
    expect(type).toBe('conversion.credited')
    expect(data).toMatchObject({
      ...{ site: 'shop', goal: 'purchase', transaction_id: 'A', ts: '2026-09-03T10:00:00.000Z' },
      ...{ sequence: NOW, state: 'counted', currency: 'EUR', matched: true, reason: '' },
      ...{ value: '100.00', refunded: '0.00', net: '100.00', models: ['last_non_direct'] },
    })
    expect(data['touches']).toMatchObject([
      {
        ...{ channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'autumn' },
        credits: { last_non_direct: { conversions: '0', value: '0.00' } },
      },
      {
        ...{ channel: 'Email', source: 'news', medium: 'email', ts: '2026-09-02T10:00:00.000Z' },
        credits: { last_non_direct: { conversions: '1', value: '100.00' } },
      },
    ])
    expect(message?.body).not.toMatch(/ana-4711|eeee/)
    expect(message?.body).not.toContain(visitorUuid(1))
  })

  test('that changes ten times before it is told is told once, as it is then', () => {
    const site = tellingShop()
    append(site, { hits: VISITS, conversions: [SALE] })
    for (let n = 1; n <= 9; n++) append(site, { refunds: [refund('A', `R${n}`, 1000)] })
    expect(told(site)).toMatchObject([{ data: { net: '10.00', refunded: '90.00' } }])
  })

  test('and changes while a message waits takes its place, with a higher number', () => {
    const site = tellingShop()
    append(site, { hits: VISITS, conversions: [SALE] })
    const [first] = due(site)
    site.noteSent([outcome(first?.id ?? 0, { state: 'waiting', nextAt: NOW + 5000, status: 500 })])
    append(site, { refunds: [refund('A', 'R', 4000)] })
    const later = due(site, NOW + 1)
    expect(later).toHaveLength(1)
    expect(later[0]?.message).not.toBe(first?.message)
    expect(JSON.parse(later[0]?.body ?? '')).toMatchObject({
      data: { net: '60.00', sequence: NOW + 1 },
    })
    expect(due(site, NOW + DAY)).toHaveLength(1)
  })

  test('is told again when it changes, and never twice the same', () => {
    const site = tellingShop()
    append(site, { hits: VISITS, conversions: [SALE] })
    const [first] = delivered(site)
    append(site, { conversions: [SALE] })
    expect(delivered(site)).toEqual([])
    append(site, { refunds: [refund('A', 'R', 4000)] })
    const [second] = delivered(site)
    expect(second?.data['net']).toBe('60.00')
    // The clock has not gone on; the numbers have.
    expect(second?.data.sequence).toBe((first?.data.sequence ?? 0) + 1)
  })

  test('and cancelled later is told to be worth nothing', () => {
    const site = tellingShop()
    append(site, { hits: VISITS, conversions: [SALE] })
    delivered(site)
    append(site, { conversions: [{ ...SALE, status: 'cancelled', updatedAt: START + 3 * DAY }] })
    expect(told(site)).toMatchObject([
      { data: { state: 'cancelled', net: '0.00', touches: [], models: [] } },
    ])
  })

  test('is told without a touch, too; one that waits for a rate is not', () => {
    const site = tellingShop()
    append(site, {
      conversions: [conversion('B', START), conversion('C', START, { currency: 'USD' })],
    })
    expect(told(site)).toMatchObject([
      { data: { transaction_id: 'B', matched: false, touches: [], net: '100.00' } },
    ])
  })

  test('of more touches than are told one by one names the newest, and sums the others up', () => {
    const site = tellingShop()
    const visits = Array.from({ length: 503 }, (_, n) =>
      hit(n, 1, START + n * 40 * MINUTE, tagged('news', 'email', `c${n}`)),
    )
    const sold = START + 600 * 40 * MINUTE
    append(site, {
      hits: visits,
      conversions: [conversion('A', sold, { visitor: visitorUuid(1) })],
    })
    const [{ data } = {} as Told] = told(site)
    expect(data['touches']).toHaveLength(500)
    expect(data['touches']).toMatchObject({ 0: { campaign: 'c3' }, 499: { campaign: 'c502' } })
    expect(data['earlier']).toEqual({
      touches: 3,
      credits: { last_non_direct: { conversions: '0', value: '0.00' } },
    })
  })
})

describe('a rebuild', () => {
  test('that changes nothing tells nothing', () => {
    const site = tellingShop()
    append(site, { hits: VISITS, conversions: [SALE] })
    delivered(site)
    site.rebuild()
    expect(told(site)).toEqual([])
  })

  test('under other settings tells those that it has changed', () => {
    const site = tellingShop()
    const other = conversion('B', START + 2 * DAY)
    append(site, { hits: VISITS, conversions: [SALE, other] })
    expect(delivered(site)).toHaveLength(2)
    const changed = { ...settings, lookbackDays: 1 }
    site.change({ kind: 'settings', settings: changed, owner: 'test', at: START })
    expect(told(site)).toMatchObject([{ data: { transaction_id: 'A', touches: { length: 1 } } }])
  })
})

describe('somebody who begins to listen', () => {
  test('is told what changes from then on, and not what was', () => {
    const site = newShop()
    append(site, { hits: VISITS, conversions: [SALE, conversion('B', START)] })
    settleAll(site)
    site.change({ kind: 'endpoint_added', endpoint })
    expect(told(site)).toEqual([])
    append(site, { refunds: [refund('B', 'R', 1000)] })
    expect(told(site)).toMatchObject([{ data: { transaction_id: 'B', net: '90.00' } }])
    site.rebuild()
    expect(told(site)).toHaveLength(1)
  })

  test('to one event hears of no other', () => {
    const site = tellingShop({ events: ['import.finished'] })
    append(site, { conversions: [SALE] })
    append(site, { imports: importSteps('a', [spend(100)]) })
    expect(told(site).map(({ type }) => type)).toEqual(['import.finished'])
  })

  test('costs a site nothing before: nothing is written', () => {
    const site = newShop()
    append(site, { hits: VISITS, conversions: [SALE], imports: importSteps('a', [spend(100)]) })
    settleAll(site)
    expect(site.tells).toBe(false)
    const { rows } = site.exportRows({ table: 'outgoing_marks', after: null, limit: 9 })
    expect(rows).toEqual([])
    expect(site.takeOutgoing(NOW)).toEqual({ messages: [], isBehind: false, next: null })
  })
})

describe('an import', () => {
  test('is told when it counts, and when it is rolled back', () => {
    const site = tellingShop()
    const [begin, rows, apply] = importSteps('a', [spend(100), spend(50, { from: 20260902 })])
    append(site, { imports: [begin, rows].filter((step) => step !== undefined) })
    expect(told(site)).toEqual([])
    append(site, { imports: apply ? [{ ...apply, refused: 3 } as typeof apply] : [] })
    expect(delivered(site)).toMatchObject([
      {
        type: 'import.finished',
        data: { id: 'a', state: 'applied', rows: 2, refused: 3 },
      },
    ])
    append(site, { imports: [rollBack('a')] })
    expect(told(site)).toMatchObject([{ data: { id: 'a', state: 'rolled_back', refused: null } }])
  })

  test('that was rolled back before it was told is told as it is', () => {
    const site = tellingShop()
    append(site, { imports: [...importSteps('a', [spend(100)]), rollBack('a')] })
    expect(told(site)).toMatchObject([{ data: { state: 'rolled_back' } }])
  })
})

describe('what waits', () => {
  test('comes again under the same id, when it is time', () => {
    const site = tellingShop()
    append(site, { conversions: [SALE] })
    const [first] = due(site)
    // Nobody knows what has become of it: it is still due.
    expect(due(site)).toEqual([first])
    const failed = { state: 'waiting', nextAt: NOW + 5000, status: 500 } as const
    site.noteSent([outcome(first?.id ?? 0, failed)])
    expect(site.takeOutgoing(NOW + 4999)).toMatchObject({ messages: [], next: NOW + 5000 })
    expect(due(site, NOW + 5000)).toEqual([{ ...first, attempts: 1 }])
  })

  test('is dropped with the person of whom it is', () => {
    const site = tellingShop()
    append(site, { conversions: [SALE, conversion('B', START, { customerId: 'ben' })] })
    expect(due(site)).toHaveLength(2)
    append(site, { refunds: [refund('A', 'R', 100)] })
    settleAll(site)
    const person = { customerId: 'ana-4711' }
    site.change({ kind: 'person_erased', person, owner: 'test', at: NOW })
    expect(told(site)).toMatchObject([{ data: { transaction_id: 'B' } }])
    const { entries } = site.report({ kind: 'outgoing', limit: 9 })
    expect(entries.map(({ subject }) => subject)).toEqual(['B'])
  })

  test('is dead once an endpoint is gone, and comes again by hand when it is back', () => {
    const site = tellingShop()
    append(site, { conversions: [SALE, conversion('B', START)] })
    const [first, second] = due(site)
    site.noteSent([outcome(first?.id ?? 0, { state: 'dead', status: 410, isGone: true })])
    expect(site.tells).toBe(false)
    append(site, { conversions: [conversion('C', START)] })
    site.change({ kind: 'endpoint_enabled', id: 'e1' })
    expect(told(site)).toEqual([])
    site.change({ kind: 'outgoing_retried', message: second?.id ?? 0, at: NOW })
    expect(due(site)).toEqual([{ ...second, attempts: 0 }])
    site.change({ kind: 'outgoing_retried', at: NOW })
    expect(due(site).map(({ message }) => message)).toEqual([first?.message, second?.message])
  })

  test('is forgotten with its endpoint', () => {
    const site = tellingShop()
    append(site, { conversions: [SALE] })
    const [message] = due(site)
    site.change({ kind: 'endpoint_removed', id: 'e1', at: NOW })
    expect(due(site)).toEqual([])
    expect(site.state().endpoints).toEqual([])
    // The answer of one that was under way comes too late.
    site.noteSent([outcome(message?.id ?? 0)])
    expect(site.report({ kind: 'outgoing', limit: 9 }).entries).toEqual([])
  })

  test('is given out a few at a time for each endpoint, so that a slow one holds up no other', () => {
    const site = tellingShop()
    site.change({
      kind: 'endpoint_added',
      endpoint: { ...endpoint, id: 'e2', url: 'https://b.example/' },
    })
    append(site, { conversions: Array.from({ length: 9 }, (_, n) => conversion(`T${n}`, START)) })
    const endpoints = due(site).map(({ endpoint: of }) => of)
    expect(endpoints.toSorted()).toEqual(['e1', 'e1', 'e1', 'e1', 'e2', 'e2', 'e2', 'e2'])
  })

  test('is told by nobody while the site moves', () => {
    const site = tellingShop()
    append(site, { conversions: [SALE] })
    expect(due(site)).toHaveLength(1)
    site.change({ kind: 'status', status: 'moved_out', note: 'away' })
    expect(site.takeOutgoing(NOW).messages).toEqual([])
    site.change({ kind: 'status', status: 'open' })
    expect(due(site)).toHaveLength(1)
  })
})

test('what was delivered is kept without its text, the last thousand', () => {
  const site = tellingShop()
  const sales = Array.from({ length: 1003 }, (_, n) => conversion(`T${n}`, START))
  append(site, { conversions: sales })
  settleAll(site)
  while (site.outgoingAt(NOW) !== undefined)
    site.noteSent(site.takeOutgoing(NOW).messages.map(({ id }) => outcome(id)))
  const { entries, next, counts } = site.report({ kind: 'outgoing', limit: 2 })
  expect(entries).toMatchObject([{ state: 'delivered', attempts: 1, lastStatus: 200 }, {}])
  expect({ next, counts }).toEqual({ next: 1002, counts: { delivered: 1000 } })
  const { columns, rows } = site.exportRows({ table: 'outgoing', after: null, limit: 1 })
  expect(rows[0]?.[columns.indexOf('body')]).toBe('')
}, 60_000)

test('while a secret is rotated the old one signs, too, until its end', () => {
  const site = tellingShop()
  append(site, { conversions: [SALE] })
  const rotation = { id: 'e1', secret: 'whsec_BBBB', othersUntil: NOW + 1000, at: NOW }
  site.change({ kind: 'endpoint_rotated', ...rotation })
  const secretsAt = (now: number) => due(site, now)[0]?.secrets
  expect(secretsAt(NOW + 999)).toEqual(['whsec_AAAA', 'whsec_BBBB'])
  expect(secretsAt(NOW + 1000)).toEqual(['whsec_BBBB'])
})
