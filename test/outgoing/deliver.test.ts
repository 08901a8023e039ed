import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import {
  type Answered,
  deliver,
  type Post,
  type Sending,
} from '../../collector/outgoing/deliver.ts'
import { newSecret, secretBytes } from '../../collector/outgoing/sign.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const secret = newSecret(secretBytes())
const message = {
  ...{ id: 7, message: 'msg_7', endpoint: 'e1', url: 'https://crm.example/hooks' },
  ...{ secrets: [secret], body: '{"type":"import.finished"}', attempts: 0 },
}

const never = new AbortController().signal

const sendingTo = (
  post: (post: Post) => Promise<Answered>,
  more: Partial<Sending> = {},
): Sending => ({
  ...{ post, clock: () => NOW, random: () => 0.5, hosts: [] },
  ...more,
})

const answering = (status: number, retryAfter: string | null = null) =>
  sendingTo(async () => ({ status, retryAfter }))

const FINE: Answered = { status: 200, retryAfter: null }

describe('a try', () => {
  test('is signed, and sent as it is', async () => {
    const posts: Post[] = []
    const post = async (one: Post) => {
      posts.push(one)
      return FINE
    }
    await deliver(message, sendingTo(post, { clock: Date.now }), never)
    const [{ url, body, headers } = {} as Post] = posts
    expect({ url, body }).toEqual({ url: message.url, body: message.body })
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'msg_7' })
    expect(new Webhook(secret).verify(body, headers)).toEqual({ type: 'import.finished' })
  })

  test.each([200, 201, 202, 204, 299])('is done with %i', async (status) => {
    const sent = await deliver(message, answering(status), never)
    expect(sent).toMatchObject({ id: 7, state: 'delivered', status, at: NOW, isGone: false })
  })

  test.each([199, 300, 302, 307, 400, 404, 409, 429, 500, 503])(
    'comes again after %i',
    async (status) => {
      const sent = await deliver(message, answering(status), never)
      expect(sent).toMatchObject({ state: 'waiting', status, nextAt: NOW + 5000, isGone: false })
    },
  )

  test.each([
    ['120', 120_000],
    [' 120 ', 120_000],
    ['Fri, 20 Nov 2026 12:10:00 GMT', 600_000],
    // Not before it would come again anyhow, and not after a day.
    ['1', 5000],
    ['0', 5000],
    ['Fri, 20 Nov 2026 11:59:00 GMT', 5000],
    ['999999999999', 24 * 3_600_000],
    ['Sat, 20 Nov 2027 12:00:00 GMT', 24 * 3_600_000],
    ['soon', 5000],
    ['-120', 5000],
    ['120.5', 5000],
    ['1e3', 5000],
    ['2026-11-20T12:10:00Z', 5000],
    ['Fri, 99 Nov 2026 12:10:00 GMT', 5000],
    ['', 5000],
    [null, 5000],
  ])('of one that is too busy comes again when it says: %s is after %i ms', async (asked, ms) => {
    for (const status of [429, 503]) {
      const { post, ...rest } = answering(status, asked)
      const sent = await deliver(message, { ...rest, post, random: () => 0 }, never)
      const least = ms === 5000 ? 4500 : ms
      expect(sent).toMatchObject({ state: 'waiting', status, nextAt: NOW + least })
    }
  })

  test('hears of no time from one that is not busy, nor after the last', async () => {
    for (const status of [302, 400, 500, 502]) {
      const sent = await deliver(message, answering(status, '120'), never)
      expect(sent).toMatchObject({ state: 'waiting', nextAt: NOW + 5000 })
    }
    const tenth = await deliver({ ...message, attempts: 9 }, answering(503, '120'), never)
    expect(tenth).toMatchObject({ state: 'dead' })
    expect(await deliver(message, answering(200, '120'), never)).toMatchObject({ nextAt: NOW })
  })

  test('comes up to a tenth later than it was asked to', async () => {
    const sent = await deliver(message, answering(429, '100'), never)
    expect(sent?.nextAt).toBe(NOW + 105_000)
  })

  test('says of a redirect that it is not followed', async () => {
    const sent = await deliver(message, answering(302), never)
    expect(sent?.error).toContain('not followed')
  })

  test('ends with 410, and the endpoint is told nothing more', async () => {
    const sent = await deliver(message, answering(410), never)
    expect(sent).toMatchObject({ state: 'dead', status: 410, isGone: true })
  })

  test('ends after the tenth', async () => {
    const ninth = await deliver({ ...message, attempts: 8 }, answering(500), never)
    expect(ninth).toMatchObject({ state: 'waiting', nextAt: NOW + 24 * 3_600_000 })
    const tenth = await deliver({ ...message, attempts: 9 }, answering(500), never)
    expect(tenth).toMatchObject({ state: 'dead', status: 500, isGone: false })
  })

  test('that nobody answers comes again, and says why', async () => {
    const broken = sendingTo(async () => {
      throw new Error('connect ECONNREFUSED')
    })
    expect(await deliver(message, broken, never)).toMatchObject({
      ...{ state: 'waiting', status: null, error: 'connect ECONNREFUSED' },
    })
  })

  test('that takes too long is broken off', async () => {
    const slow = ({ signal }: Post) =>
      new Promise<Answered>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    const sent = await deliver(message, sendingTo(slow, { timeoutMs: 20 }), never)
    expect(sent).toMatchObject({ state: 'waiting', status: null, error: 'no answer within 0.02 s' })
  })

  test('that the end of the process breaks off is no try', async () => {
    const ending = new AbortController()
    const post = async () => {
      ending.abort()
      throw new Error('aborted')
    }
    expect(await deliver(message, sendingTo(post), ending.signal)).toBeUndefined()
  })

  test('does not go to a private network', async () => {
    const posts: Post[] = []
    const post = async (one: Post) => {
      posts.push(one)
      return FINE
    }
    const at = (url: string, hosts: string[] = []) =>
      deliver({ ...message, url }, sendingTo(post, { hosts }), never)
    expect(await at('http://127.0.0.1/')).toMatchObject({ state: 'waiting', status: null })
    expect(posts).toEqual([])
    expect(await at('http://127.0.0.1/', ['127.0.0.1'])).toMatchObject({ state: 'delivered' })
  })
})
