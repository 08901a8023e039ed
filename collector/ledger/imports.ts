import type { OrdersKind } from '../source/files/sales/order-file.ts'
import type { SalesKind } from '../source/files/sales/sales-file.ts'
import type { SpendKind, SpendRow } from '../source/files/spend.ts'
import type { Provenance } from './provenance.ts'
import type { ConversionFact, IdentityFact, RefundFact } from './sale-facts.ts'
import type { DeclaredTouchFact } from './touch-facts.ts'

/** What a campaign cost in a period, as an import brings it. */
export type ImportedSpend = Omit<SpendRow, 'line'>

/** Rows of one import: their days are counted in one piece, and everybody who writes waits for it. */
export const IMPORT_DAYS_MAX = 100_000

/** Rows of one step: a slice that other writers hardly notice. */
export const ROWS_A_STEP_MAX = 2000

/** An order of the past, and what has been given back of it, in one sum. */
export interface ImportedOrder {
  conversion: ConversionFact
  refund: RefundFact | null
}

/** Orders of one import: their persons are told apart in one piece, and everybody who writes waits for it. */
export const IMPORT_ORDERS_MAX = 50_000

/** What a line of a CRM's file says: a deal, or a contact. */
export interface ImportedRecord {
  conversion: ConversionFact | null
  identities: IdentityFact[]
  /** Where the click of a deal has landed */
  touch: DeclaredTouchFact | null
}

/** A sum in minor units. */
export interface SpendSum {
  currency: string
  amount: number
}

/** A file that is taken in. */
export interface ImportFact extends Provenance {
  /** UUID */
  id: string
  kind: SpendKind | OrdersKind | SalesKind | 'ecb_rates'
  fileName: string
  /** SHA-256 of the file, hex */
  sha256: string
  /** How many rows follow, and what they come to: what was spent, or what was sold. */
  rows: number
  /** YYYYMMDD, first and last day */
  from: number
  to: number
  spend: SpendSum[]
}

/**
 * One step of an import. It is begun, gets its rows in slices, and counts as a whole once it is
 * applied: one that ends early counts for nothing. A row takes the place of that of the same key
 * (`spendKey`; of an order its name) until its import is rolled back; then the one before stands again. Each step may come twice.
 */
export type ImportStep =
  | { step: 'begin'; import: ImportFact }
  | { step: 'rows'; id: string; rows: ImportedSpend[]; provenance: Provenance }
  | { step: 'orders'; id: string; orders: ImportedOrder[] }
  | { step: 'records'; id: string; records: ImportedRecord[] }
  /** `refused`: how many lines of the file were left out; told to those who listen, and not kept. */
  | { step: 'apply'; id: string; refused?: number; provenance: Provenance }
  | { step: 'roll_back'; id: string; provenance: Provenance }

/** What became of a step: `refused` stores nothing. */
export type ImportStepAnswer =
  | { outcome: 'done' | 'unchanged' }
  | { outcome: 'refused'; why: 'unknown' | 'conflict'; reason: string }

/** `unfinished`: it never was applied, and counts for nothing. */
export type ImportState = 'unfinished' | 'applied' | 'rolled_back'

/** An import as it is shown. */
export interface ImportShown extends Omit<ImportFact, 'source' | 'schemaVersion'> {
  seq: number
  state: ImportState
  /** When and by whom it was applied or rolled back; null while it is unfinished. */
  stateSince: number | null
  stateBy: string | null
}
