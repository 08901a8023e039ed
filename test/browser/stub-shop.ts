import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Attributes by name, as carts and orders have them. */
export type Attributes = Record<string, string>

/** What somebody has bought: all that the shop's page has said of the visitor. */
export interface StubOrder {
  fields: Attributes
}

/** What a page of the stub is made of. */
export interface StubPage {
  /** Markup of the head, the tag's included. */
  head: string
  body?: string
}

/**
 * A shop of one process: Shopify's cart API (`/cart/add.js`, `/cart/update.js`), with a cart by its
 * cookie, whose attributes an order takes along; and forms, whose fields an order takes along.
 */
export interface StubShop {
  address(path: string): string
  serve(path: string, page: StubPage): void
  /** Bodies of `/cart/update.js`, in their order. */
  updates: unknown[]
  /** What the carts hold, the newest last. */
  carts(): Attributes[]
  orders: StubOrder[]
  /** Answers `/cart/update.js` with this status from now on. */
  failWith(status: number | undefined): void
  close(): Promise<void>
}

export async function startStubShop(host: string): Promise<StubShop> {
  const pages = new Map<string, StubPage>()
  const carts = new Map<string, Attributes>()
  const updates: unknown[] = []
  const orders: StubOrder[] = []
  let failure: number | undefined

  /** The cart of the request's cookie, or a new one; and the header that keeps it. */
  function cartOf(request: IncomingMessage): [cart: Attributes, cookie: string] {
    const known = /(?:^| )cart=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    const token = carts.has(known) ? known : `c1-${randomUUID()}%3Fkey%3D824bdj25`
    const cart = carts.get(token) ?? {}
    carts.set(token, cart)
    return [cart, `cart=${token}; path=/; max-age=1209600; samesite=lax`]
  }

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop')
    const text = await textOf(request)
    const [cart, cookie] = pathname.includes('/cart/') ? cartOf(request) : [{}, '']
    if (pathname.endsWith('/cart/update.js')) {
      const body = JSON.parse(text) as { attributes: Attributes }
      updates.push(body)
      if (!failure) Object.assign(cart, body.attributes)
      response.writeHead(failure ?? 200, {
        'set-cookie': cookie,
        'content-type': 'text/javascript',
      })
      response.end(JSON.stringify({ token: cookie, attributes: cart }))
    } else if (pathname.endsWith('/cart/add.js')) {
      response.writeHead(200, { 'set-cookie': cookie, 'content-type': 'text/javascript' })
      response.end('{"items":[]}')
    } else if (pathname === '/cart/checkout') {
      orders.push({ fields: cart })
      response
        .writeHead(303, { 'set-cookie': 'cart=; path=/; max-age=0', location: '/thanks' })
        .end()
    } else if (request.method === 'POST') {
      orders.push({ fields: Object.fromEntries(new URLSearchParams(text)) })
      response.writeHead(303, { location: '/thanks' }).end()
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end(html(pages.get(pathname)))
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    address: (path) => `http://${host}:${port}${path}`,
    serve: (path, page) => void pages.set(path, page),
    updates,
    carts: () => [...carts.values()],
    orders,
    failWith(status) {
      failure = status
    },
    close: async () => {
      // First no new ones: a browser opens some in advance.
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const html = ({ head, body }: StubPage = { head: '' }): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>A shop</title>
<link rel="icon" href="data:,">${head}</head><body>${body ?? ''}</body></html>`
