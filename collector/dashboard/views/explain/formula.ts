import { count, money } from '../../format/numbers.ts'
import type { FigureKind } from '../../ui/figure.tsx'

/** What a measure is, in words. Those that are counted or added up say so. */
const IN_WORDS: Readonly<Record<string, string>> = {
  roi: '(value − cost) ÷ cost',
  roas: 'value ÷ cost',
  profit: 'value − cost',
  cpa: 'cost ÷ conversions',
  cac: 'cost ÷ new customers',
  aov: 'revenue ÷ conversions',
  margin: 'revenue − cost of goods',
  repeat_rate: 'customers who have bought before ÷ all who bought',
  conversions_per_touch: 'conversions ÷ touches',
  conversion_rate: 'what converted ÷ all of them',
  ...Object.fromEntries(
    [30, 90, 180, 365].map((days) => [
      `ltv_${days}`,
      `what they have brought on the days 0 to ${days} ÷ customers`,
    ]),
  ),
  difference_value: 'claimed − credited',
  difference_conversions: 'claimed − credited',
  ratio_value: 'claimed ÷ credited',
  ratio_conversions: 'claimed ÷ credited',
  ltv_to_date: 'what they have brought ÷ customers',
  ltv_to_cac: 'what they have brought ÷ what winning them cost',
  ltv_by_age: 'what they have brought up to that day ÷ customers',
  bought_again: 'customers who had ordered again ÷ customers',
  'cohorts cac': 'cost ÷ customers',
  'cohorts repeat_rate': 'customers who have ordered again ÷ customers',
  net: 'gross sales − discounts − tax − shipping − refunds',
  difference: 'cash paid − (gross sales − discounts)',
}

/** What is counted: of visits, of carts, and of the bridge. */
const COUNTS = [
  ...['visit', 'view', 'cart', 'checkout', 'order', 'visit_drop_off', 'view_drop_off'],
  ...['cart_drop_off', 'checkout_drop_off', 'orders', 'visits', 'carts', 'abandoned_carts'],
  ...['open_carts', 'carts_without_value'],
  'count',
  ...['clicks', 'impressions', 'difference_conversions', 'credited_conversions'],
  ...['customers', 'returned'],
  ...['attributed_orders', 'unattributed_orders', 'orders_without_total'],
]

const KINDS: Readonly<Record<string, FigureKind>> = {
  ...{ roi: 'percent', repeat_rate: 'percent', roas: 'factor' },
  ...{ conversions: 'count', new_customers: 'count', touches: 'count' },
  conversions_per_touch: 'factor',
  ...{ journeys: 'count', conversion_rate: 'percent' },
  ...Object.fromEntries(COUNTS.map((measure): [string, FigureKind] => [measure, 'count'])),
  ...{ median_days: 'count', median_touches: 'count', median_days_to_conversion: 'count' },
  ...{ ratio_value: 'factor', ratio_conversions: 'factor' },
  ...{ ltv_to_cac: 'factor', payback_day: 'day', bought_again: 'percent' },
}

export const kindOf = (measure: string): FigureKind => KINDS[measure] ?? 'money'

/** Measures in whose formula a number is an amount of money: before the ÷, and behind it. */
const COUNTED_BEFORE = [
  ...COUNTS,
  ...['conversions', 'new_customers', 'touches', 'repeat_rate'],
  ...['journeys', 'conversion_rate', 'median_days', 'median_touches'],
  ...['median_days_to_conversion', 'bought_again', 'ratio_conversions'],
]
const COUNTED_AFTER = [
  ...['cpa', 'cac', 'aov', 'repeat_rate', 'conversions_per_touch'],
  'conversion_rate',
  ...['ltv_30', 'ltv_90', 'ltv_180', 'ltv_365', 'ltv_to_date', 'bought_again'],
  'ltv_by_age',
  'ratio_conversions',
]

export interface ShownFormula {
  /** `(value − cost) ÷ cost` */
  words: string | undefined
  /** The same with its numbers, as the reader writes them: `(€134.85 − €500.00) ÷ €500.00`. */
  numbers: string
}

/** What of an answer's cell says how it comes about. */
interface ExplainedFormula {
  formula: string
  measure: string
  /** Of a figure of another report than that of ROI. */
  report?: string
}

/**
 * The formula of an answer, `ROI = (134.85 − 500.00) ÷ 500.00 = −0.7303`, without its name and its result.
 * @param locale the reader's when it is left out
 */
export function shownFormula(
  { formula, measure, report = '' }: ExplainedFormula,
  currency: string,
  locale?: string,
): ShownFormula {
  const sides = formula.split(' = ').slice(1)
  const why = sides.at(-1)?.match(/^null, (.*)/)?.[1]
  const middle = sides.length > 1 ? sides.slice(0, -1).join(' = ') : ''
  const [before = '', ...after] = middle.split(' ÷ ')
  const spelt = (text: string, isCounted: boolean) => numbersOf(text, isCounted, currency, locale)
  const first = ['conversions_per_touch', ...COUNTED_BEFORE].includes(measure)
  const numbers = [
    spelt(before, first),
    ...after.map((text) => spelt(text, COUNTED_AFTER.includes(measure))),
  ].join(' ÷ ')
  const words = IN_WORDS[`${report} ${measure}`] ?? IN_WORDS[measure]
  return {
    words,
    numbers: why === undefined ? numbers : `${numbers}${numbers && ': none, '}${why}`,
  }
}

function numbersOf(text: string, isCounted: boolean, currency: string, locale?: string): string {
  return text.replaceAll(/−?\d+(?:\.\d+)?/g, (number) => {
    const decimal = number.replace('−', '-')
    return isCounted ? count(decimal, locale) : money(decimal, currency, locale)
  })
}

/** A ratio as the API has it: `−0.7303` beside −73 %. */
export const exactly = (result: string | number | null): string | undefined =>
  typeof result === 'number' ? String(result).replace('-', '−') : undefined
