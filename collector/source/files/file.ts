import type { DatedRate } from '../rates.ts'
import type { ColumnMap } from './mapping.ts'
import type { OrdersKind, ReadOrders } from './sales/order-file.ts'
import type { OrderMap } from './sales/order-map.ts'
import type { ReadSales, SalesKind, Stages } from './sales/sales-file.ts'
import type { ReadSpend, RefusedLine, SpendKind } from './spend.ts'

export { FileError } from './file-error.ts'

/** Layouts of all families of files. */
export type FileKind = SpendKind | SalesKind | OrdersKind | 'ecb_rates'

/** A file as it comes, in pieces of any size. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What the file itself may not say. */
export interface FileOptions {
  kind: 'auto' | FileKind
  /** Files of orders alone are looked for. */
  isOfOrders?: boolean
  /** ISO 4217, for a file that names none. */
  currency?: string
  /** YYYYMMDD, both inclusive: the period of a file that has no days; of orders, which of them are read. */
  from?: number
  to?: number
  /** The sign before decimals, where the file's numbers leave it open. */
  decimal?: ',' | '.'
  /** Whether 1/2/2026 is the first of February or the second of January. */
  dates?: 'DMY' | 'MDY'
  /** Which columns to read: the way in for any CSV. Its kind is `mapped`, or `orders`. */
  map?: ColumnMap | OrderMap
  /** How stages of deals stand that are not the CRM's own. */
  stages?: Stages
}

/** Exchange rates of the European Central Bank. */
export interface ReadRatesFile {
  family: 'rates'
  kind: 'ecb_rates'
  rates: DatedRate[]
  refused: RefusedLine[]
  notes: string[]
}

/** A file, read to its end; `family` tells what it holds. */
export type ReadFile = ReadSpend | ReadRatesFile | ReadSales | ReadOrders
