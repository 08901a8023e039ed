import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { deliver, type Post, type Sending } from '../../collector/outgoing/deliver.ts'
import { newSecret, secretBytes } from '../../collector/outgoing/sign.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const secret = newSecret(secretBytes())
const message = {
  ...{ id: 7, message: 'msg_7', endpoint: 'e1', url: 'https://crm.example/hooks' },
  ...{ secrets: [secret], body: '{"type":"import.finished"}', attempts: 0 },
}

const never = new AbortController().signal

const sendingTo = (
  post: (post: Post) => Promise<number>,
  more: Partial<Sending> = {},
): Sending => ({
  ...{ post, clock: () => NOW, random: () => 0.5, hosts: [] },
  ...more,
})

const answering = (status: number) => sendingTo(async () => status)

describe('a try', () => {
  test('is signed, and sent as it is', async () => {
    const posts: Post[] = []
    const post = async (one: Post) => {
      posts.push(one)
      return 200
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
      new Promise<number>((_, reject) => {
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
    const post = async (one: Post) => posts.push(one) && 200
    const at = (url: string, hosts: string[] = []) =>
      deliver({ ...message, url }, sendingTo(post, { hosts }), never)
    expect(await at('http://127.0.0.1/')).toMatchObject({ state: 'waiting', status: null })
    expect(posts).toEqual([])
    expect(await at('http://127.0.0.1/', ['127.0.0.1'])).toMatchObject({ state: 'delivered' })
  })
})
