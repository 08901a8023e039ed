import { describe, expect, test } from 'vitest'
import { cookieScopeOf, isOther, renewedCookie } from '../../collector/http/cookie.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const DAY_SECONDS = 86_400

function bornAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000001`
}

function maxAge(cookie: string | undefined): number {
  return Number(/Max-Age=(\d+)/.exec(cookie ?? '')?.[1])
}

describe('the cookie of a collector', () => {
  test.each([
    ['t.shop.example', ['shop.example']],
    ['shop.example', ['www.shop.example']],
    ['t.shop.example', ['blog.example', 'www.shop.example']],
  ])('that is %s lives on the domain of the site %j', (host, domains) => {
    expect(cookieScopeOf(host, domains)).toEqual({ domain: 'shop.example' })
  })

  test.each([
    ['collector.example', ['shop.example']],
    ['notshop.example', ['shop.example']],
    ['shop.example.evil.example', ['shop.example']],
    ['other.myshopify.com', ['mine.myshopify.com']],
    ['192.0.2.1', ['shop.example']],
    ['localhost', ['shop.example']],
    ['', ['shop.example']],
  ])('that is %s has no place on the site %j', (host, domains) => {
    expect(cookieScopeOf(host, domains)).toBe('none')
  })

  test('stays with the shop where its suffix is public', () => {
    expect(cookieScopeOf('t.mine.co.uk', ['mine.co.uk'])).toEqual({ domain: 'mine.co.uk' })
    expect(cookieScopeOf('mine.myshopify.com', ['mine.myshopify.com'])).toEqual({
      domain: 'mine.myshopify.com',
    })
  })

  test.each(['localhost', '127.0.0.1', '192.0.2.1'])('of %s names no domain', (host) => {
    expect(cookieScopeOf(host, [host])).toBe('host')
    const cookie = renewedCookie({ visitor: bornAt(NOW), scope: 'host', https: false, now: NOW })
    expect(cookie).not.toContain('Domain')
  })
})

describe('a renewed id', () => {
  const scope = { domain: 'shop.example' }

  test('has what remains of its 395 days, and can be read by the tag', () => {
    const visitor = bornAt(NOW - 95 * DAY_SECONDS * 1000)
    expect(renewedCookie({ visitor, scope, https: true, now: NOW })).toBe(
      `pw_id=${visitor}; Domain=shop.example; Path=/; Max-Age=${300 * DAY_SECONDS}; SameSite=Lax; Secure`,
    )
  })

  test('is not marked secure on plain http', () => {
    const cookie = renewedCookie({ visitor: bornAt(NOW), scope, https: false, now: NOW })
    expect(cookie).not.toContain('Secure')
  })

  test('is not renewed when its life is over', () => {
    const visitor = bornAt(NOW - 395 * DAY_SECONDS * 1000)
    expect(renewedCookie({ visitor, scope, https: true, now: NOW })).toBeUndefined()
  })

  test('from a clock that is ahead gets no more than a whole life', () => {
    const visitor = bornAt(NOW + 10 * DAY_SECONDS * 1000)
    const cookie = renewedCookie({ visitor, scope, https: true, now: NOW })
    expect(maxAge(cookie)).toBe(395 * DAY_SECONDS)
  })

  test('that tells no birth gets a whole life', () => {
    const visitor = '00000000-0000-4000-8000-000000000001'
    const cookie = renewedCookie({ visitor, scope, https: true, now: NOW })
    expect(maxAge(cookie)).toBe(395 * DAY_SECONDS)
  })
})

describe('a Cookie header', () => {
  const visitor = bornAt(NOW)

  test.each([
    undefined,
    '',
    'a=1',
    `pw_id=${visitor}`,
    `a=1;pw_id=${visitor.toUpperCase()} ;b=2`,
    `a=1; \tpw_id=${visitor}; pw_id=${bornAt(NOW + 1)}`,
    'my_pw_id=1; pw_id_old=2; a=pw_id=3',
  ])('%j holds no other visitor', (header) => {
    expect(isOther(header, visitor)).toBe(false)
  })

  test.each([
    `pw_id=${bornAt(NOW + 1)}`,
    `a=1; pw_id=${bornAt(NOW + 1)}; pw_id=${visitor}`,
    `pw_id=${visitor}0`,
    'pw_id=',
  ])('%j holds another visitor', (header) => {
    expect(isOther(header, visitor)).toBe(true)
  })
})
