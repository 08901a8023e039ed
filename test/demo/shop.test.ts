import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CheckoutError, conversionOf, takeOrder } from '../../demo/shop/backend.ts'
import { CATALOGUE, productById } from '../../demo/shop/catalogue.ts'
import { decimal, type Line, priceOrder, readCart, taxInside } from '../../demo/shop/prices.ts'
import { type RunningShop, startShop } from '../../demo/shop/server.ts'
import { wireConversion } from '../../shared/wire/conversions.ts'

const VISITOR = '019a0000-0000-7000-8000-000000000001'
const NOW = Date.UTC(2026, 10, 2, 10)

function line(id: string, quantity: number): Line {
  const product = productById(id)
  if (!product) throw new Error(`the shop has no ${id}`)
  return { product, quantity }
}

describe('what an order comes to', () => {
  test('a mug at 19.99 and its delivery: 16.66 value, 4.08 shipping, 4.15 tax, 24.89 paid', () => {
    expect(priceOrder([line('mug', 1)])).toMatchObject({
      value: 1666,
      shipping: 408,
      tax: 333 + 82,
      total: 2489,
      costOfGoods: 612,
    })
  })

  test('goods from 60.00 on are delivered free, and 59.95 are not', () => {
    expect(priceOrder([line('mug', 1), line('lantern', 1)]).shipping).toBe(0)
    expect(priceOrder([line('stove', 1)])).toMatchObject({ shipping: 408, total: 5995 + 490 })
  })

  test('a coupon is off before the tax is taken out, and may cost the free delivery', () => {
    // 69.94 less 10 % (6.99) are 62.95; less 15 % (10.49) they are 59.45, and are delivered for 4.90.
    const lines = [line('mug', 1), line('lantern', 1)]
    expect(priceOrder(lines, 'WELCOME10')).toMatchObject({ discount: 699, total: 6295 })
    expect(priceOrder(lines, 'AUTUMN15')).toMatchObject({ discount: 1049, total: 5945 + 490 })
    expect(priceOrder(lines, 'constructor')).toMatchObject({ discount: 0, total: 6994 })
  })

  test('value, tax and shipping add up to the cash for every product, number and coupon', () => {
    const wrong = CATALOGUE.flatMap(({ id }) =>
      [1, 2, 3, 7].flatMap((quantity) =>
        ['', 'WELCOME10', 'AUTUMN15'].map((coupon) => priceOrder([line(id, quantity)], coupon)),
      ),
    ).filter(({ value, tax, shipping, total }) => value + tax + shipping !== total)
    expect(wrong).toEqual([])
  })

  test('tax inside a price is a sixth of it, rounded half up', () => {
    expect([0, 2, 3, 600, 1999, 33_333].map(taxInside)).toEqual([0, 0, 1, 100, 333, 5556])
  })

  test('cents become decimal text', () => {
    expect([0, 5, 1999, -36_515].map(decimal)).toEqual(['0.00', '0.05', '19.99', '-365.15'])
  })
})

describe('a posted cart', () => {
  test('is priced by the shop, whatever the browser says', () => {
    expect(readCart('[{"id":"tent","quantity":2,"price":1}]')).toEqual([line('tent', 2)])
  })

  test.each([
    '',
    'null',
    '[]',
    '{"id":"mug","quantity":1}',
    '[{"id":"gold","quantity":1}]',
    '[{"id":"mug","quantity":0}]',
    '[{"id":"mug","quantity":-1}]',
    '[{"id":"mug","quantity":1.5}]',
    '[{"id":"mug","quantity":"1"}]',
    '[{"id":"mug","quantity":21}]',
    '[{"quantity":1}]',
  ])('is refused as %j', (text) => {
    expect(readCart(text)).toBeUndefined()
  })
})

const FORM = {
  cart: '[{"id":"mug","quantity":1}]',
  email: ' Ana@Mail.example ',
  coupon: '',
  pathworth_visitor: VISITOR,
}

describe('an order', () => {
  test('is a conversion that the wire takes, with visitor, customer and items', () => {
    const record = conversionOf(takeOrder(FORM, NOW))
    expect(wireConversion.parse(record)).toMatchObject({
      goal: 'purchase',
      ts: NOW,
      value: 1666,
      total: 2489,
      visitor: VISITOR,
      email: 'ana@mail.example',
      items: [{ item_id: 'mug', price: 19.99, quantity: 1 }],
    })
  })

  test('without a visitor names none', () => {
    expect(conversionOf(takeOrder({ ...FORM, pathworth_visitor: '' }, NOW))).not.toHaveProperty(
      'visitor',
    )
  })

  test('gives a customer the same number each time, and another customer another', () => {
    const number = (email: string) => takeOrder({ ...FORM, email }, NOW).customerId
    expect(number('ana@mail.example')).toBe(number('ANA@mail.example'))
    expect(number('ana@mail.example')).not.toBe(number('anna@mail.example'))
  })

  test.each([{ cart: '[]' }, { email: 'nobody' }])('is refused with %j', (part) => {
    expect(() => takeOrder({ ...FORM, ...part }, NOW)).toThrow(CheckoutError)
  })
})

/** A collector that remembers what it was posted; the first answers are given, then 200. */
async function startPretended(statuses: number[]) {
  const posted: { path: string; key: string; body: unknown }[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const key = request.headers.authorization ?? ''
    posted.push({ path: request.url ?? '', key, body: JSON.parse(text) })
    response.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' })
    response.end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  running.push(server)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, posted }
}

const running: (Server | RunningShop)[] = []

afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
})

async function startShopAt(collectorUrl: string): Promise<RunningShop> {
  const shop = await startShop({
    collectorUrl,
    site: 'demo-shop',
    writeKey: 'secret',
    tagAttributes: { 'data-consent': 'wait' },
    clock: () => NOW,
  })
  running.push(shop)
  return shop
}

const order = (url: string, form: Record<string, string> = FORM): Promise<Response> =>
  fetch(`${url}/api/orders`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
  })

describe('the shop', () => {
  test('takes an order, thanks for it, and reports it with its key', async () => {
    const { url, posted } = await startPretended([])
    const shop = await startShopAt(url)
    const answer = await order(shop.url)
    const transactionId = shop.orders[0]?.transactionId
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/thank-you?order=${transactionId}`)
    const thanks = await fetch(new URL(answer.headers.get('location') ?? '', shop.url))
    expect(await thanks.text()).toContain('€24.89')
    await vi.waitFor(() => expect(shop.orders[0]?.report).toBe('stored'))
    expect(posted).toMatchObject([
      {
        path: '/v1/conversions',
        key: 'Bearer secret',
        body: { transaction_id: transactionId, value: '16.66', visitor: VISITOR },
      },
    ])
  })

  test('reports an order again when the collector is busy, and gives up when it is refused', async () => {
    const { url, posted } = await startPretended([503, 200, 401])
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const shop = await startShopAt(url)
    await order(shop.url)
    await vi.waitFor(() => expect(shop.orders[0]?.report).toBe('stored'))
    expect(posted).toHaveLength(2)
    await order(shop.url)
    await vi.waitFor(() => expect(shop.orders[1]?.report).toBe('failed'))
    expect(posted).toHaveLength(3)
    vi.restoreAllMocks()
  })

  test('tells a customer what is wrong with an order, and keeps none', async () => {
    const { url, posted } = await startPretended([])
    const shop = await startShopAt(url)
    const answer = await order(shop.url, { ...FORM, cart: '[]' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Your cart is empty')
    expect(shop.orders).toEqual([])
    expect(posted).toEqual([])
  })

  test('sends its pages with a strict policy, the tag and no inline script', async () => {
    const shop = await startShopAt('http://t.shop.example')
    const page = await fetch(`${shop.url}/products/mug`)
    const html = await page.text()
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self' http://t.shop.example;")
    expect(policy).not.toContain('unsafe')
    expect(html).toMatch(
      /<script defer\s+src="http:\/\/t\.shop\.example\/p\.js" data-site="demo-shop" data-consent="wait"><\/script>/,
    )
    expect([...html.matchAll(/<script(?![^>]* src=)/g)]).toEqual([])
    expect([...html.matchAll(/\s(?:style|on[a-z]+)="/g)]).toEqual([])
  })

  test('knows no page, order or file that is not there', async () => {
    const shop = await startShopAt('http://t.shop.example')
    const paths = ['/nothing', '/products/gold', '/thank-you?order=W-1', '/assets/..%2fserver.ts']
    const statuses = await Promise.all(
      paths.map(async (path) => (await fetch(shop.url + path)).status),
    )
    expect(statuses).toEqual([404, 404, 404, 404])
  })
})
