import { day, month } from '../../format/times.ts'
import { FILTER_TITLES } from '../../state/question.ts'

/** What of an explained cell names it. */
export interface NamedCell {
  cell: string
  by?: readonly string[] | string
  measure: string
  [name: string]: unknown
}

const MEASURES: Readonly<Record<string, string>> = {
  ...{ roi: 'ROI', roas: 'ROAS', profit: 'Profit', value: 'Value', cost: 'Cost', cpa: 'CPA' },
  ...{ conversions: 'Conversions', touches: 'Touches', margin: 'Margin', cac: 'CAC' },
  ...{ aov: 'AOV', new_customers: 'New customers', repeat_rate: 'Repeat rate' },
  conversions_per_touch: 'Conversions per touch',
  ...{ journeys: 'Journeys', conversion_rate: 'Conversion rate', revenue: 'Revenue' },
  ...{ median_days: 'Median days', median_touches: 'Median touches' },
  ...{ visit: 'Visits', view: 'Visits that viewed', cart: 'Visits that filled a cart' },
  ...{ checkout: 'Visits that checked out', order: 'Visits that ordered', orders: 'Orders' },
  ...{ visit_drop_off: 'Visits that left at once', view_drop_off: 'Left after viewing' },
  ...{ cart_drop_off: 'Left after the cart', checkout_drop_off: 'Left in the checkout' },
  ...{ abandoned_carts: 'Abandoned carts', abandoned_value: 'Left in abandoned carts' },
  ...{ open_carts: 'Open carts', open_value: 'In open carts', carts: 'Carts' },
  ...{ gross: 'Gross sales', discount: 'Discounts', tax: 'Tax', shipping: 'Shipping' },
  ...{ refunds: 'Refunds', net: 'Net', attributed: 'Attributed', unattributed: 'Unattributed' },
  ...{ attributed_orders: 'Attributed orders', unattributed_orders: 'Unattributed orders' },
  ...{ customers: 'Customers', returned: 'Came back', bought_again: 'Bought again' },
  ...{ ltv_30: 'LTV 30', ltv_90: 'LTV 90', ltv_180: 'LTV 180', ltv_365: 'LTV 365' },
  ...{ ltv_to_date: 'LTV to date', ltv_to_cac: 'LTV ÷ CAC', payback_day: 'Paid back' },
  ...{ median_days_to_conversion: 'Median days', ltv_by_age: 'LTV' },
  ...{ spend: 'Spend', clicks: 'Clicks', impressions: 'Impressions' },
  ...{ difference_value: 'Difference of value', ratio_value: 'Ratio of value' },
  ...{ difference_conversions: 'Difference', ratio_conversions: 'Ratio' },
  ...{ credited_value: 'Credited value', credited_conversions: 'Credited conversions' },
  ...{ count: 'How many', amount: 'Amount' },
  ...{ total: 'Cash paid', difference: 'Paid beside' },
  orders_without_total: 'Orders without a total',
  ...{ carts_without_value: 'Carts without a value', visits: 'Visits', cart_value: 'In carts' },
}

/** All figures that one place of the report may have, in the order in which they are read. */
export const MEASURE_NAMES = [
  ...['value', 'cost', 'profit', 'roi', 'roas', 'conversions', 'cpa', 'touches'],
  ...['aov', 'margin', 'new_customers', 'cac', 'repeat_rate', 'conversions_per_touch'],
] as const

export const measureTitle = (measure: string): string => MEASURES[measure] ?? spaced(measure)

export const spaced = (name: string): string => name.replaceAll('_', ' ')

const PLACES: Readonly<Record<string, string>> = {
  total: 'in total',
  unattributed: 'that no touch is credited with',
  overhead: 'of no channel (overhead)',
  not_broken_down: 'of which nobody knows whether it is of these filters',
  credited: 'credited to all touches',
  other_sales: 'of sales channels that stand apart',
  fx_difference: 'that exchange rates moved between sales and refunds',
}

/** `ROI of channel Paid Search, source google`. */
export function titleOf(cell: NamedCell): string {
  const measure = measureTitle(cell.measure)
  const category = typeof cell['category'] === 'string' ? [`category ${cell['category']}`] : []
  if (typeof cell['report'] === 'string') return `${measure} ${placeOfFigure(cell)}`
  if (cell.cell === 'row') {
    const names = (Array.isArray(cell.by) ? cell.by : [])
      .filter((dimension) => dimension !== 'category')
      .map((dimension) => `${titleOfDimension(dimension)} ${shownName(cell[dimension])}`)
    return `${measure} of ${[...names, ...category].map(spaced).join(', ')}`
  }
  const reason = typeof cell['reason'] === 'string' ? `: ${spaced(cell['reason'])}` : ''
  const apart = Array.isArray(cell['sales_channels'])
    ? `: ${cell['sales_channels'].join(', ')}`
    : ''
  return `${measure} ${PLACES[cell.cell] ?? spaced(cell.cell)}${reason}${apart}`
}

/** Places of other reports, by report and place. */
const OTHER_PLACES: Readonly<Record<string, string>> = {
  'cohorts total': 'of all customers',
  'cohorts unattributed': 'of customers that no touch is credited with',
  'reconcile total': 'in total',
  'funnel total': 'of all visits',
  'funnel without_visit': 'of orders without a visit',
  'paths closed': 'of all closed journeys',
  'paths other': 'of paths that are not told apart',
  'paths open': 'of journeys that are open',
  'paths before_period': 'of closed journeys that was spent before these days',
  'paths closed_outside': 'of journeys that close later',
  'paths left_out': 'of touches without a journey',
}

/** `of the path Paid Social → Email`. */
function placeOfFigure(cell: NamedCell): string {
  const { steps, report, by, name, reason } = cell
  if (cell.cell === 'left_out' && typeof reason === 'string') return `left out: ${spaced(reason)}`
  if (report === 'claims') return `claimed for ${campaignOf(cell)}`
  if (typeof cell['cohort'] === 'string') return placeOfCohort(cell, cell['cohort'])
  if (Array.isArray(steps)) return `of the path ${steps.map(shownName).join(' → ')}`
  if (typeof name === 'string') return `of ${titleOfDimension(String(by))} ${shownName(name)}`
  return OTHER_PLACES[`${report} ${cell.cell}`] ?? `of ${spaced(cell.cell)}`
}

const campaignOf = ({ campaign, campaign_id: id, platform }: NamedCell): string =>
  `${[campaign, id].find((name) => name) ?? 'all campaigns'} of ${spaced(String(platform))}`

/** `of Email won in January 2026, by the end of month 3`. */
function placeOfCohort({ names, ...cell }: NamedCell, cohort: string): string {
  const who = Array.isArray(names) && names.length > 0 ? names.map(shownName).join(', ') : 'all'
  return `of ${who} won in ${month(cohort)}${until(cell)}`
}

function until({ months_since: since, ltv_every: every, point }: Omit<NamedCell, 'names'>): string {
  if (typeof since === 'number') return `, by the end of month ${since}`
  const isOfAge = typeof every === 'number' && typeof point === 'number'
  return isOfAge ? `, up to day ${every * point}` : ''
}

const titleOfDimension = (dimension: string): string =>
  (FILTER_TITLES as Readonly<Record<string, string>>)[dimension]?.toLowerCase() ?? dimension

/** What has no name is said to have none. */
export const shownName = (name: unknown): string =>
  typeof name === 'string' && name !== '' ? name : '(none)'

interface Filter {
  is?: readonly string[] | undefined
  not?: readonly string[] | undefined
}

/** `country is DE or FR`, `device is not mobile`; of all that were asked. */
export const filterTexts = (filters: Readonly<Record<string, Filter>> = {}): string[] =>
  Object.entries(filters).map(([name, { is, not }]) =>
    is
      ? `${spaced(name)} is ${is.map(shownName).join(' or ')}`
      : `${spaced(name)} is not ${(not ?? []).map(shownName).join(' or ')}`,
  )

const BASES: Readonly<Record<string, string>> = {
  conversion_date: 'dated by its conversion',
  touch_date: 'dated by its touch',
  closing_date: 'dated by when its journey closed',
  first_purchase: 'by the month of the first purchase',
}

/** Of which days, model, goal and filters a figure is, as far as its report says it. */
export function underTexts(meta: Readonly<Record<string, unknown>>): string[] {
  const text = (name: string) => (typeof meta[name] === 'string' ? meta[name] : undefined)
  const [from, to, model, basis, goal] = ['from', 'to', 'model', 'basis', 'goal'].map(text)
  const dated = basis && (BASES[basis] ?? spaced(basis))
  const isCredited = model !== undefined && meta['model_version'] !== undefined
  const credited = isCredited && `credited by ${spaced(model)}`
  return [
    ...(from && to ? [`${dateOf(from)} to ${dateOf(to)}`] : []),
    ...[[credited, dated].filter(Boolean).join(', ')].filter(Boolean),
    ...(goal ? [`goal ${spaced(goal)}`] : []),
    ...filterTexts((meta['filters'] ?? {}) as Readonly<Record<string, Filter>>),
  ]
}

/** Cohorts are of whole months. */
const dateOf = (text: string): string => (text.length === 7 ? month(text) : day(text))
