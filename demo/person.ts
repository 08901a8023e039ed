import { ENTRANCES, type Entrance } from './entrances.ts'
import { parisDay } from './paris.ts'
import type { Random } from './random.ts'
import type { IdentityRecord, Order, VisitorRecord } from './records.ts'
import { type Buyer, drawOrder } from './sale.ts'
import { drawReturn } from './timetable.ts'
import { browse, checkOut, drawBrowser, drawCart, fillCart, Visit } from './visit.ts'

/** All that one person left behind. */
export interface PersonRecord {
  visitors: VisitorRecord[]
  orders: Order[]
  identities: IdentityRecord[]
  /** The entrance of each visit, with its day: what the ads cost follows from it. */
  arrivals: { entrance: Entrance; day: number }[]
}

const VISITS_MAX = 9
/** Chances of an order in a visit, before the entrance's own factor. */
const BUYS_FIRST = 0.036
const BUYS_LATER = 0.086
/** Chance that a visit which ends without an order leaves a cart. */
const CART_LEFT = 0.09
const SUBSCRIBES = 0.05

/** Walks one person through the shop, from a first visit at `ts` until the period ends. */
export function drawPerson(
  random: Random,
  buyer: Buyer,
  start: { ts: number; latest: number; devices: number },
): PersonRecord {
  const person: PersonRecord = { visitors: [], orders: [], identities: [], arrivals: [] }
  const devices = Array.from({ length: start.devices }, () => drawDevice(random))
  let known = false
  let { ts } = start
  for (let visits = 0; visits < VISITS_MAX && ts <= start.latest; visits++) {
    const device = visits === 0 ? devices[0] : random.pick(devices)
    const entrance = drawEntrance(random, visits === 0, known)
    person.arrivals.push({ entrance, day: parisDay(ts) })
    const visit = new Visit(random, ts)
    const outcome = walk(visit, random, { buyer, entrance, first: visits === 0 })
    if (device) remember(device, visit, random, ts)
    if (outcome.order && device) person.orders.push(sold(outcome.order, device, random))
    known ||= outcome.subscribed || outcome.order !== undefined
    if (!random.chance(known ? 0.52 : 0.27)) break
    ts = drawReturn(random, visit.ts, parisDay(ts))
  }
  person.visitors = devices.filter((device) => device.events.length > 0)
  if (person.visitors.length > 1) person.identities = signIns(person.visitors, buyer)
  return person
}

function drawDevice(random: Random): VisitorRecord {
  return {
    visitor: '',
    userAgent: drawBrowser(random),
    webdriver: false,
    events: [],
    late: random.chance(0.03),
    twice: random.chance(0.03),
  }
}

/** A browser gets its id at its first visit. */
function remember(device: VisitorRecord, visit: Visit, random: Random, ts: number): void {
  device.visitor ||= random.uuid(ts)
  device.events.push(...visit.events)
}

function drawEntrance(random: Random, first: boolean, known: boolean): Entrance {
  return random.weighted(ENTRANCES, (entrance) => {
    if (entrance.knownOnly && !first && !known) return 0
    return first ? entrance.first : entrance.again
  })
}

interface Walk {
  buyer: Buyer
  entrance: Entrance
  first: boolean
}

function walk(
  visit: Visit,
  random: Random,
  { buyer, entrance, first }: Walk,
): { order?: Order; subscribed: boolean } {
  visit.land(entrance)
  browse(visit, random)
  if (random.chance((first ? BUYS_FIRST : BUYS_LATER) * entrance.buys))
    return { order: buy(visit, random, buyer), subscribed: false }
  if (random.chance(CART_LEFT)) leaveCart(visit, random)
  const subscribed = random.chance(SUBSCRIBES)
  if (subscribed) visit.step('sign_up', { method: 'newsletter' })
  return { subscribed }
}

function leaveCart(visit: Visit, random: Random): void {
  const lines = drawCart(random)
  fillCart(visit, random, lines)
  if (random.chance(0.4)) checkOut(visit, lines)
}

function buy(visit: Visit, random: Random, buyer: Buyer): Order {
  const lines = drawCart(random)
  fillCart(visit, random, lines)
  checkOut(visit, lines)
  if (random.chance(0.8)) visit.step('add_payment_info', { payment_type: 'card' })
  const { order, prices } = drawOrder(random, buyer, lines, visit.ts)
  visit.pay(order.record.transaction_id, lines, prices)
  return order
}

/** Mostly the order carries the visitor id; now and then a page loses it. */
function sold(order: Order, device: VisitorRecord, random: Random): Order {
  const visitor = random.chance(0.97) ? { visitor: device.visitor } : {}
  return { ...order, record: { ...order.record, ...visitor, consent: 'granted' } }
}

/** The shop tells that several browsers are one customer's, by number or by address. */
function signIns(visitors: readonly VisitorRecord[], buyer: Buyer): IdentityRecord[] {
  return visitors.map(({ visitor, events }) => ({
    visitor,
    ...(buyer.customerId ? { customer_id: buyer.customerId } : { email: buyer.email }),
    ts: new Date(events[0]?.ts ?? 0).toISOString(),
  }))
}
