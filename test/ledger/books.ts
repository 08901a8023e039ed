import type {
  ConversionFact,
  ConversionName,
  NameFact,
  RefundFact,
} from '../../collector/ledger/facts.ts'
import { localDay } from '../../collector/roi/dates.ts'
import { addDays } from '../../shared/dates.ts'
import { isNoConversion } from '../../shared/wire/goals.ts'
import { settings } from './shop.ts'
import type { Step } from './steps.ts'

interface Book {
  currency: string
  timeZone: string
  /** By 'USD 20260901'. */
  rates: Map<string, number>
}

/** What the test itself makes of rates: by way of the euro, both on the last day that has one. */
function here(book: Book, amount: number, from: string, to: string, ts: number) {
  if (from === to) return amount
  const units = [from, to].map((currency) => {
    if (currency === 'EUR') return 100_000_000
    const day = localDay(ts, book.timeZone)
    for (let ago = 0; ago <= 7; ago++) {
      const found = book.rates.get(`${currency} ${addDays(day, -ago)}`)
      if (found !== undefined) return found
    }
    return undefined
  })
  const [per, by] = units
  if (per === undefined || by === undefined) return undefined
  return Number((2n * BigInt(amount) * BigInt(by) + BigInt(per)) / (2n * BigInt(per)))
}

function bookOf(list: readonly Step[]): Book {
  const book: Book = { currency: 'EUR', timeZone: settings.timeZone, rates: new Map() }
  for (const step of list) {
    if ('batch' in step) {
      for (const { currency, day, units } of step.batch.rates ?? [])
        book.rates.set(`${currency} ${day}`, units)
    } else {
      book.currency = step.change.currency ?? settings.currency
      book.timeZone = step.change.timeZone ?? settings.timeZone
    }
  }
  return book
}

/** The books of the test itself: the latest version of each order, and its refunds. */
export function books(list: readonly Step[]) {
  const book = bookOf(list)
  const orders = new Map<string, ConversionFact>()
  const returned = new Map<string, RefundFact>()
  const names: NameFact[] = []
  for (const step of list) {
    if (!('batch' in step)) continue
    for (const fact of step.batch.conversions ?? []) {
      const key = `${fact.goal} ${fact.transactionId}`
      const before = orders.get(key)
      if (!before || (before.updatedAt ?? 0) <= (fact.updatedAt ?? 0)) orders.set(key, fact)
    }
    names.push(...(step.batch.names ?? []))
    for (const fact of step.batch.refunds ?? [])
      returned.set(`${fact.transactionId} ${fact.refundId}`, fact)
  }
  const counted = [...orders.values()].filter(isCounted).flatMap((order) => {
    const value = worth(book, order, [...orders.values()])
    return value === undefined ? [] : [{ order, value }]
  })
  const lowered = [...returned.values()].map((fact) => ({
    ...fact,
    ...meantBy(fact, orders, names),
  }))
  return counted.map(({ order, value }) => ({
    order,
    value,
    left: cashLeft(book, order, lowered),
  }))
}

/** Of an order that is not there, or cancelled, what its names lead to; the refund's own name, where nowhere. */
function meantBy(
  { goal, transactionId }: ConversionName,
  orders: ReadonlyMap<string, ConversionFact>,
  names: readonly NameFact[],
): ConversionName {
  let at: ConversionName | undefined = { goal, transactionId }
  for (let steps = 0; at && steps < 9; steps++) {
    const { goal: goalOf, transactionId: idOf }: ConversionName = at
    const order = orders.get(`${goalOf} ${idOf}`)
    if (order && order.status !== 'cancelled') return at
    at = names
      .filter(({ name }) => name.goal === goalOf && name.transactionId === idOf)
      .map(({ of }) => of)
      .sort((a, b) => (a.goal < b.goal ? -1 : 1))[0]
  }
  return { goal, transactionId }
}

const isCounted = ({ status, historical }: ConversionFact): boolean =>
  !isNoConversion(status) && status !== 'open' && status !== 'lost' && !historical

/** A lead is worth what its deals have brought, once one was won or all were lost. */
function worth(book: Book, order: ConversionFact, all: readonly ConversionFact[]) {
  const money = ({ value, currency, ts }: ConversionFact) =>
    here(book, value, currency, book.currency, ts)
  const deals = all.filter(
    ({ goal, status, origin }) =>
      goal === 'deal' &&
      !isNoConversion(status) &&
      origin?.goal === order.goal &&
      origin.transactionId === order.transactionId,
  )
  const won = deals.filter(({ status }) => status !== 'open' && status !== 'lost')
  if (order.goal !== 'lead' || deals.length === 0) return money(order)
  if (won.length === 0 && deals.some(({ status }) => status === 'open')) return money(order)
  const values = won.map(money)
  return values.some((value) => value === undefined)
    ? undefined
    : values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

function cashLeft(book: Book, order: ConversionFact, returned: readonly RefundFact[]): number {
  let left = order.total ?? order.value
  const own = returned.filter(
    ({ goal, transactionId }) => goal === order.goal && transactionId === order.transactionId,
  )
  for (const refund of own.sort((a, b) => a.ts - b.ts || (a.refundId < b.refundId ? -1 : 1))) {
    const amount = here(book, refund.amount, refund.currency, order.currency, order.ts)
    if (amount !== undefined && amount <= left) left -= amount
  }
  return left
}
