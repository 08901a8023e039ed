import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addHit, type CutHit, cutVisits, type Visit } from '../../collector/journey/visits.ts'
import { type Landing, land } from '../../collector/touch/landing.ts'
import { MINUTE_MS } from '../../shared/dates.ts'

const minutesOf = (minutes: number): number => minutes * MINUTE_MS
const hoursOf = (hours: number): number => minutesOf(hours * 60)

const rules = { ownHosts: ['shop.example', 'shop.fr'], siteRules: [] }

const landed = (query: string, referrer = ''): Landing =>
  land(`https://www.shop.example/jackets${query}`, referrer, rules)

const NOTHING = landed('')
const CPC = landed('?utm_source=google&utm_medium=cpc&utm_campaign=autumn')
const NEWS = landed('?utm_source=news&utm_medium=email&utm_campaign=autumn')
const SEARCH = landed('', 'https://www.google.com/')
const OWN = landed('', 'https://blog.shop.example/')
const PAID = landed('?order=1', 'https://www.paypal.com/')

/** A hit so many ms after the first; its id is its place among those of the case. */
const hit = (ts: number, landing: Landing = NOTHING, seq = ts): CutHit => ({
  seq,
  eventId: `00000000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`,
  ts,
  landing,
})

/** When each visit began, in ms. */
const beginnings = (...hits: CutHit[]): number[] => cutVisits(hits).map(({ first }) => first.ts)

const inMinutes = (...hits: [minute: number, landing: Landing][]): number[] =>
  beginnings(...hits.map(([minute, landing]) => hit(minutesOf(minute), landing))).map(
    (ts) => ts / MINUTE_MS,
  )

describe('a visit', () => {
  test('goes on for exactly 30 minutes without a hit', () => {
    expect(beginnings(hit(0), hit(minutesOf(30)))).toEqual([0])
  })

  test('has ended a millisecond later', () => {
    expect(beginnings(hit(0), hit(minutesOf(30) + 1))).toEqual([0, minutesOf(30) + 1])
  })

  test('goes on as long as hits come, and ends with its last', () => {
    const hits = [0, 25, 50, 75, 100].map((minute) => hit(minutesOf(minute)))
    expect(cutVisits(hits)).toMatchObject([{ first: { ts: 0 }, end: minutesOf(100) }])
  })

  test('begins anew with another campaign', () => {
    expect(inMinutes([0, CPC], [5, NEWS])).toEqual([0, 5])
  })

  test('begins anew with a campaign after none', () => {
    expect(inMinutes([0, NOTHING], [5, CPC])).toEqual([0, 5])
  })

  test('goes on without a campaign after one', () => {
    expect(inMinutes([0, CPC], [5, NOTHING])).toEqual([0])
  })

  test.each([
    ['source', '?utm_source=bing&utm_medium=cpc&utm_campaign=autumn'],
    ['medium', '?utm_source=google&utm_medium=display&utm_campaign=autumn'],
    ['campaign', '?utm_source=google&utm_medium=cpc&utm_campaign=winter'],
    ['content', '?utm_source=google&utm_medium=cpc&utm_campaign=autumn&utm_content=blue'],
    ['click id', '?utm_source=google&utm_medium=cpc&utm_campaign=autumn&gclid=B'],
  ])('begins anew with another %s', (_, query) => {
    expect(inMinutes([0, CPC], [5, landed(query)])).toEqual([0, 5])
  })

  test('begins anew with another click on the same ad, and not with the same click', () => {
    const click = (id: string) => landed(`?utm_source=google&utm_medium=cpc&gclid=${id}`)
    expect(inMinutes([0, click('A')], [5, click('B')])).toEqual([0, 5])
    expect(inMinutes([0, click('A')], [5, click('A')])).toEqual([0])
  })

  test('goes on with the id of another receiver of the same e-mail', () => {
    const mail = (id: string) => landed(`?utm_source=news&utm_medium=email&mc_eid=${id}`)
    expect(inMinutes([0, mail('ana')], [5, mail('ben')])).toEqual([0])
  })

  test('begins anew with another external referrer, and not with the same', () => {
    expect(inMinutes([0, CPC], [5, SEARCH])).toEqual([0, 5])
    expect(inMinutes([0, SEARCH], [5, SEARCH])).toEqual([0])
  })

  test('goes on with its own campaign, however long it has lasted', () => {
    const pages: [number, Landing][] = [10, 20, 30, 40].map((minute) => [minute, NOTHING])
    expect(inMinutes([0, CPC], ...pages, [41, CPC])).toEqual([0])
  })
})

describe('two tabs with two campaigns', () => {
  test('are two visits, however often one looks from one to the other', () => {
    expect(
      inMinutes([0, CPC], [5, NEWS], [10, CPC], [15, NEWS], [20, CPC], [25, NEWS], [30, CPC]),
    ).toEqual([0, 5])
  })

  test('stay two while each shows its campaign again within half an hour', () => {
    const looks: [number, Landing][] = [0, 25, 50, 75].flatMap((minute): [number, Landing][] => [
      [minute, CPC],
      [minute + 5, NEWS],
    ])
    expect(inMinutes(...looks)).toEqual([0, 5])
  })

  test('are three visits when the first comes back after more than half an hour', () => {
    expect(inMinutes([0, CPC], [5, NEWS], [20, NOTHING], [30, CPC])).toEqual([0, 5])
    expect(inMinutes([0, CPC], [5, NEWS], [20, NOTHING], [31, CPC])).toEqual([0, 5, 31])
  })

  test('count from when the first was shown last, and not from when it began', () => {
    expect(inMinutes([0, CPC], [20, CPC], [25, NEWS], [50, CPC])).toEqual([0, 25])
  })

  test('do not let a third pass for one of them', () => {
    expect(inMinutes([0, CPC], [5, NEWS], [10, SEARCH], [15, CPC], [20, NEWS])).toEqual([0, 5, 10])
  })

  test('are forgotten when a visit has ended by idling', () => {
    expect(inMinutes([0, CPC], [31, NEWS], [32, CPC])).toEqual([0, 31, 32])
  })
})

describe('a return from a payment or login host', () => {
  test('carries the visit on after 45 minutes', () => {
    expect(inMinutes([0, CPC], [45, PAID])).toEqual([0])
  })

  test('carries it on after exactly a day, and not a millisecond more', () => {
    expect(beginnings(hit(0, CPC), hit(hoursOf(24), PAID))).toEqual([0])
    expect(beginnings(hit(0, CPC), hit(hoursOf(24) + 1, PAID))).toEqual([0, hoursOf(24) + 1])
  })

  test('begins a direct visit after 25 hours', () => {
    const visits = cutVisits([hit(0, CPC), hit(hoursOf(25), PAID)])
    expect(visits).toMatchObject([{ end: 0 }, { first: { landing: { channel: 'Direct' } } }])
  })

  test('lets the next page go on from there', () => {
    expect(inMinutes([0, CPC], [45, PAID], [75, NOTHING])).toEqual([0])
    expect(inMinutes([0, CPC], [45, PAID], [76, NOTHING])).toEqual([0, 76])
  })

  test('is no licence for a page without one', () => {
    expect(inMinutes([0, CPC], [45, NOTHING])).toEqual([0, 45])
    const notPaypal = landed('?order=1', 'https://www.notpaypal.com/')
    expect(inMinutes([0, CPC], [5, notPaypal])).toEqual([0, 5])
  })
})

describe('a link of a mail about an order', () => {
  const SHIPPED = landed('?utm_source=shop&utm_medium=email&utm_campaign=shipping-confirmation')
  const daysOf = (days: number): number => hoursOf(24 * days)

  test('carries the visit on for exactly thirty days, and not a millisecond more', () => {
    expect(beginnings(hit(0, CPC), hit(daysOf(30), SHIPPED))).toEqual([0])
    expect(beginnings(hit(0, CPC), hit(daysOf(30) + 1, SHIPPED))).toEqual([0, daysOf(30) + 1])
  })

  test('keeps that nobody was there in between', () => {
    const [visit] = cutVisits([hit(0, CPC), hit(daysOf(5), SHIPPED)])
    expect(visit).toMatchObject({ end: daysOf(5), away: [[0, daysOf(5)]] })
  })

  test('lets the next page go on from there, and the next campaign begin a visit', () => {
    const day = 24 * 60
    expect(inMinutes([0, CPC], [day, SHIPPED], [day + 30, NOTHING])).toEqual([0])
    expect(inMinutes([0, CPC], [day, SHIPPED], [day + 5, NEWS])).toEqual([0, day + 5])
  })

  test('begins a direct visit of who was never seen', () => {
    expect(cutVisits([hit(0, SHIPPED)])).toMatchObject([
      { first: { landing: { channel: 'Direct' } } },
    ])
  })

  test('is no newsletter: that begins a visit', () => {
    expect(inMinutes([0, CPC], [5, NEWS])).toEqual([0, 5])
  })
})

describe("a link between the site's own hosts", () => {
  test('never begins a visit, tagged or not', () => {
    const tagged = landed('?utm_source=banner&utm_medium=internal', 'https://shop.fr/')
    expect(inMinutes([0, CPC], [5, OWN], [10, tagged])).toEqual([0])
  })

  test('begins one as direct when there is none to go on with', () => {
    expect(inMinutes([0, CPC], [31, OWN])).toEqual([0, 31])
    expect(cutVisits([hit(0, OWN)])).toMatchObject([{ first: { landing: { channel: 'Direct' } } }])
  })

  test('is not one from a host that ends alike', () => {
    const alike = landed('', 'https://notshop.example/')
    expect(inMinutes([0, CPC], [5, alike])).toEqual([0, 5])
  })
})

describe('hits of the same moment', () => {
  test('are cut in the order of their event ids, not of their coming', () => {
    const [first, second] = [hit(0, CPC, 1), hit(0, NEWS, 2)]
    const ids = (...hits: CutHit[]) => cutVisits(hits).map((visit) => visit.first.eventId)
    expect(ids(second, first)).toEqual([first.eventId, second.eventId])
    expect(ids(first, second)).toEqual([first.eventId, second.eventId])
  })

  test('let the campaign of a later id begin a visit of its own, of one moment', () => {
    const visits = cutVisits([hit(0, NOTHING, 1), hit(0, CPC, 2)])
    expect(visits.map(({ first, end }) => [first.seq, end])).toEqual([
      [1, 0],
      [2, 0],
    ])
  })
})

describe('visits', () => {
  const landings = fc.constantFrom(NOTHING, CPC, NEWS, SEARCH, OWN, PAID)
  // Steps of five minutes meet the edge of half an hour, and the same moment twice.
  const times = fc.integer({ min: 0, max: 30 }).map((step) => step * 5 * MINUTE_MS)
  const hits = fc
    .array(fc.tuple(times, landings), { minLength: 1, maxLength: 25 })
    .map((all) => all.map(([ts, landing], seq) => hit(ts, landing, seq)))

  test('are the same in whatever order the hits came', () => {
    const shuffled = hits.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, mixed]) => {
        expect(cutVisits(mixed)).toEqual(cutVisits(all))
      }),
    )
  })

  test('can be cut on from any visit, without the hits before it', () => {
    fc.assert(
      fc.property(hits, fc.nat(24), (all, cut) => {
        const sorted = all.toSorted((a, b) => a.ts - b.ts || a.seq - b.seq)
        const [before, after] = [sorted.slice(0, cut), sorted.slice(cut)]
        const last = after.reduce<Visit | undefined>(addHit, cutVisits(before).at(-1))
        expect(last).toEqual(cutVisits(sorted).at(-1))
      }),
    )
  })

  test('begin with a hit, in order, and hold every hit by its time', () => {
    fc.assert(
      fc.property(hits, (all) => {
        const visits = cutVisits(all)
        for (const [index, { first, end }] of visits.entries()) {
          expect(all.some(({ eventId }) => eventId === first.eventId)).toBe(true)
          expect(end).toBeGreaterThanOrEqual(first.ts)
          expect(end).toBeLessThanOrEqual(visits[index + 1]?.first.ts ?? Infinity)
        }
        expect(visits.at(-1)?.end).toBe(Math.max(...all.map(({ ts }) => ts)))
      }),
    )
  })
})
