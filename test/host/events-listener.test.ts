import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { gzipSync } from 'node:zlib'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type NewSite, newSite } from '../../collector/admin/new-site.ts'
import { createApp, type LogEntry } from '../../collector/app.ts'
import { clientAddressBy } from '../../collector/host/client-address.ts'
import { eventsListener } from '../../collector/host/events-listener.ts'
import { incomingOf, requestHeader } from '../../collector/host/request-header.ts'
import { Metrics } from '../../collector/http/metrics.ts'
import { LedgerBusyError } from '../../collector/ledger/ledger.ts'
import { BROWSER, NOON, pageView, visitorId } from '../http/collector.ts'
import { InProcessLedgers } from '../http/in-process-ledgers.ts'
import { RecordingLedgers } from '../http/recording-ledgers.ts'
import { beginAndLeave, type RawAnswer, rawAnswers } from './raw-answers.ts'
import { until } from './until.ts'

const BYTES_MAX = 4096

/** A collector on Node, whose events come by Node's own request or all by Hono. */
class Way {
  readonly metrics = new Metrics()
  readonly log: LogEntry[] = []
  readonly ledgers = new RecordingLedgers(new InProcessLedgers(() => NOON))
  readonly server: Server
  /** Requests that Hono has served. */
  byHono = 0

  constructor(isDirect: boolean) {
    const senders = {
      addressOf: clientAddressBy('x-forwarded-for'),
      countryOf: (address: string) => (address === '203.0.113.7' ? 'FR' : ''),
    }
    const app = createApp({
      ledgers: this.ledgers,
      clock: () => NOON,
      log: (entry) => this.log.push(entry),
      metrics: this.metrics,
      countryOf: senders.countryOf,
      clientAddress: (c) => senders.addressOf(incomingOf(c)),
      headerOf: requestHeader,
      config: {
        trustProxy: true,
        eventsBytesMax: BYTES_MAX,
        recordsBytesMax: BYTES_MAX,
        importBytesMax: BYTES_MAX,
        rateLimit: { perSecond: 0.1, burst: 2 },
        siteRefreshMs: 1000,
        sharesLookups: true,
      },
    })
    const listener = getRequestListener(app.app.fetch)
    const hono: RequestListener = (incoming, outgoing) => {
      this.byHono += 1
      return listener(incoming, outgoing)
    }
    this.server = createServer(isDirect ? eventsListener(app, senders, BYTES_MAX, hono) : hono)
  }

  async start({ state }: NewSite): Promise<void> {
    await this.ledgers.create(state)
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
  }

  async stop(): Promise<void> {
    this.server.close()
    await once(this.server, 'close')
    await this.ledgers.close()
  }

  /** All that was handed to the ledger, and all that was counted but for how long it took. */
  books(): unknown {
    const counts = this.metrics.text().split('\n')
    const { batches } = this.ledgers
    return { batches, counts: counts.filter((line) => !/_seconds_(bucket|sum)/.test(line)) }
  }
}

const [direct, byHono] = [new Way(true), new Way(false)]
let keys: NewSite['keys']

beforeAll(async () => {
  const input = {
    site: 'shop',
    domains: ['shop.example'],
    currency: 'EUR',
    timeZone: 'Europe/Paris',
  }
  const shop = await newSite(input, NOON)
  keys = shop.keys
  await direct.start(shop)
  await byHono.start(shop)
})

afterAll(() => Promise.all([direct.stop(), byHono.stop()]))

const LINES = [`User-Agent: ${BROWSER}`, 'Origin: https://www.shop.example']

interface Asked {
  start?: string
  host?: string
  lines?: readonly string[]
  /** Instead of those of a browser. */
  from?: readonly string[]
  length?: number | null
  close?: boolean
}

/** A request as a browser sends it, but for what is said otherwise. */
function request(
  body: string | Buffer,
  { start = 'POST /v1/events HTTP/1.1', host = 't.shop.example', ...more }: Asked = {},
): Buffer {
  const { lines = [], from = LINES, length = Buffer.byteLength(body), close = true } = more
  const head = [
    start,
    ...(host === '' ? [] : [`Host: ${host}`]),
    ...from,
    ...(length === null ? [] : [`Content-Length: ${length}`]),
    ...lines,
    ...(close ? ['Connection: close'] : []),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)])
}

const bodyOf = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    v: 1,
    site: 'shop',
    visitor: visitorId(),
    sent_at: NOON,
    consent: 'granted',
    mode: 'cookie',
    events: [pageView()],
    ...more,
  })

/** Sends the same to both, and gives the one answer that both must have given. */
async function bothSay(...pieces: (string | Buffer)[]): Promise<RawAnswer[]> {
  const [ours, honos] = await Promise.all(
    [direct, byHono].map(async ({ server }) => withoutIds(await rawAnswers(server, pieces))),
  )
  expect(ours).toEqual(honos)
  return ours as RawAnswer[]
}

/** A trouble is logged under an id of its own. */
const withoutIds = (answers: RawAnswer[]): RawAnswer[] =>
  answers.map((answer) => ({ ...answer, body: answer.body.replace(/urn:uuid:[\da-f-]+/, 'urn') }))

const chunked = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const CHUNKED = 'Transfer-Encoding: chunked'

const v = visitorId()

/** Served from Node's own request. */
const PLAIN: [string, number, () => Buffer | Buffer[]][] = [
  ['an event of a page', 202, () => request(bodyOf())],
  [
    'events of an elder visitor, with its cookie',
    202,
    () => request(bodyOf({ visitor: v }), { lines: [`Cookie: a=b; pw_id=${v}`] }),
  ],
  [
    'events of a visitor whose cookie is of another',
    202,
    () => request(bodyOf(), { lines: [`Cookie: pw_id=${v}`] }),
  ],
  [
    'what came over https to a proxy',
    202,
    () =>
      request(bodyOf(), {
        lines: [
          'X-Forwarded-Proto: https, http',
          'X-Forwarded-Host: www.shop.example',
          'X-Forwarded-For: 198.51.100.1, 203.0.113.7',
        ],
      }),
  ],
  ['a host with a port', 202, () => request(bodyOf(), { host: 'shop.example:8787' })],
  ['a host that is not of the site', 202, () => request(bodyOf(), { host: '127.0.0.1:8787' })],
  [
    'the same event again',
    202,
    () => [
      request(bodyOf({ visitor: v, events: [pageView({ id: v })] }), { close: false }),
      request(bodyOf({ visitor: v, events: [pageView({ id: v })] })),
    ],
  ],
  [
    'a body of JSON, called so',
    202,
    () => request(bodyOf(), { lines: ['Content-Type: application/json'] }),
  ],
  [
    'a body that is called a form',
    202,
    () => request(bodyOf(), { lines: ['Content-Type: multipart/form-data; boundary=x'] }),
  ],
  ['a body with a mark before it', 202, () => request(`\ufeff${bodyOf()}`)],
  [
    'names that are not ASCII',
    202,
    () => request(bodyOf({ events: [pageView({ title: 'Größe 38 – 鞋 👟' })] })),
  ],
  [
    'bytes that are no UTF-8',
    202,
    () =>
      request(
        Buffer.concat([
          Buffer.from(bodyOf().slice(0, -1)),
          Buffer.from(',"x":"\xff\xfe"}', 'latin1'),
        ]),
      ),
  ],
  ['a robot', 202, () => request(bodyOf(), { from: ['User-Agent: Googlebot/2.1'] })],
  ['nobody who says a name', 202, () => request(bodyOf(), { from: [] })],
  [
    'a page of another shop',
    202,
    () => request(bodyOf(), { from: [`User-Agent: ${BROWSER}`, 'Origin: https://evil.example'] }),
  ],
  ['a prefetch', 202, () => request(bodyOf(), { lines: ['Sec-Purpose: prefetch'] })],
  [
    'headers that come twice',
    202,
    () =>
      request(bodyOf(), {
        lines: [
          'User-Agent: other',
          'Origin: https://evil.example',
          'Cookie: a=1',
          `Cookie: pw_id=${v}`,
        ],
      }),
  ],
  [
    'an origin beyond ASCII',
    202,
    () =>
      request(bodyOf(), {
        from: [`User-Agent: ${BROWSER}`, 'Origin: https://caf\xe9.shop.example'],
      }),
  ],
  [
    'a purchase, an identification and an event that is none',
    202,
    () =>
      request(
        bodyOf({
          events: [
            pageView({ name: 'purchase', props: { transaction_id: 't1' } }),
            pageView({ name: 'identify', props: { customer_id: 'c1' } }),
            { id: 'x' },
          ],
        }),
      ),
  ],
  ['consent denied', 202, () => request(bodyOf({ consent: 'denied' }))],
  ['a body that is no JSON', 400, () => request('{')],
  ['no body', 400, () => request('')],
  [
    'a body that is packed',
    400,
    () => request(gzipSync(bodyOf()), { lines: ['Content-Encoding: gzip'] }),
  ],
  ['a field that is wrong', 422, () => request(bodyOf({ visitor: 'me' }))],
  ['too many events', 422, () => request(bodyOf({ events: Array(101).fill(0) }))],
  ['a site that there is not', 404, () => request(bodyOf({ site: 'nobody' }))],
  [
    'a body as large as may be',
    422,
    () =>
      request(bodyOf({ site: 'x'.repeat(BYTES_MAX - Buffer.byteLength(bodyOf({ site: '' }))) })),
  ],
  [
    'events of a backend',
    202,
    () => request(bodyOf(), { from: [`Authorization: Bearer ${keys.write}`] }),
  ],
  [
    'a key that may not write',
    403,
    () => request(bodyOf(), { lines: [`Authorization: Bearer ${keys.read}`] }),
  ],
  [
    'a key that nobody has',
    401,
    () => request(bodyOf(), { lines: ['Authorization: Bearer pw_write_shop_x'] }),
  ],
  [
    'a proof that is no key',
    401,
    () => request(bodyOf(), { lines: ['Authorization: Basic eDp5'] }),
  ],
  [
    'a sender that asks whether to go on',
    202,
    () => request(bodyOf(), { lines: ['Expect: 100-continue'] }),
  ],
  ['a request of HTTP 1.0', 202, () => request(bodyOf(), { start: 'POST /v1/events HTTP/1.0' })],
]

/** Left to Hono. */
const OTHERS: typeof PLAIN = [
  [
    'a sender that wants to know what became of its events',
    202,
    () => request(bodyOf(), { start: 'POST /v1/events?debug=1 HTTP/1.1' }),
  ],
  [
    'a query that says nothing',
    202,
    () => request(bodyOf(), { start: 'POST /v1/events? HTTP/1.1' }),
  ],
  [
    'an address that is written otherwise',
    202,
    () => request(bodyOf(), { start: 'POST /v1/%65vents HTTP/1.1' }),
  ],
  [
    'a whole address',
    202,
    () => request(bodyOf(), { start: 'POST http://t.shop.example/v1/events HTTP/1.1' }),
  ],
  ['a path below', 404, () => request(bodyOf(), { start: 'POST /v1/events/ HTTP/1.1' })],
  [
    'a preflight',
    204,
    () =>
      request('', {
        start: 'OPTIONS /v1/events HTTP/1.1',
        length: null,
        lines: ['Access-Control-Request-Method: POST'],
      }),
  ],
  [
    'a method that the path does not take',
    405,
    () => request('', { start: 'GET /v1/events HTTP/1.1', length: null }),
  ],
  [
    'a body of unknown length',
    202,
    () => request(`${chunked(bodyOf())}0\r\n\r\n`, { length: null, lines: [CHUNKED] }),
  ],
  [
    'a body of unknown length that is too large',
    413,
    () =>
      request(`${chunked('x'.repeat(BYTES_MAX + 1))}0\r\n\r\n`, { length: null, lines: [CHUNKED] }),
  ],
  ['a body that is too large', 413, () => request('x'.repeat(BYTES_MAX + 1))],
  ['a host in capitals', 202, () => request(bodyOf(), { host: 'T.Shop.Example' })],
  ['a host that can be none', 400, () => request(bodyOf(), { host: 'a@b' })],
  ['a port that can be none', 400, () => request(bodyOf(), { host: 'shop.example:99999' })],
  [
    'no host, as HTTP 1.0 allows',
    400,
    () => request(bodyOf(), { start: 'POST /v1/events HTTP/1.0', host: '' }),
  ],
]

const piecesOf = (made: Buffer | Buffer[]): Buffer[] => (Array.isArray(made) ? made : [made])

describe("events from Node's own request are answered as by Hono", () => {
  test.each(PLAIN)('%s', async (_, status, make) => {
    const before = direct.byHono
    const answers = await bothSay(...piecesOf(make()))
    expect(answers.at(-1)?.status).toBe(status)
    expect(direct.byHono).toBe(before)
  })

  test('a body in parts', async () => {
    const whole = request(bodyOf({ events: [pageView({ title: '鞋'.repeat(100) })] }))
    const [answer] = await bothSay(whole.subarray(0, whole.length - 301), whole.subarray(-301))
    expect(answer).toMatchObject({ status: 202, body: expect.stringContaining('"accepted":1') })
  })

  test('two requests over one connection', async () => {
    const answers = await bothSay(
      Buffer.concat([request(bodyOf(), { close: false }), request(bodyOf())]),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
  })

  test.each([
    ['a ledger that has too much to do', 503, new LedgerBusyError(3)],
    ['a ledger whose disk is gone', 500, new Error('the disk is gone')],
  ])('%s', async (_, status, trouble) => {
    for (const { ledgers } of [direct, byHono]) ledgers.trouble = trouble
    expect((await bothSay(request(bodyOf())))[0]?.status).toBe(status)
    for (const { ledgers } of [direct, byHono]) ledgers.trouble = undefined
  })

  test('an address that asks too often', async () => {
    const limited = () => request(bodyOf(), { lines: ['X-Forwarded-For: 198.51.100.9'] })
    const statuses = []
    for (let n = 0; n < 3; n++) statuses.push((await bothSay(limited()))[0]?.status)
    expect(statuses).toEqual([202, 202, 429])
    expect((await bothSay(limited()))[0]?.headers).toContain('retry-after: 10')
  })

  test('a sender that goes away is counted, and nothing of it is stored', async () => {
    const body = bodyOf()
    const begun = request(body.slice(0, 100), { length: Buffer.byteLength(body) }).toString()
    const counted = (way: Way) =>
      /route="\/v1\/events",status="400"\} (\d+)/.exec(way.metrics.text())?.[1]
    const before = [direct, byHono].map((way) => Number(counted(way) ?? 0))
    await Promise.all([direct, byHono].map(({ server }) => beginAndLeave(server, begun)))
    await until(() => [direct, byHono].every((way, at) => Number(counted(way)) > (before[at] ?? 0)))
    expect((await bothSay(request(bodyOf())))[0]?.status).toBe(202)
  })
})

describe('what else there is is left to Hono', () => {
  test.each(OTHERS)('%s', async (_, status, make) => {
    const before = direct.byHono
    const answers = await bothSay(...piecesOf(make()))
    expect(answers.at(-1)?.status).toBe(status)
    expect(direct.byHono).toBe(before + 1)
  })
})

test('after all of that both have stored, counted and logged the same', () => {
  expect(direct.books()).toEqual(byHono.books())
  expect(direct.ledgers.batches.length).toBeGreaterThan(20)
  expect(direct.log.map(({ event, method }) => [event, method])).toEqual([
    ['unforeseen_error', 'POST'],
  ])
  expect(byHono.log).toMatchObject([{ event: 'unforeseen_error', method: 'POST' }])
})
