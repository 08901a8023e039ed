import { and, between, eq, inArray } from 'drizzle-orm'
import { linearPartOf, modelNamed } from '../../../attribution/registry.ts'
import type { CompareQuery } from '../../ledger.ts'
import * as tables from '../schema.ts'
import type { Queries } from '../sql.ts'
import { sum } from './freshness.ts'
import type { PeriodRange } from './periods.ts'

const { rollups } = tables

/**
 * Millionths of conversions that fitted models have credited linearly, by the sums that they are in: of
 * the goal and the period, whatever else is asked of them.
 */
export function linearParts(
  queries: Queries,
  { goal, models, basis }: Pick<CompareQuery, 'goal' | 'models' | 'basis'>,
  generation: number,
  ranges: readonly PeriodRange[],
): Record<string, number> {
  const fitted = models.filter((name) => modelNamed(name)?.isFitted)
  if (fitted.length === 0) return {}
  const parts = fitted.flatMap((name) => [
    linearPartOf(name, 'unseen_channel'),
    linearPartOf(name, 'no_effect'),
  ])
  const rows = ranges.flatMap(({ from, to }) =>
    queries
      .select({ part: rollups.model, conversions: sum(rollups.conversions) })
      .from(rollups)
      .where(
        and(
          eq(rollups.generation, generation),
          eq(rollups.goal, goal),
          inArray(rollups.model, parts),
          eq(rollups.basis, basis),
          between(rollups.period, from, to),
        ),
      )
      .groupBy(rollups.model)
      .all(),
  )
  const sumOf = (part: string) =>
    rows.filter((row) => row.part === part).reduce((all, { conversions }) => all + conversions, 0)
  return Object.fromEntries(parts.map((part) => [part, sumOf(part)]))
}
