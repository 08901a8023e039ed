import { beforeEach, expect, test, vi } from 'vitest'
import { TextBody } from '../../collector/http/stream/sse.ts'
import { LISTENERS_MAX } from '../../collector/http/stream/streams.ts'
import { LedgerBusyError } from '../../collector/ledger/ledger.ts'
import { until } from '../host/until.ts'
import { NOON, pageView, TestCollector } from './collector.ts'
import type { TestApp } from './test-app.ts'

let collector: TestCollector
let app: TestApp
let key: string

beforeEach(async () => {
  collector = new TestCollector()
  app = collector.app as TestApp
  key = (await collector.addSite('shop')).read
})

/** A stream whose reader a test is. */
const opened = (query = '') =>
  app.request(`/v1/stream${query}`, { headers: { authorization: `Bearer ${key}` } })

/** Reads on until a text has come. */
async function readTo(response: Response, wanted: string): Promise<string> {
  const reader = response.body?.getReader()
  let text = ''
  while (!text.includes(wanted)) {
    const { value, done } = (await reader?.read()) ?? { done: true }
    if (done) throw new Error(`it ended without ${wanted}: ${text}`)
    text += new TextDecoder().decode(value as Uint8Array)
  }
  reader?.releaseLock()
  return text
}

test('a stream says that it is there while nothing happens', async () => {
  const response = await opened()
  await readTo(response, 'event: roi')
  collector.now = NOON + 16_000
  expect(await readTo(response, '\n\n')).toBe(': still here\n\n')
  await response.body?.cancel()
})

test('so many may listen to a site, and the next one when somebody has left', async () => {
  const streams = await Promise.all(Array.from({ length: LISTENERS_MAX }, () => opened()))
  expect(streams.map(({ status }) => status)).toEqual(Array(LISTENERS_MAX).fill(200))
  const refused = await opened()
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('30')
  expect(await refused.json()).toMatchObject({ type: '/problems/too-many-listeners' })
  await streams[0]?.body?.cancel()
  const next = await opened()
  expect(next.status).toBe(200)
  for (const stream of [...streams.slice(1), next]) await stream.body?.cancel()
})

test('a stream that can not begin takes no place', async () => {
  collector.ledgers.trouble = new LedgerBusyError(2)
  for (let n = 0; n <= LISTENERS_MAX; n++) {
    const refused = await opened()
    expect(refused.headers.get('retry-after')).toBe('2')
  }
  collector.ledgers.trouble = undefined
  const stream = await opened()
  expect(stream.status).toBe(200)
  await stream.body?.cancel()
})

test('all who listen to a site share its looks', async () => {
  const ledger = await collector.ledgers.open('shop')
  if (!ledger) throw new Error('no site')
  const report = vi.spyOn(ledger, 'report')
  const streams = await Promise.all(Array.from({ length: 20 }, () => opened()))
  await Promise.all(streams.map((stream) => readTo(stream, 'event: roi')))
  const of = (kind: string) => report.mock.calls.filter(([query]) => query.kind === kind).length
  expect(of('roi')).toBe(1)
  expect(of('live')).toBe(1)
  await collector.send([pageView()])
  await Promise.all(streams.map((stream) => readTo(stream, 'event: hit')))
  // Hits change no sum of money: nobody asks for the figures again.
  expect(of('roi')).toBe(1)
  expect(of('live')).toBeLessThan(20)
  for (const stream of streams) await stream.body?.cancel()
})

test('nobody looks at a site that nobody listens to', async () => {
  const ledger = await collector.ledgers.open('shop')
  if (!ledger) throw new Error('no site')
  const report = vi.spyOn(ledger, 'report')
  vi.useFakeTimers()
  try {
    const stream = await opened()
    await readTo(stream, 'event: roi')
    await stream.body?.cancel()
    const before = report.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(report.mock.calls.length).toBe(before)
  } finally {
    vi.useRealTimers()
  }
})

test('a ledger that breaks ends the stream, which its reader takes up again', async () => {
  const stream = await opened()
  await readTo(stream, 'event: roi')
  collector.ledgers.trouble = new Error('disk I/O error')
  await expect(readTo(stream, 'event: never')).rejects.toThrow('disk I/O error')
  expect(collector.log).toMatchObject([
    { level: 'warn', event: 'stream_broken', site: 'shop', message: 'disk I/O error' },
  ])
})

test('who does not read on is cut off, and nothing is gathered for him', async () => {
  let asked = 0
  let ends = 0
  async function* texts() {
    for (;;) {
      asked += 1
      yield 'something\n\n'
    }
  }
  const { stream } = new TextBody(texts, {
    stopped: new AbortController().signal,
    onEnd: () => {
      ends += 1
    },
    stuckMs: 20,
  })
  const reader = stream.getReader()
  await reader.read()
  await until(() => ends === 1)
  expect(asked).toBe(2)
  await expect(reader.read()).rejects.toThrow('nobody reads')
  expect(ends).toBe(1)
})

test('streams end at once when the collector stops, and none begins', async () => {
  const stream = await opened()
  await readTo(stream, 'event: roi')
  await app.endStreams()
  await expect(readTo(stream, 'event: never')).rejects.toThrow('it ended without')
  const refused = await opened()
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('30')
})
