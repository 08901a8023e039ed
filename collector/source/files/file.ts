import type { DatedRate } from '../rates.ts'
import type { ColumnMap } from './mapping.ts'
import type { ReadSpend, RefusedLine, SpendKind } from './spend.ts'

/** Layouts of all families of files. */
export type FileKind = SpendKind | 'ecb_rates'

/** A file as it comes, in pieces of any size. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What the file itself may not say. */
export interface FileOptions {
  kind: 'auto' | FileKind
  /** ISO 4217, for a file that names none. */
  currency?: string
  /** YYYYMMDD, both inclusive: the period of a file that has no days. */
  from?: number
  to?: number
  /** The sign before decimals, where the file's numbers leave it open. */
  decimal?: ',' | '.'
  /** Whether 1/2/2026 is the first of February or the second of January. */
  dates?: 'DMY' | 'MDY'
  /** Which columns to read: the way in for any CSV. Its kind is `mapped`. */
  map?: ColumnMap
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
export type ReadFile = ReadSpend | ReadRatesFile

/** A file of which nothing can be read; the message names the place and the way out. */
export class FileError extends Error {
  /** 1-based; null for the file as a whole. */
  readonly line: number | null

  constructor(line: number | null, problem: string) {
    super(line === null ? problem : `line ${line}: ${problem}`)
    this.name = 'FileError'
    this.line = line
  }
}
