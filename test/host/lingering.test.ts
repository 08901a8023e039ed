import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lingering } from '../../collector/host/lingering.ts'

/** Refuses a body without reading it. */
const refuse: RequestListener = (_incoming, outgoing) => {
  outgoing.writeHead(413, { connection: 'close', 'content-length': 7 }).end('too big')
}

/** A sender that has sent the beginning of a body of 3 MB. */
async function senderTo(listener: RequestListener): Promise<Socket> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  socket.write('POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3000000\r\n\r\n')
  socket.write('x'.repeat(1_000_000))
  return socket
}

/** All that the collector says until it says no more. */
async function answerTo(socket: Socket): Promise<string> {
  let said = ''
  for await (const piece of socket.iterator({ destroyOnReturn: false })) said += piece
  return said
}

describe('an answer before the request has all come', () => {
  it('reaches a sender who goes on sending, and the rest is read', async () => {
    const socket = await senderTo(lingering(refuse))
    expect(await answerTo(socket)).toMatch(/^HTTP\/1\.1 413 .+too big$/s)
    socket.end('x'.repeat(2_000_000))
    await once(socket, 'close')
    expect(socket.errored).toBeNull()
    expect(socket.bytesWritten).toBeGreaterThan(3_000_000)
  })

  it('but a sender who never ends is cut off', async () => {
    const socket = await senderTo(lingering(refuse, 20))
    await answerTo(socket)
    const sending = setInterval(() => socket.write('x'), 1)
    socket.on('error', () => {})
    await new Promise((done) => socket.once('close', done))
    clearInterval(sending)
    expect(socket.errored).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) })
  })
})

describe('an answer to a whole request', () => {
  it('leaves the connection open for the next', async () => {
    const server = createServer(lingering((_incoming, outgoing) => outgoing.end('ok')))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const first = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x' })
    expect(first.headers.get('connection')).toBe('keep-alive')
    expect(await first.text()).toBe('ok')
  })
})
