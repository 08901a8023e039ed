import { describe, expect, it } from 'vitest'
import { checkLink } from '../../collector/dashboard/views/live/check-link.ts'
import { lineText } from '../../collector/dashboard/views/live/line-text.ts'
import {
  LINES_MAX,
  type LiveEvent,
  type LiveLine,
  type LiveState,
  liveNext,
  NOTHING_YET,
} from '../../collector/dashboard/views/live/live-state.ts'

const conversion = (id: string): LiveLine => ({
  event: 'conversion',
  id,
  data: {
    ...{ seq: Number(id), received_at: '2026-11-20T12:00:00Z', ts: '2026-11-20T11:59:00Z' },
    ...{ goal: 'purchase', transaction_id: `order-${id}`, currency: 'EUR', update: false },
    ...{ value: '1089.90', status: null, sales_channel: 'web', confirmed: true },
  },
})

const hit = (id: string): LiveLine => ({
  event: 'hit',
  id,
  data: {
    ...{ seq: Number(id), received_at: '', ts: '', name: 'page_view', path: '/socks' },
    ...{ landing: 'campaign', channel: 'Email', source: 'news', medium: 'email', campaign: 'may' },
    ...{ visitor: '5f0a91c2', device: 'desktop', country: '', begins_visit: true },
  },
})

const roi = { event: 'roi', id: '', data: { total: {} } } as unknown as LiveEvent

const played = (events: readonly LiveEvent[], from: LiveState = NOTHING_YET): LiveState =>
  events.reduce<LiveState>((state, event) => liveNext(state, { change: 'event', event }), from)

const idsOf = (lines: readonly LiveLine[]) => lines.map(({ id }) => id)

describe('what happens', () => {
  it('is shown newest first, and no more of it than somebody can read', () => {
    const ids = Array.from({ length: LINES_MAX + 50 }, (_, n) => String(n + 1))
    const { lines } = played(ids.map(conversion))
    expect([lines.length, lines[0]?.id]).toEqual([LINES_MAX, String(LINES_MAX + 50)])
  })

  it('is counted from the first figures on: what was there before is shown alone', () => {
    const { lines, counts } = played([hit('1'), hit('2'), roi, hit('3'), conversion('4')])
    expect(lines).toHaveLength(4)
    expect(counts).toMatchObject({ hit: 1, conversion: 1, refund: 0 })
  })

  it('is told once, also where a connection breaks off between the two events of a fact', () => {
    const told = played([hit('41.0'), { ...hit('41'), event: 'touch' } as unknown as LiveLine])
    expect(idsOf(told.lines)).toEqual(['41', '41.0'])
    expect(played([hit('41.0'), conversion('41')], told)).toEqual(told)
    expect(idsOf(played([conversion('42')], told).lines)).toEqual(['42', '41', '41.0'])
  })

  it('goes on from a lower number where the site was taken back', () => {
    const reset = { event: 'reset', id: '5', data: { skipped: null, reason: 'restored' } } as const
    expect(idsOf(played([conversion('9'), reset, conversion('6')]).lines)).toEqual(['6', '5', '9'])
  })
})

describe('a pause', () => {
  it('holds what comes, and shows it afterwards in its order', () => {
    const paused = liveNext(played([hit('1')]), { change: 'pause' })
    const later = played([hit('2'), hit('3')], paused)
    expect([idsOf(later.lines), idsOf(later.held)]).toEqual([['1'], ['3', '2']])
    const shown = liveNext(later, { change: 'pause' })
    expect([idsOf(shown.lines), shown.held]).toEqual([['3', '2', '1'], []])
  })

  it('stays when another model is asked', () => {
    const paused = liveNext(NOTHING_YET, { change: 'pause' })
    expect(liveNext(paused, { change: 'begin' }).isPaused).toBe(true)
  })
})

describe('a line', () => {
  it('says of a conversion its value in its own currency, and what is odd about it', () => {
    const line = conversion('7')
    expect(lineText(line, 'en-GB')).toEqual({
      ...{ title: 'Conversion', text: '€1,089.90 purchase order-7', note: '' },
    })
    const odd = { ...line, data: { ...line.data, update: true, confirmed: false } } as LiveLine
    expect(lineText(odd, 'en-GB').note).toBe('another version · said by the page alone')
  })

  it('says of a hit where it was and what it brings, without what is not known', () => {
    expect(lineText(hit('1'), 'en-GB')).toEqual({
      ...{ title: 'Hit', text: 'page view /socks' },
      note: 'by a campaign · visitor …5f0a91c2 · desktop',
    })
  })
})

describe('the link that checks a tag', () => {
  it('is the page with the token, and keeps what the address has', () => {
    expect(checkLink('shop.example', 'pw_check', 'abc')).toBe('https://shop.example/?pw_check=abc')
    expect(checkLink('http://localhost:3000/a?b=1#c', 'pw_check', 'abc')).toBe(
      'http://localhost:3000/a?b=1&pw_check=abc#c',
    )
  })

  it.each(['', 'socks', 'javascript:alert(1)', 'https://', 'ht tp://a.b'])(
    'is none of %j',
    (typed) => {
      expect(checkLink(typed, 'pw_check', 'abc')).toBeUndefined()
    },
  )
})
