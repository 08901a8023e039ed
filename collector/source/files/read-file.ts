import { exponentOf } from '../../../shared/money.ts'
import { RatesFileError, readRates } from '../rates.ts'
import { Decoding } from './decode.ts'
import { type Chunks, FileError, type FileOptions, type ReadFile } from './file.ts'
import { type Header, headerIn } from './header.ts'
import { LAYOUTS } from './layouts/all.ts'
import type { Layout } from './layouts/layout.ts'
import { type Prepared, prepared } from './layouts/prepared.ts'
import type { SpendLayout } from './layouts/spend-layout.ts'
import { type ColumnMap, layoutOf, listed, missingColumn } from './mapping.ts'
import { DELIMITERS, Records, type Row, rowsOfHead } from './records.ts'
import { SALES_LAYOUTS, type SalesLayout } from './sales/layouts.ts'
import { ORDER_KINDS } from './sales/order-file.ts'
import { ORDER_LAYOUTS, type OrderLayout, plainLayout } from './sales/order-layouts.ts'
import { isOrderMap } from './sales/order-map.ts'
import { OrdersReader } from './sales/orders-reader.ts'
import { SALES_KINDS } from './sales/sales-file.ts'
import { SalesReader } from './sales/sales-reader.ts'
import { SPEND_KINDS } from './spend.ts'
import { SpendReader } from './spend-reader.ts'

/** The header stands within so many characters. */
const HEAD_CHARS = 65_536
/** And within so many lines. */
const HEAD_ROWS = 200
/** All rates since 1999 take 0.6 million characters. */
const RATES_CHARS_MAX = 20_000_000

/**
 * Reads a file of an ad platform (or of exchange rates) as it was downloaded, piece by piece: what it holds
 * at once are the sums by campaign and day. It recognises encoding, delimiter, header, language, decimals
 * and dates, and asks where the file leaves one open: `refused` then says the choice to make.
 * @throws FileError for a file of which nothing can be read, such as one that is not recognised
 */
export async function readFile(chunks: Chunks, options: FileOptions): Promise<ReadFile> {
  checkOptions(options)
  const decoding = new Decoding()
  const reading = new Reading(options)
  for await (const chunk of chunks) reading.push(decoding.push(chunk))
  reading.push(decoding.end())
  if (decoding.isEmpty) throw new FileError(null, 'the file is empty')
  const read = reading.end()
  if (decoding.isGuessed)
    read.notes.push('The file is not UTF-8, and was read as Windows-1252: look at its umlauts.')
  return read
}

function checkOptions({ currency, from, to, kind, map }: FileOptions): void {
  if (currency !== undefined && exponentOf(currency) === undefined)
    throw new FileError(
      null,
      `--currency: ${JSON.stringify(currency)} is no currency code such as "EUR"`,
    )
  if (from !== undefined && to !== undefined && from > to)
    throw new FileError(null, '--from is after --to')
  if (isOrderMap(map)) {
    if (kind !== 'auto' && kind !== 'orders')
      throw new FileError(null, '--map with a "transaction_id" goes with the kind "orders"')
  } else if ((kind === 'mapped') !== (map !== undefined) && kind !== 'auto')
    throw new FileError(null, '--map goes with the kind "mapped", and that kind needs it')
}

/** Text as it comes; decides what to do with it once it has seen the head. */
class Reading {
  readonly #options: FileOptions
  #head = ''
  #last = ''
  #target: Target | undefined

  constructor(options: FileOptions) {
    this.#options = options
  }

  push(text: string): void {
    if (text === '') return
    this.#last = text.at(-1) ?? ''
    if (this.#target) this.#target.push(text)
    else this.#await(text)
  }

  end(): ReadFile {
    if (!this.#target) this.#start(true)
    const read = (this.#target as Target).end()
    if (read.family === 'spend' && this.#last !== '\n')
      read.notes.push('The file does not end with a line break: was it cut off?')
    return read
  }

  #await(text: string): void {
    this.#head += text
    if (this.#head.length >= HEAD_CHARS) this.#start(false)
  }

  #start(isWhole: boolean): void {
    this.#target = targetOf(this.#head.slice(0, HEAD_CHARS), isWhole, this.#options)
    this.#target.push(this.#head)
    this.#head = ''
  }
}

/** What takes the text of a recognised file. */
interface Target {
  push: (text: string) => void
  end: () => ReadFile
}

function targetOf(head: string, isWhole: boolean, options: FileOptions): Target {
  if (isRates(head, options)) return ratesTarget()
  const orders = found(head, isWhole, orderLayouts(options), options)
  if (orders) return rowsTarget(orders.delimiter, new OrdersReader(orders.header, options))
  if (options.isOfOrders) throw unrecognised(head, isWhole, options)
  requireBothEnds(options)
  const sales = found(head, isWhole, salesLayouts(options), options)
  if (sales) return rowsTarget(sales.delimiter, new SalesReader(sales.header, options))
  const { header, delimiter } = recognised(head, isWhole, options)
  return rowsTarget(delimiter, new SpendReader(header, options))
}

/** Of orders one end is enough: they have days. */
function requireBothEnds({ from, to }: FileOptions): void {
  if ((from === undefined) !== (to === undefined))
    throw new FileError(null, 'a period has both ends: give --from and --to, or neither')
}

/** What takes the rows of a recognised file. */
interface RowReader {
  take: (row: Row) => void
  end: () => ReadFile
}

function rowsTarget(delimiter: string, reader: RowReader): Target {
  const records = new Records(delimiter)
  const take = (rows: readonly Row[]) => {
    for (const row of rows) reader.take(row)
  }
  return {
    push: (text) => take(records.push(text)),
    end: () => {
      take(records.end())
      return reader.end()
    },
  }
}

const RATES_HEAD = /^(?:Date, ?[A-Z]{3}\b|\{\s*"(?:base|date|rates)"\s*:)/

const isRates = (head: string, { kind, map }: FileOptions): boolean =>
  kind === 'ecb_rates' || (kind === 'auto' && map === undefined && RATES_HEAD.test(head))

function ratesTarget(): Target {
  let text = ''
  return {
    push: (piece) => {
      text += piece
      if (text.length > RATES_CHARS_MAX) throw new FileError(null, 'the file of rates is too large')
    },
    end: () => {
      try {
        const { rates, skipped } = readRates(text)
        const notes = skipped.length > 0 ? [`Left out: ${skipped.join(', ')}.`] : []
        return { ...{ family: 'rates', kind: 'ecb_rates', rates, refused: [] }, notes }
      } catch (error) {
        if (error instanceof RatesFileError) throw new FileError(null, error.message)
        throw error
      }
    },
  }
}

/** A header, and the delimiter that shows it. */
interface Found<L extends Layout> {
  header: Header<L>
  delimiter: string
}

function recognised(head: string, isWhole: boolean, options: FileOptions): Found<SpendLayout> {
  const best = found(head, isWhole, layoutsFor(options), options)
  if (best) return best
  throw unrecognised(head, isWhole, options)
}

function found<L extends Layout>(
  head: string,
  isWhole: boolean,
  layouts: readonly Prepared<L>[],
  { kind }: FileOptions,
): Found<L> | undefined {
  const all = DELIMITERS.flatMap((delimiter): Found<L>[] => {
    const rows = headRows(head, isWhole, delimiter)
    const header = headerIn(rows, layouts, kind !== 'auto')
    return header ? [{ header, delimiter }] : []
  })
  return all.toSorted((a, b) => b.header.score - a.header.score)[0]
}

function orderLayouts({ kind, map }: FileOptions): readonly Prepared<OrderLayout>[] {
  if (map) return isOrderMap(map) ? [prepared(plainLayout(map))] : []
  return kind === 'auto'
    ? ORDER_LAYOUTS
    : ORDER_LAYOUTS.filter(({ layout }) => layout.kind === kind)
}

function salesLayouts({ kind, map }: FileOptions): readonly Prepared<SalesLayout>[] {
  if (map) return []
  return kind === 'auto'
    ? SALES_LAYOUTS
    : SALES_LAYOUTS.filter(({ layout }) => layout.kind === kind)
}

function layoutsFor({ kind, map }: FileOptions): readonly Prepared<SpendLayout>[] {
  if (map) return isOrderMap(map) ? [] : [prepared(layoutOf(map))]
  return kind === 'auto' ? LAYOUTS : LAYOUTS.filter(({ layout }) => layout.kind === kind)
}

/** With another delimiter than the file's a quote may seem never to close. */
function headRows(head: string, isWhole: boolean, delimiter: string): Row[] {
  try {
    return rowsOfHead(head, isWhole, delimiter).slice(0, HEAD_ROWS)
  } catch (error) {
    if (error instanceof FileError) return []
    throw error
  }
}

function unrecognised(head: string, isWhole: boolean, options: FileOptions): FileError {
  const all = DELIMITERS.map((delimiter) => headRows(head, isWhole, delimiter))
  const cells = (rows: readonly Row[]) =>
    Math.max(0, ...rows.map((row) => row.cells.filter((cell) => cell !== '').length))
  const rows = all.toSorted((a, b) => cells(b) - cells(a))[0] ?? []
  if (options.map) return missingColumn(options.map as Readonly<ColumnMap>, rows)
  const header = rows.find((row) => row.cells.filter((cell) => cell !== '').length === cells(rows))
  const spend = SPEND_KINDS.filter((kind) => kind !== 'mapped')
  const others = options.isOfOrders ? [] : [...spend, ...SALES_KINDS, 'ecb_rates']
  const kinds = [...ORDER_KINDS, ...others]
  const called = options.kind === 'auto' ? '' : ` of the kind ${options.kind}`
  const example = options.isOfOrders
    ? '{"transaction_id":"Order","ts":"Date","value":"Net","currency":"Currency","email":"E-mail"}'
    : '{"platform":"my_dsp","day":"Date","campaign":"Campaign","cost":"Spend"}'
  return new FileError(
    header?.line ?? null,
    `there is no header of a file${called} that is known; the columns are ${listed(header?.cells ?? [])}. Known kinds are ${kinds.join(', ')}; any other CSV can be read with --map ${example}`,
  )
}
