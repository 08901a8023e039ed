import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PackedReturn } from '../../collector/attribution/contribution.ts'
import { LTV_DAYS } from '../../collector/roi/cohort-sums.ts'
import {
  CohortBook,
  type CohortFigures,
  type CohortPurchase,
  type CohortTerms,
} from '../../collector/roi/cohorts.ts'
import { addDays, daysBetween, monthOf } from '../../shared/dates.ts'
import { EMAIL, SEARCH } from './cells.ts'

const NAMES = [
  SEARCH,
  EMAIL,
  { ...SEARCH, campaign: 'winter' },
  { channel: 'Direct', source: '(direct)', medium: '(none)', campaign: '' },
]

const terms: CohortTerms = {
  by: ['channel'],
  value: 'revenue',
  refundBasis: 'sale',
  asOn: 20261231,
}

const bookOf = (more: Partial<CohortTerms> = {}) =>
  new CohortBook({ ...terms, ...more }, (tuple) => NAMES[tuple] ?? EMAIL)

const paid = (
  day: number,
  value: number,
  more: { goods?: number; isOrder?: boolean; returns?: PackedReturn[] } = {},
): CohortPurchase => ({
  ...{ day, isOrder: more.isOrder ?? true, returns: more.returns ?? [] },
  measures: { value, costOfGoods: more.goods ?? 0 },
})

/** Somebody won by one touch of their first day. */
function won(book: CohortBook, tuple: number, purchases: readonly CohortPurchase[]): void {
  const day = purchases[0]?.day ?? 0
  const customer = book.customer({ day, touches: [{ tuple, day, weight: 1 }], reason: '' })
  for (const purchase of purchases) customer?.add(purchase)
}

const cost = (day: number, amount: number, scope: Partial<typeof SEARCH> = SEARCH) => ({
  ...{ day, amount, scope },
})

describe('a cohort', () => {
  it('has its value of days 0 to N, of day N too, and not of the day after', () => {
    const book = bookOf()
    won(book, 0, [paid(20260101, 100), paid(20260131, 10), paid(20260201, 1)])
    expect(book.answer().total.ltv).toEqual([110, 111, 111, null])
  })

  it('is as old as its youngest customer', () => {
    const book = bookOf({ asOn: 20260131 })
    won(book, 0, [paid(20260101, 100)])
    expect(book.answer().total).toMatchObject({ ageDays: 30, ltv: [100, null, null, null] })
    won(book, 1, [paid(20260102, 100)])
    const { rows, total } = book.answer()
    expect(total).toMatchObject({ ageDays: 29, ltv: [null, null, null, null] })
    expect(rows.map(({ key, ageDays }) => [key[0], ageDays])).toEqual([
      ['Email', 29],
      ['Paid Search', 30],
    ])
  })

  it('has a curve of its value, a point every so many days, as far as all are that old', () => {
    const book = bookOf({ asOn: 20260122, ltvEvery: 7 })
    won(book, 0, [paid(20260101, 100), paid(20260108, 10), paid(20260109, 1)])
    expect(book.answer().total.ltvByAge).toEqual([100, 110, 111, 111])
    won(book, 0, [paid(20260110, 40)])
    expect(book.answer().total.ltvByAge).toEqual([140, 150])
  })

  it('has no curve that was not asked for, and none without a customer', () => {
    const book = bookOf()
    won(book, 0, [paid(20260101, 100)])
    expect(book.answer().total.ltvByAge).toEqual([])
    expect(bookOf({ ltvEvery: 7 }).answer().total.ltvByAge).toEqual([])
  })

  it('has the same value on its curve as of 30, 90, 180 and 365 days', () => {
    const book = bookOf({ asOn: 20270201, ltvEvery: 5 })
    won(book, 0, [paid(20260101, 100), paid(20260131, 10), paid(20260201, 1), paid(20261231, 5)])
    const { ltv, ltvByAge } = book.answer().total
    expect(LTV_DAYS.map((days) => ltvByAge[days / 5])).toEqual(ltv)
    expect(ltvByAge).toHaveLength(74)
  })

  it('has no age and no value without a customer, and its cost still', () => {
    const book = bookOf()
    book.addCost(cost(20260101, 500))
    const { rows, total } = book.answer()
    expect(rows).toMatchObject([{ month: 202601, key: ['Paid Search'], ageDays: null, cost: 500 }])
    expect(total).toMatchObject({ customers: 0, paybackDay: null, ltv: [null, null, null, null] })
    expect(total.returnedByMonth).toEqual([])
  })

  it('is paid back on the first day that the margin reaches its cost, whatever revenue did', () => {
    const book = bookOf()
    won(book, 0, [paid(20260101, 100, { goods: 60 }), paid(20260108, 50, { goods: 30 })])
    book.addCost(cost(20260105, 60))
    expect(book.answer().total.paybackDay).toBe(7)
    book.addCost(cost(20260106, 1))
    expect(book.answer().total.paybackDay).toBeNull()
  })

  it('is paid back at once where winning it cost nothing, unless it lost money on that day', () => {
    const book = bookOf()
    won(book, 0, [paid(20260101, 100)])
    won(book, 1, [paid(20260101, 100, { goods: 130 }), paid(20260103, 30)])
    const days = book.answer().rows.map(({ key, paybackDay }) => [key[0], paybackDay])
    expect(days).toEqual([
      ['Email', 2],
      ['Paid Search', 0],
    ])
  })

  it('counts a refund with its order, or on its own day, or not at all while it is to come', () => {
    const back: PackedReturn = [20260302, 40, 10, 0, 0]
    const purchase = paid(20260101, 100, { goods: 50, returns: [back] })
    const told = (more: Partial<CohortTerms>) => {
      const book = bookOf(more)
      won(book, 0, [purchase])
      const { ltv, revenue, goods } = book.answer().total
      return [ltv[0], ltv[1], revenue, goods]
    }
    expect(told({})).toEqual([60, 60, 60, 40])
    expect(told({ refundBasis: 'refund' })).toEqual([100, 60, 60, 40])
    expect(told({ asOn: 20260301 })).toEqual([100, null, 100, 50])
    expect(told({ value: 'margin' })).toEqual([20, 20, 60, 40])
  })

  it('has a whole order given back in parts leave nothing on any touch', () => {
    const book = bookOf({ refundBasis: 'refund' })
    const touches = [0, 1, 3].map((tuple) => ({ tuple, day: 20260101, weight: 1 }))
    const customer = book.customer({ day: 20260101, touches, reason: '' })
    const returns: PackedReturn[] = [
      [20260103, 1, 0, 0, 0],
      [20260104, 51, 0, 0, 0],
      [20260105, 100, 0, 0, 0],
    ]
    customer?.add(paid(20260101, 100, { returns }))
    expect(book.answer().rows.map(({ revenue }) => revenue)).toEqual([0, 0, 0])
  })

  it('cuts costs at the day asked', () => {
    const book = bookOf({ asOn: 20260110 })
    book.addCost(cost(20260110, 5))
    book.addCost(cost(20260111, 7))
    book.addCost(cost(20260109, 3, {}))
    const { rows, months, overhead, total } = book.answer()
    expect(rows).toMatchObject([{ cost: 5 }])
    expect(months).toMatchObject([{ month: 202601, cost: 8 }])
    expect([overhead, total.cost]).toEqual([3, 8])
  })

  it('tells the median of days to the first purchase by credit', () => {
    const book = bookOf()
    const touches = [
      { tuple: 0, day: 20260101, weight: 1 },
      { tuple: 0, day: 20260109, weight: 3 },
    ]
    book.customer({ day: 20260111, touches, reason: '' })?.add(paid(20260111, 1))
    expect(book.answer().rows).toMatchObject([{ medianDays: 2 }])
  })
})

const day = fc.nat(60).map((days) => addDays(20260110, days))
const amount = fc.integer({ min: 0, max: 10_001 })

const bought = fc.record({
  after: fc.nat(400),
  value: amount,
  goods: fc.integer({ min: 0, max: 12_000 }),
  isOrder: fc.boolean(),
  back: fc.option(fc.tuple(fc.nat(100), fc.nat(100))),
})

const people = fc.array(
  fc.record({
    day,
    touches: fc.array(
      fc.record({
        tuple: fc.nat(3),
        days: fc.nat(20),
        weight: fc.integer({ min: 1, max: 1_000_000 }),
      }),
      { maxLength: 4 },
    ),
    bought: fc.array(bought, { minLength: 1, maxLength: 4 }),
  }),
  { maxLength: 8 },
)

const question = fc.record({
  asOn: fc.nat(500).map((days) => addDays(20260320, days)),
  value: fc.constantFrom('revenue' as const, 'margin' as const),
  refundBasis: fc.constantFrom('sale' as const, 'refund' as const),
  by: fc.constantFrom([], ['channel' as const], ['channel' as const, 'campaign' as const]),
  cost: fc.nat(40_000),
})

type People = typeof people extends fc.Arbitrary<infer Value> ? Value : never
type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never

/** What a person pays for, in the order of time, the first purchase on the first day. */
function purchasesOf({ day: first, bought: list }: People[number], asOn: number): CohortPurchase[] {
  return list
    .map((one, at) => ({ ...one, at: at === 0 ? 0 : one.after }))
    .sort((a, b) => a.at - b.at)
    .map(({ at, value, goods, isOrder, back }, index) => {
      const on = addDays(first, at)
      const returns: PackedReturn[] = back
        ? [[addDays(on, back[0]), Math.floor((value * back[1]) / 100), 0, 0, 0]]
        : []
      return paid(on, value, { goods, isOrder: index === 0 || isOrder, returns })
    })
    .filter((purchase) => purchase.day <= asOn)
}

function fill(some: People, { cost: amount, ...more }: Question) {
  const book = bookOf(more)
  for (const person of some) {
    const touches = person.touches.map(({ days, ...touch }) => ({
      ...touch,
      day: addDays(person.day, -days),
    }))
    const customer = book.customer({ day: person.day, touches, reason: 'no_touch' })
    for (const purchase of purchasesOf(person, more.asOn)) customer?.add(purchase)
  }
  book.addCost(cost(20260115, amount))
  book.addCost(cost(20260215, 700, {}))
  return book.answer()
}

const SUMS = [
  'customers',
  'orders',
  'orderRevenue',
  'revenue',
  'goods',
  'value',
  'returned',
] as const

const sum = (figures: readonly CohortFigures[], name: (typeof SUMS)[number] | 'cost') =>
  figures.reduce((all, one) => all + one[name], 0)

/** What all of them have paid by an age, worked out as a person would. */
function worthBy(age: number, some: People, { asOn, value, refundBasis }: Question): number {
  let worth = 0
  for (const person of some)
    for (const { day: on, measures, returns } of purchasesOf(person, asOn)) {
      const aged = (at: number) => daysBetween(person.day, at) <= age
      const net = measures.value - (value === 'margin' ? measures.costOfGoods : 0)
      if (aged(on)) worth += net
      for (const [backOn, back] of returns)
        if (backOn <= asOn && aged(refundBasis === 'refund' ? backOn : on)) worth -= back
    }
  return worth
}

describe('whoever the customers are', () => {
  it('rows, the unattributed and overhead add up to the total, and so do months', () => {
    fc.assert(
      fc.property(people, question, (some, asked) => {
        const { rows, months, unattributed, overhead, total, byReason } = fill(some, asked)
        for (const name of SUMS) {
          expect(sum(rows, name) + unattributed[name]).toBe(total[name])
          expect(sum(months, name)).toBe(total[name])
        }
        expect(sum(rows, 'cost') + overhead).toBe(total.cost)
        expect(sum(months, 'cost')).toBe(total.cost)
        expect(total.customers).toBe(some.length * 1_000_000)
        const ofReasons = byReason.reduce((all, { value }) => all + value, 0)
        expect(ofReasons).toBe(unattributed.value)
        for (const [at] of LTV_DAYS.entries()) {
          const parts = [...rows, unattributed].filter(({ customers }) => customers > 0)
          if (total.ltv[at] === null || parts.length === 0) continue
          expect(parts.reduce((all, { ltv }) => all + (ltv[at] ?? Number.NaN), 0)).toBe(
            total.ltv[at],
          )
        }
      }),
    )
  })

  it('value and payback are what a person works out day by day', () => {
    fc.assert(
      fc.property(people, question, (some, asked) => {
        const { total } = fill(some, asked)
        const ages = some.map((person) => daysBetween(person.day, asked.asOn))
        const youngest = ages.length > 0 ? Math.min(...ages) : null
        expect(total.ageDays).toBe(youngest)
        if (youngest === null) return
        expect(total.value).toBe(worthBy(1000, some, asked))
        for (const [at, days] of LTV_DAYS.entries())
          expect(total.ltv[at]).toBe(youngest >= days ? worthBy(days, some, asked) : null)
        const margin = { ...asked, value: 'margin' as const }
        const days = Array.from({ length: youngest + 1 }, (_, age) => age)
        const found = days.find((age) => worthBy(age, some, margin) >= total.cost)
        expect(total.paybackDay).toBe(found ?? null)
      }),
    )
  })

  it('months are those of first purchases', () => {
    fc.assert(
      fc.property(people, question, (some, asked) => {
        const { months } = fill(some, asked)
        const first = new Set(some.map((person) => monthOf(person.day)))
        const known = months.filter(({ customers }) => customers > 0).map(({ month }) => month)
        expect(known).toEqual([...first].sort((a, b) => a - b))
      }),
    )
  })
})
