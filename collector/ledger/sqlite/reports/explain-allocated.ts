import type { AllocatedCell, Tuple } from '../../../roi/report.ts'
import { allocatedCells } from './allocated.ts'
import type { PartsContext, PartsPage } from './explain-parts.ts'

/**
 * What touches carry of overhead, in the order of days and names; `from` is how many came before. Of
 * overhead itself it is what all of them carry, once.
 */
export function allocatedParts(context: PartsContext, from: string, limit: number): PartsPage {
  const { snapshot, fresh, query, test } = context
  if (test.allocated === 0) return { parts: [], next: null }
  const cells = allocatedCells(snapshot.sql, fresh, query, true).filter(test.carried)
  if (test.allocated === -1) return givenAway(cells, query)
  const skip = Number(from)
  cells.sort(inOrder)
  const page = cells.slice(skip, skip + limit)
  const end = skip + page.length
  return {
    parts: page.map((cell) => ({ kind: 'allocated', cell })),
    next: end < cells.length ? String(end) : null,
  }
}

function givenAway(
  cells: readonly AllocatedCell[],
  { from: day, category = '' }: PartsContext['query'],
): PartsPage {
  const amount = cells.reduce((sum, cell) => sum + cell.amount, 0)
  if (amount === 0) return { parts: [], next: null }
  const cell = { tuple: NAMELESS, category, day, amount }
  return { parts: [{ kind: 'allocated', cell }], next: null }
}

const NAMELESS: Tuple = { channel: '', source: '', medium: '', campaign: '' }

const keyOf = ({ day, tuple, category }: AllocatedCell): string =>
  [day, tuple.channel, tuple.source, tuple.medium, tuple.campaign, category].join('\u0000')

const inOrder = (a: AllocatedCell, b: AllocatedCell): number => (keyOf(a) < keyOf(b) ? -1 : 1)
