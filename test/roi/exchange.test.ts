import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  daysConcerned,
  type Exchange,
  exchanged,
  exchangeOn,
  inTurn,
  isSameExchange,
  SAME,
} from '../../collector/roi/exchange.ts'
import { AMOUNT_MAX } from '../../shared/money.ts'
import { parseRate } from '../../shared/rates.ts'

const DAY = 20261102

/** Units per euro, whatever the day. */
const table =
  (rates: Record<string, string>) =>
  (currency: string): number | undefined =>
    parseRate(rates[currency] ?? '')

function on(rates: Record<string, string>, from: string, to: string): Exchange {
  const exchange = exchangeOn(DAY, from, to, table(rates))
  if (!exchange) throw new Error('a rate is missing')
  return exchange
}

describe('an amount in another currency', () => {
  it.each([
    // Amount, currency, units per euro, target, units per euro, and what it is there.
    [10_000, 'USD', '1.2500', 'EUR', '', 8000],
    [10_000, 'USD', '1.1765', 'EUR', '', 8500],
    [3000, 'GBP', '0.8000', 'EUR', '', 3750],
    [8000, 'EUR', '', 'USD', '1.25', 10_000],
    [1200, 'JPY', '160', 'EUR', '', 750],
    [750, 'EUR', '', 'JPY', '160', 1200],
    [1000, 'EUR', '', 'KWD', '0.35', 3500],
    [3000, 'GBP', '0.8', 'USD', '1.25', 4688],
    [3000, 'GBP', '0.8', 'JPY', '160', 6000],
  ])('%i %s at %s in %s at %s is %i', (amount, from, fromRate, to, toRate, expected) => {
    expect(exchanged(amount, on({ [from]: fromRate, [to]: toRate }, from, to))).toBe(expected)
  })

  it('is rounded once, halves away from zero', () => {
    const halving = on({ USD: '2' }, 'USD', 'EUR')
    expect([1, 3, -1, -3, 2, 0].map((amount) => exchanged(amount, halving))).toEqual([
      1, 2, -1, -2, 1, 0,
    ])
  })

  it('is not rounded on its way over the euro', () => {
    // 1 JPY is 0.00625 euro, which is a cent rounded, and 0.625 US cents exactly.
    expect(exchanged(100, on({ JPY: '160', USD: '1' }, 'JPY', 'USD'))).toBe(63)
    expect(exchanged(1, on({ JPY: '160', KRW: '1600' }, 'JPY', 'KRW'))).toBe(10)
  })

  it('is itself in its own currency, for which no rate is asked', () => {
    const asked: string[] = []
    const exchange = exchangeOn(DAY, 'USD', 'USD', (currency) => void asked.push(currency))
    expect(exchange).toBe(SAME)
    expect(asked).toEqual([])
    expect(exchanged(AMOUNT_MAX, SAME)).toBe(AMOUNT_MAX)
  })

  it('needs both rates, and asks for both even when the first is missing', () => {
    const asked: string[] = []
    const rateOn = (currency: string) => void asked.push(currency)
    expect(exchangeOn(DAY, 'USD', 'GBP', rateOn)).toBeUndefined()
    expect(asked).toEqual(['USD', 'GBP'])
    asked.length = 0
    expect(exchangeOn(DAY, 'EUR', 'GBP', rateOn)).toBeUndefined()
    expect(asked).toEqual(['GBP'])
  })

  it('can be more than an amount can be', () => {
    const toRupiah = on({ IDR: '17000' }, 'EUR', 'IDR')
    expect(exchanged(AMOUNT_MAX, toRupiah)).toBeUndefined()
    expect(exchanged(-AMOUNT_MAX, toRupiah)).toBeUndefined()
    expect(exchanged(5_000_000, toRupiah)).toBe(85_000_000_000)
  })

  it('is off by at most half a minor unit, and larger for a larger amount', () => {
    const units = fc.integer({ min: 1, max: 500_000_000_000 })
    const amount = fc.integer({ min: 0, max: 10_000_000 })
    fc.assert(
      fc.property(units, units, amount, (usd, gbp, some) => {
        const exchange = exchangeOn(DAY, 'USD', 'GBP', (of) => (of === 'USD' ? usd : gbp))
        const here = exchange && exchanged(some, exchange)
        fc.pre(here !== undefined)
        const off = 2n * (BigInt(here) * BigInt(usd) - BigInt(some) * BigInt(gbp))
        expect((off < 0n ? -off : off) <= BigInt(usd)).toBe(true)
        const more = exchange && exchanged(some + 1, exchange)
        expect(more === undefined || more >= here).toBe(true)
      }),
    )
  })
})

describe('two exchanges', () => {
  const toEuro = on({ USD: '1.25' }, 'USD', 'EUR')

  it('follow on one another without rounding', () => {
    const there = on({ JPY: '160' }, 'EUR', 'JPY')
    expect(
      isSameExchange(inTurn(toEuro, there), on({ USD: '1.25', JPY: '160' }, 'USD', 'JPY')),
    ).toBe(true)
  })

  it('are the same when they give the same, however they were found', () => {
    expect(isSameExchange(toEuro, on({ USD: '1.2500' }, 'USD', 'EUR'))).toBe(true)
    expect(isSameExchange(toEuro, on({ USD: '1.25000001' }, 'USD', 'EUR'))).toBe(false)
  })
})

describe('a changed rate', () => {
  const none = () => undefined

  it('concerns its day and the seven after it', () => {
    expect(daysConcerned([20261102], none)).toEqual([{ from: 20261102, to: 20261109 }])
    expect(daysConcerned([20261228], none)).toEqual([{ from: 20261228, to: 20270104 }])
  })

  it('concerns no day that has a later rate', () => {
    const next = (day: number) => (day < 20261103 ? 20261103 : 20261130)
    expect(daysConcerned([20261102], next)).toEqual([{ from: 20261102, to: 20261102 }])
    expect(daysConcerned([20261103], next)).toEqual([{ from: 20261103, to: 20261110 }])
  })

  it('makes one range with its neighbours, and leaves gaps out', () => {
    expect(daysConcerned([20261110, 20261102, 20261103, 20261102], none)).toEqual([
      { from: 20261102, to: 20261117 },
    ])
    expect(daysConcerned([20261102, 20261112], none)).toEqual([
      { from: 20261102, to: 20261109 },
      { from: 20261112, to: 20261119 },
    ])
    expect(daysConcerned([], none)).toEqual([])
  })
})
