import { readdirSync, readFileSync } from 'node:fs'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { CheckoutError, type ShopOrder, takeOrder } from './backend.ts'
import { CATALOGUE, productById } from './catalogue.ts'
import { contentSecurityPolicy, layout, type Page, type TagOptions } from './layout.ts'
import {
  cartPage,
  checkoutPage,
  homePage,
  notFoundPage,
  packingListPage,
  productPage,
  productsPage,
  spaPage,
  thankYouPage,
} from './pages.ts'
import { ICON, pictureOf } from './pictures.ts'

export interface ShopParts {
  tag: TagOptions
  clock: () => number
  /** Orders in memory; the shop adds to it. */
  orders: ShopOrder[]
  /** Called with each order once the customer has been answered. */
  onOrder: (order: ShopOrder) => void
}

const PUBLIC = new URL('./public/', import.meta.url)
const BODY_BYTES_MAX = 32_768

/** The demo shop: pages, their files, and the one address that takes orders. */
export function createShop({ tag, clock, orders, onOrder }: ShopParts): Hono {
  const shop = new Hono()
  const policy = contentSecurityPolicy(tag.collectorUrl)
  const show = (c: Context, page: Page, status: 200 | 404 | 422 = 200) =>
    c.html(layout(tag, page), status, { 'content-security-policy': policy })

  shop.get('/', (c) => show(c, homePage()))
  shop.get('/products', (c) => show(c, productsPage()))
  shop.get('/products/:id', (c) => {
    const product = productById(c.req.param('id'))
    return product ? show(c, productPage(product)) : c.notFound()
  })
  shop.get('/cart', (c) => show(c, cartPage()))
  shop.get('/checkout', (c) => show(c, checkoutPage()))
  shop.get('/packing-list', (c) => show(c, packingListPage()))
  shop.get('/spa', (c) => show(c, spaPage()))
  shop.get('/spa/:view', (c) => show(c, spaPage()))
  shop.get('/thank-you', (c) => {
    const order = orders.find(({ transactionId }) => transactionId === c.req.query('order'))
    return order ? show(c, thankYouPage(order)) : c.notFound()
  })
  shop.post('/api/orders', bodyLimit({ maxSize: BODY_BYTES_MAX }), async (c) => {
    try {
      const order = takeOrder(textsOf(await c.req.parseBody()), clock())
      orders.push(order)
      onOrder(order)
      return c.redirect(`/thank-you?order=${order.transactionId}`, 303)
    } catch (error) {
      if (error instanceof CheckoutError) return show(c, checkoutPage(error.message), 422)
      throw error
    }
  })
  serveFiles(shop)
  shop.notFound((c) => show(c, notFoundPage(), 404))
  return shop
}

const textsOf = (form: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** All files are known by name from the start: no path of a request reaches the disk. */
function serveFiles(shop: Hono): void {
  const files = new Map(
    readdirSync(PUBLIC).map((name) => [
      `/assets/${name}`,
      readFileSync(new URL(name, PUBLIC), 'utf8'),
    ]),
  )
  files.set('/assets/icon.svg', ICON)
  files.set(
    '/assets/catalogue.js',
    `export const products = ${JSON.stringify(publicCatalogue())}\n`,
  )
  for (const product of CATALOGUE) files.set(`/img/${product.id}.svg`, pictureOf(product))
  for (const [path, text] of files) {
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8'
    shop.get(path, (c) => c.body(text, 200, { 'content-type': type, 'cache-control': 'no-cache' }))
  }
}

/** Without what the shop itself pays. */
const publicCatalogue = () =>
  CATALOGUE.map(({ id, name, category, price }) => ({ id, name, category, price }))
