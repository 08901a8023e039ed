import { describe, expect, test, vi } from 'vitest'
import { addsToCart, says, traces } from './stub-shop-pages.ts'
import { useStubShop } from './stub-shop-world.ts'

const world = useStubShop()

const SHOPIFY = '<script>window.Shopify = { routes: { root: "/" } }</script>'

const updated = (visitor: string | undefined) => ({ attributes: { pathworth_visitor: visitor } })

/** A page of a theme, with what it says of itself and of the tag. */
function theme(path: string, attributes = '', head = SHOPIFY): void {
  world.shop.serve(path, { head: head + world.tag('p.shop.js', attributes) })
}

/** Resolves once all that the page does about a cart that is there has been asked of the shop. */
async function untilQuiet(): Promise<void> {
  await world.page.evaluate(async () => {
    await new Promise<void>((heard) => {
      new PerformanceObserver(() => heard()).observe({ type: 'resource', buffered: true })
    })
    await fetch('/quiet')
  })
}

const untilUpdates = (count: number) =>
  vi.waitFor(() => expect(world.shop.updates).toHaveLength(count))

describe('the cart of a Shopify shop', () => {
  test('is given the visitor id as it begins, without leaving the page, and once', async () => {
    theme('/lamp')
    await world.visit('/lamp')
    await untilQuiet()
    expect(world.shop.updates).toEqual([])
    await addsToCart(world.page)
    await untilUpdates(1)
    await addsToCart(world.page)
    await world.visit('/lamp')
    await untilQuiet()
    expect(world.shop.updates).toEqual([updated(await world.id())])
    expect(world.shop.carts()).toEqual([{ pathworth_visitor: await world.id() }])
  })

  test('is given it on the next page, when it began by a form', async () => {
    world.shop.serve('/plain', { head: '' })
    theme('/cart')
    await world.visit('/plain')
    await addsToCart(world.page)
    await world.visit('/cart')
    await untilUpdates(1)
    expect(world.shop.updates).toEqual([updated(await world.id())])
  })

  test('is given it once more when it is another cart', async () => {
    theme('/lamp')
    await world.visit('/lamp')
    await addsToCart(world.page)
    await untilUpdates(1)
    await world.visit('/cart/checkout')
    await world.visit('/lamp')
    await addsToCart(world.page)
    await untilUpdates(2)
    expect(world.shop.orders).toEqual([{ fields: { pathworth_visitor: await world.id() } }])
    expect(world.shop.carts()[1]).toEqual({ pathworth_visitor: await world.id() })
  })

  test('is given it below the address of its language', async () => {
    theme('/fr/lamp', '', '<script>window.Shopify = { routes: { root: "/fr/" } }</script>')
    await world.visit('/fr/lamp')
    const asked = world.page.waitForRequest('**/fr/cart/update.js')
    await addsToCart(world.page)
    expect((await asked).method()).toBe('POST')
  })

  test('is given it at the next occasion when the shop would not take it', async () => {
    theme('/lamp')
    world.shop.failWith(429)
    await world.visit('/lamp')
    await addsToCart(world.page)
    await untilUpdates(1)
    world.shop.failWith(undefined)
    await world.visit('/lamp')
    await untilUpdates(2)
    expect(world.shop.carts()).toEqual([{ pathworth_visitor: await world.id() }])
  })

  test('is given nothing while consent is awaited, all once it is granted, and loses it when it is denied', async () => {
    theme('/lamp', 'data-consent="wait"')
    await world.visit('/lamp')
    await addsToCart(world.page)
    await untilQuiet()
    expect(world.shop.updates).toEqual([])
    await says(world.page, 'granted')
    await untilUpdates(1)
    expect(world.shop.carts()).toEqual([{ pathworth_visitor: await world.id() }])
    await says(world.page, 'denied')
    await untilUpdates(2)
    expect(world.shop.carts()).toEqual([{ pathworth_visitor: '' }])
    await vi.waitFor(async () => expect(await traces(world.page)).toEqual([]))
  })

  test('loses it on a later page, when the shop would not listen to the denial at first', async () => {
    theme('/lamp')
    await world.visit('/lamp')
    await addsToCart(world.page)
    await untilUpdates(1)
    world.shop.failWith(503)
    await says(world.page, 'denied')
    await untilUpdates(2)
    expect(await traces(world.page)).toEqual(['pw_cart'])
    expect(await world.page.evaluate(() => localStorage.getItem('pw_cart'))).toBe('-')
    world.shop.failWith(undefined)
    theme('/later', 'data-consent="wait"')
    await world.visit('/later')
    await says(world.page, 'denied')
    await untilUpdates(3)
    expect(world.shop.carts()).toEqual([{ pathworth_visitor: '' }])
  })

  test('is never spoken to after a denial, nor under Global Privacy Control', async () => {
    await world.context.addInitScript(() => {
      if (location.pathname === '/private')
        Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })
    })
    theme('/private')
    await world.visit('/private')
    await addsToCart(world.page)
    await untilQuiet()
    theme('/denied', 'data-consent="wait"')
    await world.visit('/denied')
    await says(world.page, 'denied')
    await addsToCart(world.page)
    await untilQuiet()
    expect(world.shop.updates).toEqual([])
    expect(await traces(world.page)).toEqual([])
  })

  test('is left alone on pages that are not of Shopify, or that ask for it', async () => {
    theme('/other', '', '')
    theme('/off', 'data-cart="off"')
    for (const path of ['/other', '/off']) {
      await world.visit(path)
      await addsToCart(world.page)
      await untilQuiet()
    }
    expect(world.shop.updates).toEqual([])
    theme('/headless', 'data-cart="shopify"', '')
    await world.visit('/headless')
    await untilUpdates(1)
  })

  test('may be out of reach, and the page hears of no error', async () => {
    await world.page.route('**/cart/update.js', (route) => route.abort())
    theme('/lamp')
    await world.visit('/lamp')
    await addsToCart(world.page)
    await untilQuiet()
    await world.untilSeen('/lamp')
    expect(world.shop.carts()).toEqual([{}])
  })
})
