import { describe, expect, test } from 'vitest'
import { erasedReferrer, erasedUrl } from '../../collector/touch/erased-address.ts'
import { land } from '../../collector/touch/landing.ts'

const eraser = { click: () => 'X', names: (part: string) => part === '4711' }
const rules = { ownHosts: ['shop.example'], siteRules: [] }

describe('the address of a page', () => {
  test.each([
    ['https://shop.example/lamps', 'https://shop.example/lamps'],
    ['https://ana:pw@shop.example:8080/a?q=ana#top', 'https://shop.example/a'],
    ['https://shop.example/account/4711/orders', 'https://shop.example/account/erased/orders'],
    ['https://shop.example/account/47110', 'https://shop.example/account/47110'],
    ['https://shop.example/unsubscribe/ana%40b.example', 'https://shop.example/unsubscribe/erased'],
    ['https://shop.example/?gclid=Cj0&x=1', 'https://shop.example/?gclid=X'],
    [
      'https://shop.example/?MTM_Source=A%20b&mc_eid=7',
      'https://shop.example/?utm_source=a%20b&mc_eid=X',
    ],
    ['/relative?utm_term=100%25+wool', '?utm_term=100%25%20wool'],
  ])('%s becomes %s', (url, erased) => {
    expect(erasedUrl(url, eraser)).toBe(erased)
  })
})

test.each([
  ['https://www.google.com/search?q=ana', 'https://www.google.com'],
  ['https://blog.example/by/ana?mail=1', 'https://blog.example'],
  ['android-app://com.google.android.gm/ana', 'android-app://com.google.android.gm'],
  ['', ''],
  ['nonsense of ana', 'erased'],
])('the referrer %s becomes %s', (referrer, erased) => {
  expect(erasedReferrer(referrer)).toBe(erased)
})

test.each([
  ['https://shop.example/a?utm_source=News&utm_medium=email&utm_content=b%26c', ''],
  ['https://shop.example/a', 'https://www.bing.com/search?q=ana'],
  ['https://shop.example/a?fbclid=1', 'https://l.instagram.com/?u=ana'],
  ['https://shop.example/a?utm_source=x', 'https://shop.example/cart?for=ana'],
  ['https://shop.example/a', 'https://checkout.stripe.com/c/pay/cs_ana'],
  ['https://shop.example/a', 'https://accounts.google.com/o/ana'],
  ['https://shop.example/a', 'https://www.google.com/maps/place/ana'],
  ['https://shop.example/a', 'https://old.shop.example:444/ana'],
])('%s from %s lands as it did', (url, referrer) => {
  const { clickId: _, key: _key, ...before } = land(url, referrer, rules)
  const {
    clickId: _id,
    key: _other,
    ...after
  } = land(erasedUrl(url, eraser), erasedReferrer(referrer), rules)
  expect(after).toEqual(before)
})
