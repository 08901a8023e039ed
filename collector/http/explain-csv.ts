import { type Cell, csvText } from '../roi/csv.ts'
import type { shownPart } from './explain-view.ts'
import { cells } from './journeys-csv.ts'

type Part = ReturnType<typeof shownPart>

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
export function explainCsv(parts: readonly Part[], page: object, cell: object): string {
  const sums = (type: string, of: object): Cell[] => [
    type,
    ...cells(of, ADDED),
    ...[...NAMED, null, ...ORIGIN].map(() => null),
  ]
  return csvText([
    [
      ...['row_type', ...ADDED.map((name) => `adds_${name}`), ...NAMED, 'hit'],
      ...ORIGIN.map((name) => `fact_${name}`),
    ],
    ...parts.map((part): Cell[] => [
      part.kind,
      ...cells(part.adds, ADDED),
      ...cells(part, NAMED),
      hitOf(part),
      ...cells(originOf(part) ?? {}, ORIGIN),
    ]),
    sums('page', page),
    sums('cell', cell),
  ])
}

const hitOf = (part: Part): Cell => ('hit' in part && part.hit ? part.hit.id : null)

/** Of a share of costs there is none: it is of many. */
function originOf(part: Part): object | undefined {
  if ('reported' in part) return part.reported?.provenance
  if ('provenance' in part) return part.provenance
  if (!('hit' in part)) return undefined
  return part.hit?.provenance ?? ('told' in part ? part.told.provenance : undefined)
}
