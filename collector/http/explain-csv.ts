import { type Cell, csvText } from '../roi/csv.ts'
import { cells } from './journeys-csv.ts'

/** A part as it is shown. */
export interface CsvPart {
  kind: string
  adds: object
  hit?: (Told & { id: string }) | null
  told?: Told | undefined
  reported?: Told | null
  provenance?: object | undefined
}

interface Told {
  provenance: object
}

const ADDED = ['conversions', 'new_customers', 'value', 'revenue', 'cost', 'touches'] as const
const NAMED = [
  ...['goal', 'transaction_id', 'external_id', 'ts', 'day', 'from', 'to', 'category'],
  ...['channel', 'source', 'medium', 'campaign', 'stage', 'reason', 'amount', 'currency'],
] as const
const ORIGIN = ['seq', 'source', 'owner', 'received_at'] as const

/**
 * A line a part with what it adds to the cell, and the fact that it is of; then the `page` and the `cell`, whose
 * lines have sums alone. What a line does not have is empty.
 */
export function explainCsv(parts: readonly CsvPart[], page: object, cell: object): string {
  return partsCsv(parts, { page, cell }, ADDED)
}

/**
 * A line a part with what it adds, then one for each of the sums.
 * @param added what parts may add, in the order of the columns
 */
export function partsCsv(
  parts: readonly CsvPart[],
  of: Readonly<Record<string, object>>,
  added: readonly string[],
): string {
  const sums = (type: string, sum: object): Cell[] => [
    type,
    ...cells(sum, added),
    ...[...NAMED, null, ...ORIGIN].map(() => null),
  ]
  return csvText([
    [
      ...['row_type', ...added.map((name) => `adds_${name}`), ...NAMED, 'hit'],
      ...ORIGIN.map((name) => `fact_${name}`),
    ],
    ...parts.map((part): Cell[] => [
      part.kind,
      ...cells(part.adds, added),
      ...cells(part, NAMED),
      hitOf(part),
      ...cells(originOf(part) ?? {}, ORIGIN),
    ]),
    ...Object.entries(of).map(([type, sum]) => sums(type, sum)),
  ])
}

const hitOf = ({ hit }: CsvPart): Cell => hit?.id ?? null

/** Of a share of costs there is none: it is of many. */
const originOf = ({ reported, provenance, hit, told }: CsvPart): object | undefined =>
  reported?.provenance ?? provenance ?? hit?.provenance ?? told?.provenance
