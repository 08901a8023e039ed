import { describe, expect, test, vi } from 'vitest'
import { readOurs } from '../integrations/documented.ts'
import {
  lemonEvent,
  lemonSale,
  paddleEvent,
  paddleSale,
} from '../source/webhooks/payment-events.ts'
import { type Headers, signedByLemon, signedByPaddle } from './payment-hooks.ts'
import { says } from './stub-shop-pages.ts'
import { useStubShop } from './stub-shop-world.ts'

// What the guides tell site owners to paste, as it stands there: a page that changes changes its test.

const world = useStubShop()

/** Blocks of a language in a guide, in their order, with the collector of here. */
function blocksOf(guide: string, language: string): string[] {
  const blocks = readOurs(`docs/${guide}.md`).matchAll(
    new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'),
  )
  const here = `http://t.shop.example:${world.collector.port}`
  return [...blocks].map(([, block = '']) => block.replaceAll('https://t.shop.example', here))
}

/** The one block that has these words. */
function blockWith(guide: string, language: string, words: string): string {
  const found = blocksOf(guide, language).filter((block) => block.includes(words))
  expect(found).toHaveLength(1)
  return found[0] ?? ''
}

const script = (code: string) => `<script>${code}</script>`

const AD = 'utm_source=google&utm_medium=cpc&utm_campaign=autumn'

async function visit(head: string, body = ''): Promise<void> {
  world.shop.serve('/page', { head, body })
  await world.visit(`/page?${AD}`)
}

const BY_AD = {
  journey: { touches: [{ channel: 'Paid Search', source: 'google', campaign: 'autumn' }] },
}

/** Names of the events that have arrived, with their properties. */
const arrived = () =>
  world.collector.requests
    .filter(({ path }) => path === '/v1/events')
    .flatMap(
      ({ body }) => (JSON.parse(body) as { events: { name: string; props: object }[] }).events,
    )

describe('"Add the tag"', () => {
  test('has a line that records page views', async () => {
    await visit(blocksOf('add-the-tag', 'html')[0] ?? '')
    await world.untilSeen(AD)
    expect(await world.id()).toMatch(/^[\da-f-]{36}$/)
  })

  test('has three ways to record an event, and a line for calls before the script has loaded', async () => {
    const early = blockWith('add-the-tag', 'js', 'pathworth.q')
    const [tag = ''] = blocksOf('add-the-tag', 'html')
    // The dataLayer is the page's own.
    const head = script('window.dataLayer = []') + script(early) + tag
    await visit(head, blockWith('add-the-tag', 'html', 'data-pw-event'))
    await world.page.click('button')
    const event = { name: 'add_to_cart', props: { item_id: 'A-1' } }
    await vi.waitFor(() => {
      const added = arrived().filter(({ name }) => name === 'add_to_cart')
      expect(added).toHaveLength(3)
      expect(added.filter(({ props }) => 'item_id' in props)).toMatchObject([event, event])
    })
  })

  test('has calls that say what a consent banner was told', async () => {
    const tag = (blocksOf('add-the-tag', 'html')[0] ?? '').replace(
      'data-site',
      'data-consent="wait" data-site',
    )
    const [granted = '', denied = ''] = blockWith('add-the-tag', 'js', "'granted'").split('\n')
    await visit(tag)
    expect(await world.id()).toBeUndefined()
    await world.page.evaluate(granted)
    await world.untilSeen(AD)
    expect(await world.id()).toBeDefined()
    await world.page.evaluate(denied)
    expect(await world.id()).toBeUndefined()
  })

  test('has a module that an application imports from the collector', async () => {
    const address = /import \{ start \} from '(.*?)'/.exec(readOurs('docs/add-the-tag.md'))?.[1]
    const here = `http://t.shop.example:${world.collector.port}`
    const module = (address ?? '').replace('https://t.shop.example', here)
    const code = blocksOf('add-the-tag', 'ts')[0] ?? ''
    await visit(`<script type="module">${code.replace('pathworth/tag', module)}</script>`)
    await vi.waitFor(() =>
      expect(
        arrived()
          .map(({ name }) => name)
          .sort(),
      ).toEqual(['add_to_cart', 'page_view']),
    )
  })
})

describe('"Send purchases"', () => {
  test('from Shopify has a tag that gives the cart the id', async () => {
    const shopify = script('window.Shopify = { routes: { root: "/" } }')
    const tag = blockWith('send-purchases-shopify', 'html', 'p.shop.js')
    await visit(shopify + tag)
    const visitor = await world.id()
    await world.page.evaluate(() => fetch('/cart/add.js', { method: 'POST', body: 'id=1' }))
    await vi.waitFor(() =>
      expect(world.shop.carts()).toMatchObject([{ pathworth_visitor: visitor }]),
    )
  })

  test.each([
    ['shopify', 'attributes[pathworth_visitor]'],
    ['woocommerce', 'pathworth_visitor'],
  ])('from %s has a form that carries the id as %s', async (of, field) => {
    const form = blockWith(`send-purchases-${of}`, 'html', '<form').replace(' …', '')
    // A page of the stub: what is posted to the cart of Shopify's own is no order.
    const posted = form.trim().replace('action="/cart"', 'action="/order"')
    await visit(world.tag('p.js'), `${posted}<button>Place order</button></form>`)
    const visitor = await world.id()
    await world.page.click('button')
    await world.page.waitForURL('**/thanks')
    expect(world.shop.orders).toHaveLength(1)
    expect(world.shop.orders[0]?.fields[field]).toBe(visitor)
  })

  test('from Stripe has a tag that gives payment links the id, on domains of one’s own too', async () => {
    const links = ['https://buy.stripe.com/9AQ', 'https://pay.shop.example/9AQ']
    const body = links.map((href) => `<a href="${href}">Buy</a>`).join('')
    await visit(blockWith('send-purchases-stripe', 'html', 'p.shop.js'), body)
    const visitor = await world.id()
    for (const [at, href] of links.entries()) {
      const link = world.page.locator('a').nth(at)
      await link.dispatchEvent('mousedown')
      expect(await link.getAttribute('href')).toBe(`${href}?client_reference_id=${visitor}`)
    }
  })

  test('from Stripe has calls of a backend that pass on what a form brings', async () => {
    const code = blockWith('send-purchases-stripe', 'js', 'form.get').replaceAll('{ …,', '{')
    const made: unknown[] = []
    const create = async (given: unknown) => made.push(given)
    const stripe = { checkout: { sessions: { create } }, subscriptions: { create } }
    const form = new URLSearchParams({ pathworth_visitor: 'the-id' })
    const run = new Function('form', 'stripe', `return (async () => { ${code} })()`)
    await run(form, stripe)
    expect(made).toEqual([
      { client_reference_id: 'the-id' },
      { metadata: { pathworth_visitor: 'the-id' } },
    ])
  })
})

interface Checkout {
  source: string
  secret: string
  /** Head and body with what the guide has; the button buys. */
  page(): { head: string; body: string }
  /** What the vendor gets of the visitor, once the button was pressed. */
  carried(): Promise<string | undefined>
  order(visitor: string, at: string): unknown
  signed(text: string, secret: string): Headers
  name: string
}

const paddle: Checkout = {
  ...{ source: 'paddle', secret: 'pdl_ntfset_01hbd_9uX2', name: 'txn_01h8dz' },
  page: () => ({
    head: world.tag('p.js') + script('Paddle = { Checkout: { open: (it) => (opened = it) } }'),
    body: `<button>Buy</button>${script(`
      document.querySelector('button').onclick = () => {
        const items = [{ priceId: 'pri_2', quantity: 1 }]
        ${blockWith('send-purchases-paddle', 'js', 'Paddle.Checkout')}
      }`)}`,
  }),
  carried: () => world.page.evaluate('opened.customData?.pathworth_visitor'),
  order: (visitor, at) =>
    paddleEvent(
      'transaction.completed',
      paddleSale({
        ...{ custom_data: { pathworth_visitor: visitor }, customer_id: null },
        ...{ created_at: at, billed_at: at, updated_at: at },
      }),
      { occurred_at: at },
    ),
  signed: signedByPaddle,
}

const lemonsqueezy: Checkout = {
  ...{ source: 'lemonsqueezy', secret: 'a-secret-of-the-store', name: '17' },
  page: () => {
    const link = blockWith('send-purchases-lemonsqueezy', 'html', 'id="buy"')
    return {
      head: world.tag('p.js'),
      body: link.replace('>Buy<', '><button>Buy</button><'),
    }
  },
  carried: async () => {
    await world.page.waitForURL('https://your-store.lemonsqueezy.com/**')
    const asked = new URL(world.page.url()).searchParams
    return asked.get('checkout[custom][pathworth_visitor]') ?? undefined
  },
  order: (visitor, at) =>
    lemonEvent(
      'order_created',
      lemonSale({
        ...{ customer_id: null, user_email: null },
        ...{ created_at: at, updated_at: at },
      }),
      { custom_data: { pathworth_visitor: visitor } },
    ),
  signed: signedByLemon,
}

describe.each([paddle, lemonsqueezy])('"Send purchases" from $source', (checkout) => {
  async function buy(): Promise<string | undefined> {
    await world.page.route('https://your-store.lemonsqueezy.com/**', (route) =>
      route.fulfill({ body: 'Lemon Squeezy' }),
    )
    await world.page.click('button')
    return checkout.carried()
  }

  test('has a checkout whose order has the journey of its visitor', async () => {
    await world.addSecret(checkout.source, checkout.secret)
    const { head, body } = checkout.page()
    await visit(head, body)
    await world.untilSeen(AD)
    const visitor = await world.id()
    expect(await buy()).toBe(visitor)
    // A minute from now, so that the visit lies before the order to the second.
    const order = checkout.order(visitor ?? '', new Date(Date.now() + 60_000).toISOString())
    const text = JSON.stringify(order)
    const headers = checkout.signed(text, checkout.secret)
    const path = `/v1/webhooks/${checkout.source}/shop`
    const answer = await world.hooks.call('POST', path, { body: text, headers })
    expect(answer.json).toEqual({ outcome: 'accepted' })
    expect(await world.journey(checkout.name)).toMatchObject(BY_AD)
  })

  test('has one that opens as well, and says nothing, when consent was denied', async () => {
    const { head, body } = checkout.page()
    await visit(head.replace('data-site', 'data-consent="wait" data-site'), body)
    await says(world.page, 'denied')
    expect(await buy()).toBeUndefined()
  })
})
