import { formatAmount } from '../../shared/money.ts'
import type { FunnelBy } from '../../shared/wire/funnel.ts'
import { fourDecimals } from './metrics.ts'

/** The steps of a visit, in their order. */
export const FUNNEL_STEPS = ['visit', 'view', 'cart', 'checkout', 'order'] as const
export type FunnelStep = (typeof FUNNEL_STEPS)[number]

/** All visits of one name: a channel, a country… */
export interface VisitSum {
  name: string
  visits: number
}

/** Visits of a name whose furthest step is this one, beyond the visit itself. */
export interface LevelSum {
  name: string
  /** Place in FUNNEL_STEPS: 1 to 4. */
  level: number
  visits: number
  orders: number
  /** Of the orders, net of refunds; minor units. */
  value: number
}

/** Carts that nobody has ordered. */
export interface CartSum {
  name: string
  /** `open` while it may still be ordered, `abandoned` after that; `worthless` without a value. */
  state: 'abandoned' | 'open' | 'worthless'
  carts: number
  value: number
}

export interface FunnelInput {
  by: FunnelBy
  currency: string
  visits: readonly VisitSum[]
  levels: readonly LevelSum[]
  carts: readonly CartSum[]
}

/** A step of one row. */
export interface ShownStep {
  step: FunnelStep
  /** Visits that came as far, or further. */
  visits: number
  /** Of all visits, to four decimals; null where there are none. */
  rate: number | null
  /** Visits that came here and no further; of orders there is nothing to come. */
  drop_off?: number
  /** Of the visits that came here. */
  drop_off_rate?: number | null
}

interface Cart {
  carts: number
  value: string
}

export interface FunnelRow {
  steps: ShownStep[]
  orders: number
  value: string
  /** Orders ÷ visits, to four decimals. */
  conversion_rate: number | null
  abandoned_carts: Cart
  open_carts: Cart
  carts_without_value: number
}

export type NamedFunnelRow = Partial<Record<Exclude<FunnelBy, 'none'>, string>> & FunnelRow

export interface Funnel {
  rows: NamedFunnelRow[]
  total: FunnelRow
}

interface Sums {
  /** By furthest step. */
  furthest: number[]
  orders: number
  value: number
  carts: Record<CartSum['state'], { carts: number; value: number }>
}

/**
 * The funnel by name, the most visits first. A later step implies those before it: whoever orders from
 * a page that shows no item has viewed and put into a cart all the same.
 * @throws AmountError when a sum is no exact integer
 */
export function funnelOf({ by, currency, visits, levels, carts }: FunnelInput): Funnel {
  const rows = new Map<string, Sums>()
  const total = noSums()
  const each = (name: string, add: (sums: Sums) => void) => {
    const sums = rows.get(name) ?? noSums()
    rows.set(name, sums)
    add(sums)
    add(total)
  }
  for (const sum of visits) each(sum.name, ({ furthest }) => addAt(furthest, 0, sum.visits))
  for (const sum of levels)
    each(sum.name, (sums) => {
      addAt(sums.furthest, 0, -sum.visits)
      addAt(sums.furthest, sum.level, sum.visits)
      sums.orders += sum.orders
      sums.value += sum.value
    })
  for (const sum of carts)
    each(sum.name, (sums) => {
      sums.carts[sum.state].carts += sum.carts
      sums.carts[sum.state].value += sum.value
    })
  const named = (name: string) => (by === 'none' ? {} : { [by]: name })
  return {
    rows: [...rows]
      .sort(([a, one], [b, other]) => visitsOf(other) - visitsOf(one) || (a < b ? -1 : 1))
      .map(([name, sums]) => ({ ...named(name), ...shown(sums, currency) })),
    total: shown(total, currency),
  }
}

const noSums = (): Sums => ({
  furthest: FUNNEL_STEPS.map(() => 0),
  ...{ orders: 0, value: 0 },
  carts: {
    abandoned: { carts: 0, value: 0 },
    open: { carts: 0, value: 0 },
    worthless: { carts: 0, value: 0 },
  },
})

function addAt(furthest: number[], level: number, visits: number): void {
  furthest[level] = (furthest[level] ?? 0) + visits
}

const visitsOf = ({ furthest }: Sums): number => furthest.reduce((sum, n) => sum + n, 0)

function shown(sums: Sums, currency: string): FunnelRow {
  const all = visitsOf(sums)
  const { abandoned, open, worthless } = sums.carts
  return {
    steps: stepsOf(sums.furthest, all),
    orders: sums.orders,
    value: formatAmount(sums.value, currency),
    conversion_rate: fourDecimals(sums.orders, all),
    abandoned_carts: { carts: abandoned.carts, value: formatAmount(abandoned.value, currency) },
    open_carts: { carts: open.carts, value: formatAmount(open.value, currency) },
    carts_without_value: worthless.carts,
  }
}

function stepsOf(furthest: readonly number[], all: number): ShownStep[] {
  let left = all
  return FUNNEL_STEPS.map((step, level): ShownStep => {
    const visits = left
    const stayed = furthest[level] ?? 0
    left -= stayed
    const here = { step, visits, rate: fourDecimals(visits, all) }
    if (step === 'order') return here
    return { ...here, drop_off: stayed, drop_off_rate: fourDecimals(stayed, visits) }
  })
}
