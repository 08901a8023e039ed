import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientAddressBy } from '../../collector/host/client-address.ts'
import { incomingOf, requestHeader } from '../../collector/host/request-header.ts'

const server = createServer()
const NAMES = ['origin', 'cookie', 'user-agent', 'x-forwarded-for', 'purpose']

beforeEach(async () => {
  const app = new Hono<{ Bindings: HttpBindings }>()
  const [direct, proxied] = [clientAddressBy(undefined), clientAddressBy('x-forwarded-for')]
  app.get('/', (c) =>
    c.json({
      direct: direct(incomingOf(c)),
      proxied: proxied(incomingOf(c)),
      same: NAMES.every((name) => requestHeader(c, name) === c.req.header(name)),
      named: NAMES.filter((name) => requestHeader(c, name) !== undefined),
    }),
  )
  server.on('request', getRequestListener(app.fetch))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  server.removeAllListeners('request')
  server.close()
  await once(server, 'close')
})

/** Sends the lines as they are, and gives the body of the answer. */
async function ask(lines: readonly string[]): Promise<unknown> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.end(
    `GET / HTTP/1.1\r\nHost: t.shop.example\r\nConnection: close\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`,
  )
  let answer = ''
  for await (const chunk of socket) answer += chunk
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))
}

test('a header is read as the request gives it, absent or sent in parts', async () => {
  expect(await ask([])).toMatchObject({ same: true, named: [] })
  const lines = [
    'ORIGIN:  https://shop.example ',
    'Cookie: a=1',
    'cookie: b=2',
    'User-Agent: caf\xe9',
  ]
  expect(await ask(lines)).toMatchObject({ same: true, named: ['origin', 'cookie', 'user-agent'] })
})

test('who asks is the end of the connection, or the last that the proxy names', async () => {
  expect(await ask([])).toMatchObject({ direct: '127.0.0.1', proxied: '127.0.0.1' })
  const forwarded = ['X-Forwarded-For: 198.51.100.1, 203.0.113.7', 'X-Forwarded-For: 203.0.113.9']
  expect(await ask(forwarded)).toMatchObject({
    same: true,
    direct: '127.0.0.1',
    proxied: '203.0.113.9',
  })
})
