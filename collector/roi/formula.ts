import { formatAmount, formatMillionths, MILLIONTHS } from '../../shared/money.ts'
import type { ExplainedMeasure } from '../../shared/wire/explain.ts'
import type { CellAsked, CellTest } from './explain.ts'
import { amountPer, fourDecimals, type Sums } from './metrics.ts'
import type { CreditCell, RoiInput, Worth } from './report.ts'

/** A cell of the report: its sums, and what they were made of. */
export interface ExplainedCell {
  place: CellAsked['cell']
  sums: Sums
  cells: Pick<RoiInput, 'credits' | 'costs' | 'allocated' | 'today'>
  worth: Worth | undefined
  currency: string
  /** Whether what touches carry of overhead is added or taken off. */
  allocated: CellTest['allocated']
  /** What of the cell no cost says, so that what it has cost is not known; nothing where it is. */
  costUnknown: readonly string[]
}

/** A metric as the report shows it, and how it comes about, with the numbers in it. */
export interface Formula {
  result: string | number | null
  formula: string
}

/**
 * "ROI = (134.85 − 500.00) ÷ 500.00 = −0.7303". Amounts are in the site's currency; a cost that is not
 * known is a word, and what is made of it null, as in the report.
 * @throws AmountError when a sum is no exact integer
 */
export function formulaOf(measure: ExplainedMeasure, cell: ExplainedCell): Formula {
  const { sums, currency, costUnknown } = cell
  const amount = (minor: number) => formatAmount(minor, currency)
  const isKnown = costUnknown.length === 0
  const [value, cost] = [amount(sums.value), isKnown ? amount(sums.cost) : 'cost']
  const ofCost = (text: string, result: string | number | null): Formula =>
    isKnown
      ? equation(text, result)
      : { result: null, formula: `${text} = null, ${untold(costUnknown)}` }
  switch (measure) {
    case 'roi':
      return ofCost(
        `ROI = (${value} − ${cost}) ÷ ${cost}`,
        fourDecimals(sums.value - sums.cost, sums.cost),
      )
    case 'roas':
      return ofCost(`ROAS = ${value} ÷ ${cost}`, fourDecimals(sums.value, sums.cost))
    case 'profit':
      return ofCost(`profit = ${value} − ${cost}`, amount(sums.value - sums.cost))
    case 'cost':
      return costOf(cell, amount)
    case 'cpa':
      return ofCost(
        `CPA = ${cost} ÷ ${formatMillionths(sums.conversions)}`,
        amountPer(sums.cost, sums.conversions, currency),
      )
    case 'cac':
      return ofCost(
        `CAC = ${cost} ÷ ${formatMillionths(sums.acquired)}`,
        amountPer(sums.cost, sums.acquired, currency),
      )
    default:
      return earnedOf(measure, cell, amount)
  }
}

type Earned = Exclude<ExplainedMeasure, 'roi' | 'roas' | 'profit' | 'cost' | 'cpa' | 'cac'>

/** What has no cost in it. */
function earnedOf(measure: Earned, cell: ExplainedCell, amount: Amount): Formula {
  const { sums, currency } = cell
  const conversions = formatMillionths(sums.conversions)
  switch (measure) {
    case 'value':
      if (cell.place === 'fx_difference')
        return equation('value = what rates moved between sales and refunds', amount(sums.value))
      return equation(`value = ${valueTerms(cell, amount)}`, amount(sums.value))
    case 'conversions':
      return counted('conversions', conversions)
    case 'new_customers':
      return counted('new customers', formatMillionths(sums.acquired))
    case 'touches':
      return counted('touches', sums.touches)
    case 'aov':
      return equation(
        `AOV = ${amount(sums.revenue)} ÷ ${conversions}`,
        amountPer(sums.revenue, sums.conversions, currency),
      )
    case 'margin':
      return equation(
        `margin = ${amount(sums.revenue)} − ${amount(sums.goods)} cost of goods`,
        amount(sums.revenue - sums.goods),
      )
    case 'repeat_rate':
      return repeatRate(sums)
    case 'conversions_per_touch':
      return equation(
        `conversions per touch = ${conversions} ÷ ${sums.touches}`,
        fourDecimals(sums.conversions, sums.touches * MILLIONTHS),
      )
  }
}

/** What is known of it, such as discounts, is shown. */
function costOf(cell: ExplainedCell, amount: Amount): Formula {
  const { sums, costUnknown } = cell
  const terms = `cost = ${costTerms(cell, amount)}`
  if (costUnknown.length === 0) return equation(terms, amount(sums.cost))
  if (sums.cost === 0) return { result: null, formula: `cost = null, ${untold(costUnknown)}` }
  const { result, formula } = equation(terms, amount(sums.cost))
  return { result, formula: `${formula}, and more that is not known, ${untold(costUnknown)}` }
}

const untold = (dimensions: readonly string[]): string =>
  `since no cost says its ${dimensions.join(', ')}`

function repeatRate({ acquired, retained }: Sums): Formula {
  const [some, all] = [retained, acquired + retained].map(formatMillionths)
  return equation(`repeat rate = ${some} ÷ ${all}`, fourDecimals(retained, acquired + retained))
}

const counted = (name: string, result: string | number): Formula =>
  equation(`${name} = what the parts add up to`, result)

/** Below zero with the sign of mathematics, which no other hyphen is taken for. */
export function equation(text: string, result: string | number | null): Formula {
  const shown = result === null ? 'null, since nothing is divided by nothing' : String(result)
  return { result, formula: `${text} = ${shown}`.replaceAll(/(?<![\w-])-(?=\d)/g, '−') }
}

type Amount = (minor: number) => string

/** `sign` is the operator that stands before a term; one that is zero is left out behind the first. */
type Term = readonly [sign: '+' | '−', minor: number, label: string]

const joined = (first: readonly [number, string], more: readonly Term[], amount: Amount): string =>
  [
    `${amount(first[0])} ${first[1]}`,
    ...more
      .filter(([, minor]) => minor !== 0)
      .map(([sign, minor, label]) => `${sign} ${amount(minor)} ${label}`),
  ].join(' ')

function valueTerms({ cells: { credits }, worth }: ExplainedCell, amount: Amount): string {
  const sum = (of: (cell: CreditCell) => number) =>
    credits.reduce((total, cell) => total + of(cell), 0)
  const terms: Term[] = [['−', sum(({ refunded }) => refunded), 'refunded']]
  if (worth?.discountAs === 'cost') {
    terms.push(['+', sum((cell) => cell.discount - cell.discountReturned), 'of discounts'])
  }
  if (worth?.value === 'margin') {
    terms.push(['−', sum((cell) => cell.costOfGoods - cell.goodsReturned), 'cost of goods'])
  }
  return joined([sum(({ value }) => value), 'credited'], terms, amount)
}

function costTerms({ cells, sums, allocated }: ExplainedCell, amount: Amount): string {
  const { today, costs, allocated: carried = [] } = cells
  const booked = costs
    .filter(({ accrues, day }) => !accrues || day <= today)
    .reduce((sum, cell) => sum + cell.amount, 0)
  const shared = carried.reduce((sum, cell) => sum + cell.amount, 0)
  const discounts = sums.cost - booked - allocated * shared
  const terms: Term[] = [
    allocated === -1
      ? ['−', shared, 'that touches carry']
      : ['+', allocated * shared, 'of overhead'],
    ['+', discounts, 'of discounts'],
  ]
  return joined([booked, 'booked'], terms, amount)
}
