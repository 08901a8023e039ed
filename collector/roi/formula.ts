import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type { ExplainedMeasure } from '../../shared/wire/explain.ts'
import type { CellTest } from './explain.ts'
import { amountPer, fourDecimals, type Sums } from './metrics.ts'
import type { CreditCell, RoiInput, Worth } from './report.ts'

/** A cell of the report: its sums, and what they were made of. */
export interface ExplainedCell {
  sums: Sums
  cells: Pick<RoiInput, 'credits' | 'costs' | 'allocated' | 'today'>
  worth: Worth | undefined
  currency: string
  /** Whether what touches carry of overhead is added or taken off. */
  allocated: CellTest['allocated']
}

/** A metric as the report shows it, and how it comes about, with the numbers in it. */
export interface Formula {
  result: string | number | null
  formula: string
}

/**
 * "ROI = (134.85 − 500.00) ÷ 500.00 = −0.7303". Amounts are in the site's currency.
 * @throws AmountError when a sum is no exact integer
 */
export function formulaOf(measure: ExplainedMeasure, cell: ExplainedCell): Formula {
  const { sums, currency } = cell
  const amount = (minor: number) => formatAmount(minor, currency)
  const [value, cost] = [amount(sums.value), amount(sums.cost)]
  const per = (name: string, whole: number, of: string, all: number): Formula =>
    equation(`${name} = ${amount(whole)} ÷ ${of}`, amountPer(whole, all, currency))
  switch (measure) {
    case 'roi':
      return equation(
        `ROI = (${value} − ${cost}) ÷ ${cost}`,
        fourDecimals(sums.value - sums.cost, sums.cost),
      )
    case 'roas':
      return equation(`ROAS = ${value} ÷ ${cost}`, fourDecimals(sums.value, sums.cost))
    case 'profit':
      return equation(`profit = ${value} − ${cost}`, amount(sums.value - sums.cost))
    case 'value':
      return equation(`value = ${valueTerms(cell, amount)}`, value)
    case 'cost':
      return equation(`cost = ${costTerms(cell, amount)}`, cost)
    case 'conversions':
      return counted('conversions', formatMillionths(sums.conversions))
    case 'new_customers':
      return counted('new customers', formatMillionths(sums.acquired))
    case 'touches':
      return counted('touches', sums.touches)
    case 'cpa':
      return per('CPA', sums.cost, formatMillionths(sums.conversions), sums.conversions)
    case 'aov':
      return per('AOV', sums.revenue, formatMillionths(sums.conversions), sums.conversions)
    case 'cac':
      return per('CAC', sums.cost, formatMillionths(sums.acquired), sums.acquired)
  }
}

const counted = (name: string, result: string | number): Formula =>
  equation(`${name} = what the parts add up to`, result)

/** Below zero with the sign of mathematics, which no other hyphen is taken for. */
function equation(text: string, result: string | number | null): Formula {
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
