import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from '../../client/build/build.ts'
import type { Pathworth as Client, PathworthProblem } from '../../client/src/index.ts'
import { TestCollector } from '../http/collector.ts'
import { launch } from './chromium.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
let browser: Browser
let server: Server
let address: string

const PAGE = `<!doctype html><script type="module">
import { Pathworth } from '/client.js'
window.Pathworth = Pathworth
</script>`

/** A page on the collector's own origin, as the client needs it in a browser. */
beforeAll(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
  server = createServer((request, answer) => {
    serve(request, answer).catch(() => answer.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launch()
})

afterAll(async () => {
  await browser?.close()
  server?.close()
})

async function serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = request
  if (url === '/') return void answer.setHeader('content-type', 'text/html').end(PAGE)
  if (url === '/client.js')
    return void answer.setHeader('content-type', 'text/javascript').end(bundle())
  const { authorization = '' } = headers
  const body = method === 'GET' ? undefined : await text(request)
  const told = await collector.call(method, url, { body, headers: { authorization } })
  answer.writeHead(told.status, { 'content-type': 'application/json' }).end(told.text)
}

test('the client works in a browser, with the fetch of the page', async () => {
  const page = await browser.newPage()
  await page.goto(address)
  const seen = await page.evaluate(async (key) => {
    const { Pathworth } = window as unknown as { Pathworth: typeof Client }
    const client = new Pathworth({ url: location.origin, key })
    const order = { transaction_id: '1', ts: '2026-11-20T11:00:00Z', value: '9.90' }
    const { results } = await client.conversions({ ...order, currency: 'EUR' })
    const refused = await client.conversions(order).catch((error: PathworthProblem) => error)
    if ('results' in refused) return undefined
    return { outcome: results[0]?.outcome, kind: refused.kind, errors: refused.errors }
  }, keys.write)
  expect(seen).toEqual({
    ...{ outcome: 'created', kind: 'invalid-field' },
    errors: [{ field: '[0].currency', message: 'is missing' }],
  })
  await page.close()
})
