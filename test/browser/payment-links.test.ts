import { describe, expect, test } from 'vitest'
import { says } from './stub-shop-pages.ts'
import { useStubShop } from './stub-shop-world.ts'

const world = useStubShop()

/** Serves a page with one link, and goes there. */
async function withLink(href: string, attributes = ''): Promise<void> {
  const head = world.tag('p.shop.js', attributes)
  world.shop.serve('/page', { head, body: `<a href="${href}"><b>Pay</b></a>` })
  await world.visit('/page')
}

const href = () => world.page.getAttribute('a', 'href')

/** What is there once a press of the mouse has been heard, which is before the link is followed. */
async function pressed(): Promise<string | null> {
  await world.page.dispatchEvent('b', 'mousedown')
  return href()
}

describe('a payment link', () => {
  test.each([
    ['https://buy.stripe.com/test_9AQ?locale=de&x=a%20b#top', '&'],
    ['https://buy.stripe.com/9AQ', '?'],
  ])('%s says who the visitor is, and keeps all else', async (link, joint) => {
    await withLink(link)
    expect(await href()).toBe(link)
    const [address, hash] = link.split('#')
    const reference = `${joint}client_reference_id=${await world.id()}`
    const expected = address + reference + (hash === undefined ? '' : `#${hash}`)
    expect(await pressed()).toBe(expected)
    expect(await pressed()).toBe(expected)
  })

  test('is known on the domains that the shop names', async () => {
    const link = 'https://pay.shop.example/9AQ'
    await withLink(link)
    expect(await pressed()).toBe(link)
    await withLink(link, 'data-payment-hosts="other.example, pay.shop.example"')
    expect(await pressed()).toBe(`${link}?client_reference_id=${await world.id()}`)
  })

  test.each([
    'https://buy.stripe.com.evil.example/9AQ',
    'https://notbuy.stripe.com/9AQ',
    'https://stripe.com/9AQ',
    'https://buy.stripe.com/9AQ?client_reference_id=order-7',
    '/buy.stripe.com',
  ])('is not taken for one, or has a reference: %s', async (link) => {
    await withLink(link)
    expect(await pressed()).toBe(link)
  })

  test('says nothing before consent, and nothing any more once it is denied', async () => {
    const link = 'https://buy.stripe.com/9AQ?locale=de'
    await withLink(link, 'data-consent="wait"')
    expect(await pressed()).toBe(link)
    await says(world.page, 'granted')
    expect(await pressed()).toBe(`${link}&client_reference_id=${await world.id()}`)
    await says(world.page, 'denied')
    expect(await pressed()).toBe(link)
  })
})
