import { formatAmount, formatMillionths } from '../../../shared/money.ts'
import type { AuditFigures } from '../audit.ts'
import type { Generation } from './generations.ts'
import type { Sql } from './sql.ts'

/** Rows of months alone: a few for each tuple, however many days there are. */
const MONTHS = 'period BETWEEN 100000 AND 999999'

interface SumRow {
  conversions: number
  value: number
  attributed: number
}

/**
 * What a generation comes to: by goal, the conversions that count, their value net of refunds, and what
 * of it has a touch (under any model: all split the same); and the number of touches.
 */
export function auditedGeneration(
  sql: Sql,
  { id, settings, settingsVersion }: Generation,
): AuditFigures {
  const { currency } = settings
  const goals = goalsOf(sql, id).map((goal) => {
    const sum = sumOf(sql, id, goal)
    return [
      goal,
      {
        conversions: formatMillionths(sum.conversions),
        value: formatAmount(sum.value, currency),
        attributed: formatAmount(sum.attributed, currency),
      },
    ]
  })
  return {
    settings_version: settingsVersion,
    currency,
    ...touchesOf(sql, id),
    goals: Object.fromEntries(goals),
  }
}

/** Steps over the rows of each goal: the key of rollups begins so. */
function goalsOf(sql: Sql, generation: number): string[] {
  const next = sql.prepare<{ goal: string | null }>(
    'SELECT min(goal) AS goal FROM rollups WHERE generation = ? AND goal > ?',
  )
  const goals: string[] = []
  for (;;) {
    const goal = next.get(generation, goals.at(-1) ?? '')?.goal ?? null
    if (goal === null) return goals
    goals.push(goal)
  }
}

function sumOf(sql: Sql, generation: number, goal: string): SumRow {
  const found = sql
    .prepare<SumRow>(
      `SELECT coalesce(sum(conversions), 0) AS conversions,
         coalesce(sum(value - refunded), 0) AS value,
         coalesce(sum(CASE WHEN t.channel = '' THEN 0 ELSE value - refunded END), 0) AS attributed
       FROM rollups JOIN tuples t ON t.id = tuple
       WHERE generation = ? AND goal = ? AND basis = 'conversion_date' AND ${MONTHS} AND model = (
         SELECT min(model) FROM rollups WHERE generation = ? AND goal = ?)`,
    )
    .get(generation, goal, generation, goal)
  return found ?? { conversions: 0, value: 0, attributed: 0 }
}

function touchesOf(sql: Sql, generation: number): { touches: number } {
  const found = sql
    .prepare<{ n: number | null }>(
      `SELECT sum(n) AS n FROM touch_totals WHERE generation = ? AND ${MONTHS}`,
    )
    .get(generation)
  return { touches: found?.n ?? 0 }
}
