import { describe, expect, it } from 'vitest'
import { makeDeviceReader } from '../../collector/touch/device.ts'
import { limits } from '../../collector/touch/limits.ts'
import {
  type Outcome,
  prepare,
  type RequestContext,
  steps,
  type WireEvent,
} from '../../collector/touch/pipeline.ts'
import { dropReasons } from '../../shared/drop-reasons.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const SECOND = 1_000
const DAY = 86_400 * SECOND
const VISITOR = '0193A000-0000-7000-8000-00000000000A'
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const IPAD =
  'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1'
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

const browser: RequestContext = {
  now: NOW,
  sentAt: NOW - 200,
  backend: false,
  userAgent: CHROME,
  origin: 'https://www.shop.example',
  referer: '',
  secPurpose: '',
  webdriver: false,
  consent: 'granted',
  mode: '',
  country: 'FR',
  ownHosts: ['shop.example', 'localhost'],
}
const backend: RequestContext = { ...browser, backend: true, userAgent: 'curl/8', origin: '' }

const pageView: WireEvent = {
  id: '0193A000-0000-7000-8000-00000000000B',
  name: 'page_view',
  ts: NOW - 5 * SECOND,
  url: 'https://www.shop.example/',
  referrer: '',
  title: 'Shop',
  props: {},
}

function outcome(context: Partial<RequestContext>, event: Partial<WireEvent> = {}): Outcome {
  return prepare({ ...browser, ...context })(VISITOR, { ...pageView, ...event })
}
/** Why it was dropped, or 'kept'. */
function verdict(context: Partial<RequestContext>, event: Partial<WireEvent> = {}): string {
  const result = outcome(context, event)
  return 'dropped' in result ? result.dropped : 'kept'
}
function hit(context: Partial<RequestContext>, event: Partial<WireEvent> = {}) {
  const result = outcome(context, event)
  if ('dropped' in result) throw new Error(`dropped: ${result.dropped}`)
  return result.hit
}

describe('the pipeline', () => {
  it('makes a hit of an event, ids in lower case', () => {
    expect(hit({}, { props: { price: 3 } })).toEqual({
      eventId: pageView.id.toLowerCase(),
      visitor: VISITOR.toLowerCase(),
      name: 'page_view',
      ts: pageView.ts,
      url: pageView.url,
      referrer: '',
      title: 'Shop',
      props: '{"price":3}',
      country: 'FR',
      device: 'desktop',
      browser: 'Chrome',
      os: 'Linux',
      consent: 'granted',
      mode: '',
      source: 'tag',
      schemaVersion: 1,
      receivedAt: NOW,
    })
  })

  it('is one list of steps, each with a name of its own', () => {
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length)
  })

  it('judges each event of a request by itself', () => {
    const collect = prepare(browser)
    expect(collect(VISITOR, { ...pageView, name: '' })).toEqual({ dropped: 'invalid_event' })
    expect(collect(VISITOR, pageView)).toHaveProperty('hit')
  })

  it('keeps no props as no text', () => {
    expect(hit({}).props).toBe('')
  })

  it('drops for every reason that is listed, and for no other', () => {
    const seen = [
      verdict({}, { id: 'x' }),
      verdict({ consent: 'denied' }),
      verdict({ secPurpose: 'prefetch' }),
      verdict({ webdriver: true }),
      verdict({ userAgent: '' }),
      verdict({ origin: 'https://evil.example' }),
      verdict({}, { title: 'x'.repeat(5_000) }),
      verdict({}, { ts: NOW + DAY }),
      verdict({}, { ts: NOW - 8 * DAY }),
    ]
    expect(seen).toEqual(dropReasons.map(({ reason }) => reason))
  })
})

describe('an event', () => {
  it('needs the ids, name, time and address of a page', () => {
    for (const event of [
      { id: '' },
      { id: `${pageView.id}0` },
      { id: pageView.id.replaceAll('-', '') },
      { name: '' },
      { ts: Number.NaN },
      { ts: 1.5 },
      { ts: -1 },
      { url: '' },
      { url: '/cart' },
      { url: 'javascript://shop.example/' },
      { url: 'https://' },
    ]) {
      expect(verdict({}, event)).toBe('invalid_event')
    }
    expect(prepare(browser)('me', pageView)).toEqual({ dropped: 'invalid_event' })
  })

  it('from a backend may have no page', () => {
    expect(verdict(backend, { url: '' })).toBe('kept')
  })

  it('at its limits is kept, and one character beyond is dropped, not cut', () => {
    const url = `https://shop.example/?${'x'.repeat(limits.urlLengthMax)}`
    expect(verdict({}, { url: url.slice(0, limits.urlLengthMax) })).toBe('kept')
    expect(verdict({}, { url: url.slice(0, limits.urlLengthMax + 1) })).toBe('oversized')
    expect(verdict({}, { referrer: 'x'.repeat(limits.referrerLengthMax + 1) })).toBe('oversized')
    expect(verdict({}, { name: 'x'.repeat(limits.nameLengthMax + 1) })).toBe('oversized')
    const room = limits.propsLengthMax - '{"a":""}'.length
    expect(verdict({}, { props: { a: 'x'.repeat(room) } })).toBe('kept')
    expect(verdict({}, { props: { a: 'x'.repeat(room + 1) } })).toBe('oversized')
    expect(verdict(backend, { props: { a: 'x'.repeat(room + 1) } })).toBe('oversized')
  })

  it('however deep its props are nested', () => {
    const nested = (levels: number) => ({ a: JSON.parse('['.repeat(levels) + ']'.repeat(levels)) })
    const levelsMax = (limits.propsLengthMax - '{"a":}'.length) / '[]'.length
    expect(verdict({}, { props: nested(levelsMax) })).toBe('kept')
    expect(verdict({}, { props: nested(levelsMax + 1) })).toBe('oversized')
    expect(verdict({}, { props: nested(15_000) })).toBe('oversized')
    expect(verdict(backend, { props: nested(1_000_000) })).toBe('oversized')
  })
})

describe('consent', () => {
  it('that is denied drops, from a backend too', () => {
    expect(verdict({ consent: 'denied' })).toBe('consent_denied')
    expect(verdict({ ...backend, consent: 'denied' })).toBe('consent_denied')
    expect(verdict({ consent: '' })).toBe('kept')
  })
})

describe('the origin', () => {
  it('must be a page of the site, by whole labels', () => {
    expect(verdict({ origin: 'https://shop.example' })).toBe('kept')
    expect(verdict({ origin: 'https://a.b.shop.example:8443' })).toBe('kept')
    expect(verdict({ origin: 'http://localhost:3000' })).toBe('kept')
    for (const origin of [
      'https://evil.example',
      'https://myshop.example',
      'https://shop.example.evil.example',
      'https://evil.example/shop.example',
      'null',
    ]) {
      expect(verdict({ origin })).toBe('foreign_origin')
    }
  })

  it('that is localhost counts only for a site that says so', () => {
    expect(verdict({ origin: 'http://localhost', ownHosts: ['shop.example'] })).toBe(
      'foreign_origin',
    )
  })

  it('is read from the referer when there is none', () => {
    expect(verdict({ origin: '', referer: 'https://shop.example/cart' })).toBe('kept')
    expect(verdict({ origin: '', referer: 'https://evil.example/' })).toBe('foreign_origin')
  })

  it("may be absent, if the event's address is the site's", () => {
    expect(verdict({ origin: '', referer: '' })).toBe('kept')
    const event = { url: 'https://evil.example/' }
    expect(verdict({ origin: '', referer: '' }, event)).toBe('foreign_origin')
  })

  it("of an own page cannot vouch for another site's address", () => {
    expect(verdict({}, { url: 'https://evil.example/' })).toBe('foreign_origin')
    expect(verdict({}, { url: 'https://shop.example@evil.example/' })).toBe('foreign_origin')
  })

  it('is not asked of a backend', () => {
    expect(verdict({ ...backend, origin: 'https://evil.example' })).toBe('kept')
    expect(verdict(backend, { url: 'https://elsewhere.example/' })).toBe('kept')
  })
})

describe('who asks', () => {
  it('is a robot when the user agent says so, or says nothing', () => {
    expect(verdict({ userAgent: GOOGLEBOT })).toBe('bot')
    expect(verdict({ userAgent: 'curl/8.5.0' })).toBe('bot')
    expect(verdict({ userAgent: '' })).toBe('bot')
  })

  it("is not judged by a backend's user agent, which tells no device either", () => {
    expect(hit(backend)).toMatchObject({ source: 'backend', device: '', browser: '', os: '' })
    expect(verdict({ ...backend, webdriver: true, secPurpose: 'prefetch' })).toBe('kept')
  })

  it('is nobody in a prefetch or prerender', () => {
    expect(verdict({ secPurpose: 'prefetch;prerender' })).toBe('prefetch')
    expect(verdict({ secPurpose: 'Prefetch' })).toBe('prefetch')
    expect(verdict({ secPurpose: 'prerender' })).toBe('prefetch')
    expect(verdict({ secPurpose: 'navigate' })).toBe('kept')
  })

  it('sits at a desktop, or holds a phone or tablet', () => {
    expect(hit({ userAgent: IPHONE })).toMatchObject({ device: 'mobile', os: 'iOS' })
    expect(hit({ userAgent: IPAD }).device).toBe('tablet')
    expect(hit({}).device).toBe('desktop')
  })

  it('is told alike by a reader that remembers', () => {
    const reader = makeDeviceReader()
    const first = reader(IPHONE)
    for (let i = 0; i < 5_000; i++) reader(`${CHROME} x${i}`)
    expect(reader(IPHONE)).toEqual(first)
    expect(reader(IPHONE)).toBe(reader(IPHONE))
    expect(reader(`${CHROME} ${'x'.repeat(2_000)}`).device).toBe('desktop')
  })
})

describe('the time', () => {
  it('of a clock that is off by more than a minute is corrected, both ways', () => {
    const hourBehind = { sentAt: NOW - 3_600 * SECOND }
    expect(hit(hourBehind, { ts: NOW - 3_605 * SECOND }).ts).toBe(NOW - 5 * SECOND)
    const hourAhead = { sentAt: NOW + 3_600 * SECOND }
    expect(hit(hourAhead, { ts: NOW + 3_595 * SECOND }).ts).toBe(NOW - 5 * SECOND)
  })

  it('of a clock that is off by up to a minute stands', () => {
    const earlier = { ts: NOW - 120 * SECOND }
    expect(hit({ sentAt: NOW - 60 * SECOND }, earlier).ts).toBe(earlier.ts)
    expect(hit({ sentAt: NOW - 60 * SECOND - 1 }, earlier).ts).toBe(NOW - 60 * SECOND + 1)
    expect(hit({ sentAt: undefined }).ts).toBe(pageView.ts)
  })

  it('of an event that waited in the outbox is not moved by the wait', () => {
    expect(hit({ sentAt: NOW - 100 }, { ts: NOW - 2 * DAY }).ts).toBe(NOW - 2 * DAY)
  })

  it('a little ahead of ours becomes ours, and further ahead drops', () => {
    expect(hit({}, { ts: NOW + 60 * SECOND }).ts).toBe(NOW)
    expect(verdict({}, { ts: NOW + 60 * SECOND + 1 })).toBe('future')
    expect(verdict(backend, { ts: NOW + 60 * SECOND + 1 })).toBe('future')
  })

  it('may be up to seven days ago, or any from a backend', () => {
    expect(verdict({}, { ts: NOW - 7 * DAY })).toBe('kept')
    expect(verdict({}, { ts: NOW - 7 * DAY - 1 })).toBe('too_old')
    expect(hit(backend, { ts: 0 }).ts).toBe(0)
  })

  it('of a backend is what it says, whatever its clock', () => {
    expect(hit({ ...backend, sentAt: NOW - DAY }).ts).toBe(pageView.ts)
  })
})
