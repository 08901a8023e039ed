import { createServer as createTcp } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { postTo } from '../../collector/host/post.ts'
import { Receiver, withStatus } from './receiver.ts'

const receiver = await Receiver.start()
afterAll(() => receiver.close())

const to = (url: string, hosts: string[], signal = new AbortController().signal) =>
  postTo(hosts)({ url, headers: { 'webhook-id': 'msg_1' }, body: '{"type":"é"}', signal })

describe('what is posted', () => {
  it('arrives as it is, and the answer is its status and when to come again', async () => {
    receiver.answers.push(withStatus(503, { 'retry-after': '30' }))
    expect(await to(receiver.url, ['127.0.0.1'])).toEqual({ status: 503, retryAfter: '30' })
    expect(receiver.arrived.at(-1)).toMatchObject({ id: 'msg_1', text: '{"type":"é"}' })
  })

  it('does not wait for an answer that never ends', async () => {
    receiver.answers.push((_, response) => void response.writeHead(200).write('and so on'))
    expect(await to(receiver.url, ['127.0.0.1'])).toEqual({ status: 200, retryAfter: null })
  })

  it('follows no redirect', async () => {
    receiver.answers.push(withStatus(307, { location: '/elsewhere' }))
    expect(await to(receiver.url, ['127.0.0.1'])).toEqual({ status: 307, retryAfter: null })
    expect(receiver.arrived.map(({ path }) => path)).not.toContain('/elsewhere')
  })

  it('goes to no name that leads into a private network: nothing is connected to', async () => {
    let connected = 0
    const server = createTcp(() => {
      connected += 1
    })
    await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    await expect(to(`https://localhost:${port}/`, [])).rejects.toThrow(/leads to .*private network/)
    expect(connected).toBe(0)
    server.close()
  })

  it('is broken off when it is to end', async () => {
    receiver.answers.push(() => {})
    const ending = new AbortController()
    const posted = to(receiver.url, ['127.0.0.1'], ending.signal)
    ending.abort()
    await expect(posted).rejects.toThrow(/abort/)
  })
})
