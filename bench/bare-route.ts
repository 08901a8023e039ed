import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'

// What the collector is held against: the same JSON parsed by the same framework on the same server,
// and nothing done with it. Prints its port.
const app = new Hono()
app.post('/v1/events', async (c) => {
  const { events } = await c.req.json<{ events: unknown[] }>()
  return c.json({ accepted: events.length, duplicate: 0, dropped: [] }, 202)
})

const server = createServer(getRequestListener(app.fetch))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`listens at http://127.0.0.1:${port},\n`)
})
process.on('SIGTERM', () => process.exit())
