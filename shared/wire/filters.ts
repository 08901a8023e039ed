import { z } from 'zod'
import { SALES_CHANNELS } from '../sales-channels.ts'

/** What a touch can be told by. */
export const TOUCH_FILTERS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'country',
  'device',
  'landing_page',
] as const

/** What an order can be told by. */
export const ORDER_FILTERS = [
  'stage',
  'coupon',
  'item',
  'advocacy',
  'market',
  'sales_channel',
] as const

export const FILTERS = [...TOUCH_FILTERS, ...ORDER_FILTERS] as const
export type FilterField = (typeof FILTERS)[number]

/** One of the values, or none of them; '' is what has none. */
export interface Filter {
  not: boolean
  values: string[]
}

export type Filters = Partial<Record<FilterField, Filter>>

/** What stands for '' in a filter. */
export const NONE = '(none)'

const VALUES_MAX = 50
const VALUE_LENGTH_MAX = 500

/** `DE,FR` is either, `!DE,FR` neither; a backslash before a comma, or before a first `!`, takes it as it is. */
const filter = (spelt: (value: string) => string = (value) => value) =>
  z
    .string('is text, such as "DE,FR", or "!DE" for all others')
    .transform((text, context): Filter => {
      const not = text.startsWith('!')
      const values = listOf(not ? text.slice(1) : text)
      const issue = (message: string) => context.addIssue({ code: 'custom', message })
      if (values.includes('')) issue(`has an empty value: write ${NONE} for what has none`)
      if (values.length > VALUES_MAX) issue(`has more than ${VALUES_MAX} values`)
      if (values.some((value) => value.length > VALUE_LENGTH_MAX))
        issue(`has a value of more than ${VALUE_LENGTH_MAX} characters`)
      return { not, values: values.map((value) => (value === NONE ? '' : spelt(value))) }
    })
    .optional()

const upper = (value: string): string => value.toUpperCase()
const lower = (value: string): string => value.toLowerCase()

/** Of these names alone: another would be a slip, and its answer empty. */
const filterOf = (names: readonly string[]) =>
  filter(lower).refine(
    (asked) => !asked || asked.values.every((value) => names.includes(value)),
    `is a list of ${names.join(', ')}`,
  )

/** Known names alone, so that none is left out by a slip; `all` is each of them. */
const salesChannels = filter(lower).transform((asked, context) => {
  if (!asked) return asked
  if (!asked.not && asked.values.join() === 'all')
    return { not: false, values: [...SALES_CHANNELS] }
  if (asked.values.some((value) => !(SALES_CHANNELS as readonly string[]).includes(value)))
    context.addIssue({
      code: 'custom',
      message: `is all, or a list of ${SALES_CHANNELS.join(', ')}`,
    })
  return { not: false, values: SALES_CHANNELS.filter((name) => passes(asked, name)) as string[] }
})

const passes = ({ not, values }: Filter, name: string): boolean => values.includes(name) !== not

/** The query parameters of filters. */
export const filterShape = {
  channel: filter().describe(
    'Only these channels, such as `Email,Direct`; `!Direct` is all others',
  ),
  source: filter().describe('Only these sources'),
  medium: filter().describe('Only these mediums'),
  campaign: filter().describe('Only these campaigns; `(none)` is what has none'),
  country: filter(upper).describe('Only touches from these countries, in two letters'),
  device: filter(lower).describe('Only touches on these devices'),
  landing_page: filter().describe('Only touches that began on these pages'),
  stage: filterOf(['acquisition', 'retention', 'unknown']).describe(
    'Only first purchases (acquisition), or those of customers who had bought (retention)',
  ),
  coupon: filter().describe('Only orders with these coupons'),
  item: filter().describe('Only orders with these items'),
  advocacy: filterOf(['yes', 'no']).describe(
    "Whether another customer's code has brought the order",
  ),
  market: filter(upper).describe('Only orders shipped to these countries'),
  sales_channel: salesChannels.describe(
    'Only orders of these sales channels; `all` is each of them',
  ),
} satisfies Record<FilterField, z.ZodType<Filter | undefined>>

/** The filters of a query; undefined without any. Texts of the same names are of another kind of query. */
export function filtersIn(query: Readonly<Record<string, unknown>>): Filters | undefined {
  const given = FILTERS.flatMap((field) =>
    typeof query[field] === 'object' ? [[field, query[field]]] : [],
  )
  return given.length > 0 ? (Object.fromEntries(given) as Filters) : undefined
}

/** As a report says it: `{"country":{"is":["DE"]},"device":{"not":["tablet"]}}`. */
export function shownFilters(filters: Filters): Record<string, Record<string, string[]>> {
  const shown = Object.entries(filters).map(([field, { not, values }]) => [
    field,
    { [not ? 'not' : 'is']: values.map((value) => value || NONE) },
  ])
  return Object.fromEntries(shown)
}

function listOf(text: string): string[] {
  const values: string[] = []
  let value = ''
  for (let i = 0; i < text.length; i++) {
    const isEscape = text[i] === '\\' && (text[i + 1] === ',' || (i === 0 && text[1] === '!'))
    if (isEscape) {
      i += 1
      value += text[i]
    } else if (text[i] === ',') {
      values.push(value.trim())
      value = ''
    } else value += text[i]
  }
  return [...values, value.trim()]
}
