import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enqueue, type QueuedBatch } from '../../collector/ledger/durable/queue.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import { until } from '../host/until.ts'
import { order, pageView, visitorId } from '../http/collector.ts'
import { conversion, DAY, hit, MINUTE, START, tagged, visitorUuid } from '../ledger/shop.ts'
import { Platform, type PlatformSite, withVariables } from './platform.ts'

let platform: Platform

beforeAll(async () => {
  platform = await Platform.start()
})

afterAll(() => platform.close())

/** A page view a minute ago, in a tagged visit. */
const viewed = (more: Record<string, unknown> = {}) =>
  pageView({ id: visitorId(), ts: Date.now() - MINUTE, ...more })

const hitsOf = async (site: PlatformSite) => (await site.stats()).facts['hits']

const DIRECT = withVariables({ INGEST: 'direct' })

/** What `enqueue` would have put into a queue, and what it left to be written at once. */
async function messagesOf(site: string, batch: Batch) {
  const bodies: QueuedBatch[] = []
  const sendBatch = async (messages: { body: QueuedBatch }[]) =>
    void bodies.push(...messages.map(({ body }) => body))
  return { bodies, tooLarge: await enqueue({ sendBatch }, site, batch) }
}

/** All sums of a site, by the names of their tuples. */
async function sumsOf(site: PlatformSite): Promise<Record<string, unknown[]>> {
  await site.settled()
  const named = 't.channel, t.source, t.medium, t.campaign'
  const join = 'JOIN tuples t ON t.id = s.tuple'
  return {
    credits: await site.sql(
      `SELECT goal, model, basis, period, ${named}, stage, conversions, value, refunded
       FROM rollups s ${join} ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    ),
    touches: await site.sql(
      `SELECT period, ${named}, country, device, n FROM touch_counts s ${join}
       ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    ),
    hits: await site.sql('SELECT hex(event_id) AS id, ts, url, country FROM hits ORDER BY 1'),
  }
}

/** Visits of ten visitors on several days, three of whom buy. */
const busyWeek = (): Batch[] =>
  Array.from({ length: 40 }, (_, n): Batch => {
    const visitor = n % 10
    const ts = START + n * 7 * 60 * MINUTE
    const source = ['google', 'bing', 'news'][n % 3] as string
    const hits = [hit(2 * n, visitor, ts, tagged(source, 'cpc')), hit(2 * n + 1, visitor, ts + 5)]
    const buys = n % 13 === 12
    const bought = { visitor: visitorUuid(visitor), source: 'backend' as const }
    return { hits, conversions: buys ? [conversion(`order-${n}`, ts + MINUTE, bought)] : [] }
  })

describe('events of the tag', () => {
  test('are acknowledged when the queue has them, and written together', async () => {
    const site = await platform.addSite()
    const posts = Array.from({ length: 8 }, () => site.send(visitorId(), [viewed()]))
    for (const answer of await Promise.all(posts)) {
      expect(answer.status).toBe(202)
      expect(await answer.json()).toEqual({ accepted: 1, duplicate: 0, dropped: [] })
    }
    await until(async () => (await hitsOf(site)) === 8)
    const appends = (await site.trace()).filter((entry) => entry.startsWith('append'))
    expect(appends).not.toContain('append 1')
  })

  test('that ask what became of them are written at once', async () => {
    const site = await platform.addSite()
    const answer = await site.send(visitorId(), [viewed()], { path: '/v1/events?debug=1' })
    expect(await answer.json()).toMatchObject({ events: [{ outcome: 'touch' }] })
    expect(await hitsOf(site)).toBe(1)
  })

  test('that come from a backend are written at once', async () => {
    const site = await platform.addSite()
    const headers = { authorization: `Bearer ${site.keys.write}` }
    const again = viewed()
    await site.send(visitorId(), [again], { headers })
    const answer = await site.send(visitorId(), [again], { headers })
    expect(await answer.json()).toMatchObject({ accepted: 0, duplicate: 1 })
    expect(await hitsOf(site)).toBe(1)
  })

  test('are refused while the queue takes nothing, and counted once they are sent again', async () => {
    const site = await platform.addSite()
    const visitor = visitorId()
    const events = [viewed(), viewed({ name: '' })]
    await platform.order({ do: 'queue', isBroken: true })
    const refused = await site.send(visitor, events)
    await platform.order({ do: 'queue', isBroken: false })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await site.stats()).drops).toEqual({})
    expect((await site.send(visitor, events)).status).toBe(202)
    await until(async () => (await hitsOf(site)) === 1)
    expect((await site.stats()).drops).toEqual({ invalid_event: 1 })
  })

  test('give the figures that they give when they are written at once', async () => {
    const [waiting, direct] = [await platform.addSite(), await platform.addSite()]
    const visitors = Array.from({ length: 6 }, () => visitorId())
    for (const visitor of visitors) {
      const source = ['google', 'bing'][visitors.indexOf(visitor) % 2]
      const url = `https://shop.example/?utm_source=${source}&utm_medium=cpc`
      const events = [viewed({ url }), viewed({ ts: Date.now() - MINUTE + 7 })]
      await waiting.send(visitor, events)
      await direct.send(visitor, events, { headers: DIRECT })
    }
    await until(async () => (await hitsOf(waiting)) === 12)
    for (const site of [waiting, direct]) {
      const orders = visitors.map((visitor, n) =>
        order({ transaction_id: `${n}`, ts: new Date(START).toISOString(), visitor_id: visitor }),
      )
      const headers = { authorization: `Bearer ${site.keys.write}` }
      const init = { method: 'POST', body: JSON.stringify(orders), headers }
      expect((await platform.request('/v1/conversions', init)).status).toBe(200)
    }
    const sums = await sumsOf(waiting)
    expect(sums['credits']?.length).toBeGreaterThan(0)
    expect(sums).toEqual(await sumsOf(direct))
  })

  test('go through the queue at the largest that a request may be', async () => {
    const site = await platform.addSite()
    const note = '\\"'.repeat(180)
    const events = Array.from({ length: 45 }, () =>
      viewed({ props: { note, more: '€'.repeat(90) } }),
    )
    const answer = await site.send(visitorId(), events)
    expect(answer.status).toBe(202)
    await until(async () => (await hitsOf(site)) === 45)
  })
})

describe('messages', () => {
  test('make the same whatever their order, and however often they come', async () => {
    const [straight, mixed] = [await platform.addSite(), await platform.addSite()]
    const batches = busyWeek()
    await straight.append(...batches)
    const sent = await Promise.all(batches.map((batch) => messagesOf(mixed.name, batch)))
    const bodies = sent.flatMap(({ bodies }) => bodies)
    const backwards = bodies.toReversed()
    expect(await platform.deliver([...backwards, ...backwards.slice(5, 20)])).not.toContain(
      'retried',
    )
    expect(await platform.deliver(bodies)).not.toContain('retried')
    const sums = await sumsOf(mixed)
    expect(sums['credits']?.length).toBeGreaterThan(0)
    expect(sums).toEqual(await sumsOf(straight))
  })

  test('of a site that can not write come again, those beside them do not', async () => {
    const [broken, sound] = [await platform.addSite(), await platform.addSite()]
    await broken.sql('ALTER TABLE hits RENAME TO hits_away')
    const [batch] = busyWeek() as [Batch]
    const bodies = [broken, sound].map(({ name }) => ({ v: 1, site: name, batch }))
    expect(await platform.deliver(bodies)).toEqual(['retried', 'acknowledged'])
    expect(await hitsOf(sound)).toBe(2)
    await broken.sql('ALTER TABLE hits_away RENAME TO hits')
    expect(await platform.deliver(bodies)).toEqual(['acknowledged', 'acknowledged'])
    expect([await hitsOf(broken), await hitsOf(sound)]).toEqual([2, 2])
  })

  test('that can not be stored come again, those of the same site beside them do not', async () => {
    const site = await platform.addSite()
    const [batch] = busyWeek() as [Batch]
    const torn = { hits: [{ ...batch.hits?.[0], visitor: 7 }] }
    const bodies = [torn, batch].map((batch) => ({ v: 1, site: site.name, batch }))
    expect(await platform.deliver(bodies)).toEqual(['retried', 'acknowledged'])
    expect(await hitsOf(site)).toBe(2)
    expect(platform.logged('queue_retried')).toContainEqual(
      expect.objectContaining({ site: site.name, level: 'warn', messages: 2 }),
    )
  })

  test.each([
    ['is nothing', null],
    ['is a text', 'hello'],
    ['has no site', { v: 1, batch: {} }],
    ['has no batch', { v: 1, site: 'shop-1' }],
    ['has hits that are none', { v: 1, site: 'shop-1', batch: { hits: 'many' } }],
    ['is of a newer Worker', { v: 2, site: 'shop-1', batch: { hits: [] } }],
  ])('of which one %s are delivered but for that one, and make no object', async (_, odd) => {
    const site = await platform.addSite()
    const [batch] = busyWeek() as [Batch]
    const objects = await platform.objects('SITES')
    const good = { v: 1, site: site.name, batch }
    expect(await platform.deliver([odd, good])).toEqual(['retried', 'acknowledged'])
    expect(await hitsOf(site)).toBe(2)
    expect(await platform.objects('SITES')).toEqual(objects)
  })

  test('for a site that nobody has made are kept for an operator, and make no object', async () => {
    const site = await platform.addSite()
    const objects = await platform.objects('SITES')
    const [batch] = busyWeek() as [Batch]
    const lost = { v: 1, site: 'never-made', batch }
    await platform.order({ do: 'send', body: lost })
    await platform.order({ do: 'send', body: 'torn' })
    await platform.order({ do: 'send', body: { v: 1, site: site.name, batch } })
    const left = await until(async () => {
      const left = await platform.order<unknown[]>({ do: 'left' })
      return left.length === 2 && left
    })
    expect(left).toEqual(expect.arrayContaining(['torn', lost]))
    expect(await hitsOf(site)).toBe(2)
    expect(await platform.objects('SITES')).toEqual(objects)
  })
})

describe('a batch', () => {
  const bytesOf = (body: unknown) => new TextEncoder().encode(JSON.stringify(body)).length
  const idsOf = (batches: Batch[]) =>
    batches.flatMap(({ hits = [], conversions = [] }) => [
      ...hits.map(({ eventId }) => eventId),
      ...conversions.map(({ transactionId }) => transactionId),
    ])

  /** 64 kB, and twice that as a text within a text; the longest characters have three bytes. */
  const large = (fill: string): Batch => ({
    hits: Array.from({ length: 100 }, (_, n) => hit(n, n, START + n * DAY, { props: fill })),
    conversions: Array.from({ length: 100 }, (_, n) => conversion(`${n}`, START, { items: fill })),
  })

  test.each(['x'.repeat(700), '\\"'.repeat(700), '€'.repeat(700), '\u{1F6D2}'.repeat(350)])(
    'is parted into messages that the platform takes, and each fact is in one (case %#)',
    async (fill) => {
      const batch = large(fill)
      const { bodies, tooLarge } = await messagesOf('shop', batch)
      expect(tooLarge).toEqual([])
      expect(bodies.length).toBeGreaterThan(1)
      expect(Math.max(...bodies.map(bytesOf))).toBeLessThanOrEqual(128_000)
      const sent = idsOf(bodies.map(({ batch }) => batch))
      expect(sent.toSorted()).toEqual(idsOf([batch]).toSorted())
    },
  )

  test('is not parted when it fits', async () => {
    const { bodies } = await messagesOf('shop', { hits: large('x'.repeat(200)).hits ?? [] })
    expect(bodies).toHaveLength(1)
  })

  test('of which one fact is larger than any message is written at once, that one alone', async () => {
    const huge = hit(1, 1, START, { props: 'x'.repeat(130_000) })
    const { bodies, tooLarge } = await messagesOf('shop', { hits: [hit(2, 1, START), huge] })
    expect(idsOf(tooLarge)).toEqual([huge.eventId])
    expect(bodies).toHaveLength(1)
  })
})
