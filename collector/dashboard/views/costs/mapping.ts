/** What a file without a known layout holds. */
export type Holds = 'costs' | 'orders'

/** What a column may mean, by its name in a mapping, with the words of the page. */
export const MEANINGS: Readonly<Record<Holds, Readonly<Record<string, string>>>> = {
  costs: {
    cost: 'Cost',
    day: 'Day',
    from: 'First day',
    to: 'Last day',
    campaign: 'Campaign',
    campaign_id: 'Campaign id',
    account: 'Account',
    currency: 'Currency',
    clicks: 'Clicks',
    impressions: 'Impressions',
    conversions: 'Conversions that are claimed',
    value: 'Value that is claimed',
    source: 'utm_source of its links',
    medium: 'utm_medium of its links',
    utm_campaign: 'utm_campaign of its links',
  },
  orders: {
    transaction_id: 'Order id',
    ts: 'When it was placed',
    value: 'Value without tax and shipping',
    currency: 'Currency',
    goal: 'Goal',
    tax: 'Tax',
    shipping: 'Shipping',
    total: 'Total that was paid',
    discount: 'Discount',
    cost_of_goods: 'Cost of goods',
    refunded: 'What was given back',
    refunded_at: 'When it was given back',
    status: 'Status',
    email: 'E-mail address',
    customer_id: 'Customer id',
    customer_since: 'Customer since',
    visitor: 'Visitor id',
    coupon: 'Coupon',
    sales_channel: 'Sales channel',
    market: 'Country that it was shipped to',
    updated_at: 'When it was changed last',
  },
}

/** Without these a file can't be read. */
const REQUIRED: Readonly<Record<Holds, readonly string[]>> = {
  costs: ['cost'],
  orders: ['transaction_id', 'ts', 'value'],
}

/** Names that columns often have, besides those of the meanings themselves. */
const OFTEN: Readonly<Record<string, string>> = {
  date: 'day',
  spend: 'cost',
  net_spend: 'cost',
  amount_spent: 'cost',
  campaign_name: 'campaign',
  line_item: 'campaign',
  start_date: 'from',
  end_date: 'to',
  order: 'transaction_id',
  order_id: 'transaction_id',
  order_number: 'transaction_id',
  order_date: 'ts',
  created_at: 'ts',
  net: 'value',
  net_sales: 'value',
  e_mail: 'email',
  currency_code: 'currency',
  cur: 'currency',
}

/** Which column means what: by column, '' or nothing for one that is not read. */
export type Chosen = Readonly<Record<string, string>>

/** What columns probably mean, by their names; each meaning once. */
export function guessed(columns: readonly string[], holds: Holds): Chosen {
  const chosen: Record<string, string> = {}
  for (const column of columns) {
    const name = column
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_|_$/g, '')
    const meaning = name in MEANINGS[holds] ? name : OFTEN[name]
    if (meaning === undefined || !(meaning in MEANINGS[holds])) continue
    if (!Object.values(chosen).includes(meaning)) chosen[column] = meaning
  }
  return chosen
}

/** A column takes a meaning over: no two have the same. */
export function withMeaning(chosen: Chosen, column: string, meaning: string): Chosen {
  const others = Object.entries(chosen).filter(([of, was]) => of !== column && was !== meaning)
  return { ...Object.fromEntries(others), ...(meaning !== '' && { [column]: meaning }) }
}

/** What must be said yet. */
export const missingIn = (chosen: Chosen, holds: Holds): readonly string[] =>
  REQUIRED[holds].filter((meaning) => !Object.values(chosen).includes(meaning))

/**
 * As the parameter `map` and the option `--map` take it; '' while something must be said yet.
 * @param platform what the spend is kept under
 */
export function mapText(chosen: Chosen, holds: Holds, platform: string): string {
  if (missingIn(chosen, holds).length > 0 || (holds === 'costs' && platform === '')) return ''
  const order = Object.keys(MEANINGS[holds])
  const columns = Object.entries(chosen)
    .map(([column, meaning]) => [meaning, column] as const)
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  return JSON.stringify({ ...(holds === 'costs' && { platform }), ...Object.fromEntries(columns) })
}

/** A name that spend may be kept under, of the name of a file. */
export const platformOf = (file: string): string =>
  file
    .toLowerCase()
    .replace(/\.[a-z]+$/, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 64) || 'other'

const LINES_LOOKED_AT = 30
const DELIMITERS = [',', ';', '\t', '|']

/** The columns of a CSV: the first line that has most cells, by whichever sign parts them. */
export function columnsOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).slice(0, LINES_LOOKED_AT)
  const rows = lines.flatMap((line) => DELIMITERS.map((delimiter) => cellsOf(line, delimiter)))
  const most = rows.reduce((best, row) => (row.length > best.length ? row : best), [])
  return most.length > 1 ? [...new Set(most.filter((cell) => cell !== ''))] : []
}

function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = []
  let [cell, isQuoted] = ['', false]
  for (const sign of line) {
    if (sign === '"') isQuoted = !isQuoted
    else if (sign === delimiter && !isQuoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += sign
  }
  return [...cells, cell.trim()]
}

/** The beginning of a file as text: UTF-16 where its first bytes say so, as some platforms write it. */
export function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}
