import { drawCosts } from './costs.ts'
import { ROBOTS } from './entrances.ts'
import { parisMidnight } from './paris.ts'
import { drawPerson, type PersonRecord } from './person.ts'
import { Random } from './random.ts'
import type { DemoData, DemoOptions, Order, VisitorRecord } from './records.ts'
import { drawBuyer, drawOrder, drawRefunds } from './sale.ts'
import { drawDay, drawTime } from './timetable.ts'
import { drawCart, SHOP_ORIGIN } from './visit.ts'

/** The last visit begins so long before the period ends that it ends within it, ms. */
const VISIT_ROOM_MS = 40 * 60_000
const TWO_DEVICES = 0.09
/** Robots, and orders of people whom the tag never saw, for each visitor. */
const ROBOTS_SHARE = 0.03
const UNSEEN_SHARE = 0.004

/**
 * A period of a shop's life. Pure: the same options give the same bytes. The period's first and
 * last visits, orders and costs lie within it; refunds may follow until its end.
 */
export function generateDemo(options: DemoOptions): DemoData {
  const random = new Random(`pathworth/${options.seed}`)
  const period = { from: options.untilDay - options.days, until: options.untilDay }
  const until = parisMidnight(period.until)
  const people = drawPeople(random.fork('people'), options, period)
  const unseen = drawUnseen(random.fork('unseen'), options, period)
  const orders = [...people.flatMap((person) => person.orders), ...unseen].sort(byTime)
  const refunding = random.fork('refunds')
  return {
    visitors: people.flatMap((person) => person.visitors).sort(byFirstHit),
    robots: drawRobots(random.fork('robots'), options, period),
    orders,
    refunds: orders.flatMap((order) => drawRefunds(refunding, order, until)),
    identities: people.flatMap((person) => person.identities),
    costs: drawCosts(
      random.fork('costs'),
      period,
      people.flatMap((person) => person.arrivals),
    ),
  }
}

interface Period {
  from: number
  until: number
}

/** People until their browsers are as many as asked for. */
function drawPeople(random: Random, { visitors }: DemoOptions, period: Period): PersonRecord[] {
  const people: PersonRecord[] = []
  const latest = parisMidnight(period.until) - VISIT_ROOM_MS
  for (let left = visitors, number = 0; left > 0; number++) {
    const own = random.fork(number)
    const ts = Math.min(drawTime(own, drawDay(own, period.from, period.until)), latest)
    const devices = left > 1 && own.chance(TWO_DEVICES) ? 2 : 1
    const person = drawPerson(own, drawBuyer(own, number), { ts, latest, devices })
    people.push(person)
    left -= person.visitors.length
  }
  return people
}

/** Orders of people who refused consent, or who rang up. */
function drawUnseen(random: Random, { visitors }: DemoOptions, period: Period): Order[] {
  const latest = parisMidnight(period.until) - VISIT_ROOM_MS
  return Array.from({ length: Math.round(visitors * UNSEEN_SHARE) }, (_, index) => {
    const ts = Math.min(drawTime(random, drawDay(random, period.from, period.until)), latest)
    const { order } = drawOrder(random, drawBuyer(random, 800_000 + index), drawCart(random), ts)
    const refused = random.chance(0.7) ? { consent: 'denied' as const } : {}
    return { ...order, record: { ...order.record, ...refused } }
  })
}

/** Robots read a few pages; half of the rest are browsers that a program drives. */
function drawRobots(random: Random, { visitors }: DemoOptions, period: Period): VisitorRecord[] {
  return Array.from({ length: Math.round(visitors * ROBOTS_SHARE) }, () => {
    const ts = drawTime(random, drawDay(random, period.from, period.until))
    const pages = ['/', '/products', '/products/mug'].slice(0, random.between(1, 3))
    return {
      visitor: random.uuid(ts),
      userAgent: random.pick(ROBOTS),
      webdriver: random.chance(0.3),
      late: false,
      twice: false,
      events: pages.map((path, index) => ({
        id: random.uuid(ts + index * 300),
        name: 'page_view',
        ts: ts + index * 300,
        url: SHOP_ORIGIN + path,
        referrer: '',
        props: {},
      })),
    }
  })
}

const byTime = (a: Order, b: Order): number => a.ts - b.ts

const byFirstHit = (a: VisitorRecord, b: VisitorRecord): number =>
  (a.events[0]?.ts ?? 0) - (b.events[0]?.ts ?? 0)
