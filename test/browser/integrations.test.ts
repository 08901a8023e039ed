import { beforeEach, describe, expect, test, vi } from 'vitest'
import { readOurs } from '../integrations/documented.ts'
import { code } from '../integrations/template.ts'
import { addsToCart, says } from './stub-shop-pages.ts'
import { useStubShop } from './stub-shop-world.ts'

const world = useStubShop()

/** Bodies of what has arrived at the collector. */
const arrived = () =>
  world.collector.requests
    .filter(({ path }) => path === '/v1/events')
    .map(
      ({ body }) =>
        JSON.parse(body) as { site: string; consent: string; events: { name: string }[] },
    )

const untilArrived = (name: string) =>
  vi.waitFor(() =>
    expect(arrived().flatMap(({ events }) => events.map((event) => event.name))).toContain(name),
  )

/**
 * Tag Manager's APIs as its pages have them: the queue of a function, a call of a global, and a
 * script that is added without attributes. `isGranted` is where Consent Mode begins.
 */
const tagManager = (data: object, isGranted: boolean) => `
  window.tagManager = window.tagManager || { went: [], listeners: [] }
  const apis = {
    addConsentListener: (type, listener) => tagManager.listeners.push((now) => listener(type, now)),
    callInWindow: (name, ...given) => window[name](...given),
    copyFromWindow: (name) => window[name],
    createArgumentsQueue: (name) => {
      window[name] = window[name] || function () { window[name].q.push(arguments) }
      window[name].q = window[name].q || []
      return window[name]
    },
    encodeUriComponent: encodeURIComponent,
    injectScript: (url, loaded, failed) => {
      const script = document.createElement('script')
      Object.assign(script, { src: url, async: true, onload: loaded, onerror: failed })
      document.head.append(script)
    },
    isConsentGranted: () => ${isGranted},
    makeTableMap: (rows) => Object.fromEntries(rows.map((row) => [row.name, row.value])),
  }
  new Function('require', 'data', ${JSON.stringify(code)})((name) => apis[name], {
    gtmOnSuccess: () => tagManager.went.push('well'),
    gtmOnFailure: () => tagManager.went.push('wrong'),
    ...${JSON.stringify(data)},
  })`

describe('the template of Tag Manager, in a page', () => {
  const start = () => ({
    ...{ action: 'start', site: 'shop', consent: 'mode' },
    collector: `http://t.shop.example:${world.collector.port}`,
  })
  const event = { action: 'event', event: 'lead_2', props: [{ name: 'item_id', value: 'A-1' }] }

  async function visitWith(...scripts: string[]): Promise<void> {
    const body = scripts.map((script) => `<script>{${script}}</script>`).join('')
    world.shop.serve('/page', { head: '', body })
    await world.visit('/page')
  }

  test('starts the tag, and makes up what was recorded before', async () => {
    await visitWith(tagManager(event, true), tagManager(start(), true))
    await untilArrived('lead_2')
    expect(arrived()[0]).toMatchObject({
      ...{ site: 'shop', consent: 'granted' },
      events: [{ name: 'page_view' }, { name: 'lead_2', props: { item_id: 'A-1' } }],
    })
    expect(await world.page.evaluate('tagManager.went')).toEqual(['well', 'well'])
  })

  test('holds everything back until Consent Mode grants, and forgets when it denies', async () => {
    await visitWith(tagManager(start(), false))
    await world.page.waitForFunction('tagManager.went.length === 1')
    expect(await world.id()).toBeUndefined()
    expect(arrived()).toEqual([])
    await world.page.evaluate('tagManager.listeners.forEach((hear) => hear(true))')
    await untilArrived('page_view')
    expect(await world.id()).toBeDefined()
    await world.page.evaluate('tagManager.listeners.forEach((hear) => hear(false))')
    expect(await world.id()).toBeUndefined()
    expect(await world.context.cookies()).toEqual([])
  })
})

test('a script without attributes takes its settings from its address, and attributes win', async () => {
  const src = `http://t.shop.example:${world.collector.port}/p.shop.js?site=nobodys&consent=wait`
  const head = `<script defer src="${src}" data-site="shop"></script>`
  world.shop.serve('/page', { head })
  await world.visit('/page')
  expect(await world.id()).toBeUndefined()
  await says(world.page, 'granted')
  await untilArrived('page_view')
  expect(arrived().map(({ site }) => site)).toEqual(['shop'])
})

describe('the snippet for Shopify, in a page', () => {
  /** As Shopify renders it for a customer who is signed in, with the parameters of its guide. */
  const rendered = () =>
    readOurs('integrations/shopify/pathworth.liquid')
      .replace(/\{%-? comment[\s\S]*?endcomment -?%\}/, '')
      .replace(/\{%.*?%\}/g, '')
      .replace('{{ collector | escape }}', `http://t.shop.example:${world.collector.port}`)
      .replace('{{ site | escape }}', 'shop')
      .replace('{{ consent | escape }}', 'wait')
      .replace('{{ customer_id | json }}', '"115310627"')
      .replace('{{ customer_id | hmac_sha256: identify_secret | json }}', '"ab12"')

  const shopify = `<script>
    window.Shopify = {
      routes: { root: '/' },
      loadFeatures: (features, loaded) => setTimeout(() => loaded(false)),
      customerPrivacy: {
        analyticsProcessingAllowed: () => false,
        currentVisitorConsent: () => ({ analytics: '' }),
      },
    }
  </script>`

  const answers = (analyticsAllowed: boolean) =>
    world.page.evaluate(
      (detail) => {
        document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail }))
      },
      { analyticsAllowed },
    )

  test('waits for the banner, and then records and tells the cart', async () => {
    expect(rendered()).not.toMatch(/\{[{%]/)
    world.shop.serve('/page', { head: shopify + rendered() })
    await world.visit('/page')
    await addsToCart(world.page)
    expect([world.shop.updates, arrived()]).toEqual([[], []])
    await answers(true)
    await untilArrived('identify')
    await vi.waitFor(async () =>
      expect(world.shop.carts()).toEqual([{ pathworth_visitor: await world.id() }]),
    )
    await answers(false)
    await vi.waitFor(() => expect(world.shop.carts()).toEqual([{ pathworth_visitor: '' }]))
    expect(await world.id()).toBeUndefined()
  })
})

describe('the plugin for WooCommerce, in a page', () => {
  const php = readOurs('integrations/woocommerce/pathworth-for-woocommerce.php')
  const scriptOf = (name: string) =>
    new RegExp(`const ${name} = <<<'JS'\n([\\s\\S]*?)\nJS;`).exec(php)?.[1] ?? ''

  let head = ''
  beforeEach(() => {
    head = world.tag('p.js')
  })

  test('has its field in the classic checkout filled', async () => {
    const body = `<form name="checkout" class="checkout" method="post" action="/?wc-ajax=checkout">
      <input type="hidden" name="pathworth_visitor" value="">
      <script>${scriptOf('PATHWORTH_FORM_SCRIPT')}</script><button>Place order</button></form>`
    world.shop.serve('/checkout', { head, body })
    await world.visit('/checkout')
    const visitor = await world.id()
    await world.page.click('button')
    // A page that is on its way to another can't be closed.
    await world.page.waitForURL('**/thanks')
    expect(world.shop.orders).toEqual([{ fields: { pathworth_visitor: visitor } }])
  })

  test.each(['setExtensionData', '__internalSetExtensionData'])(
    'gives the id to the checkout block by %s before what is pressed hears of it',
    async (method) => {
      const body = `<button onclick="sent = JSON.stringify(extension)">Place order</button><script>
        window.wp = { data: { dispatch: (store) => ({
          ${method}: (...given) => { extension = [store, ...given] },
        }) } }
      </script><script>${scriptOf('PATHWORTH_BLOCK_SCRIPT')}</script>`
      world.shop.serve('/checkout', { head, body })
      await world.visit('/checkout')
      const visitor = await world.id()
      await world.page.click('button')
      const sent = JSON.parse(String(await world.page.evaluate('sent')))
      expect(sent).toEqual(['wc/store/checkout', 'pathworth', { visitor }, true])
      await says(world.page, 'denied')
      await world.page.click('button')
      const after = JSON.parse(String(await world.page.evaluate('sent')))
      expect(after).toEqual(['wc/store/checkout', 'pathworth', { visitor: '' }, true])
    },
  )
})
