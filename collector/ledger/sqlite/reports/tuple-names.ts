import type { Tuple } from '../../../roi/report.ts'
import type { Sql } from '../sql.ts'

const NAMELESS: Tuple = { channel: '', source: '', medium: '', campaign: '' }

/**
 * The names of tuples by their ids, each looked up when it is asked for first: a site that made-up
 * campaigns come to has some 700,000 more of them each year, which no report holds together.
 * @param keptMax so many, and they are looked up anew: for who goes over all touches there are
 */
export function tupleNames(sql: Sql, keptMax = Infinity): (id: number) => Tuple {
  const statement = sql.prepare<Tuple>(NAMES)
  const known = new Map<number, Tuple>()
  return (id) => {
    const names = known.get(id) ?? statement.get(id) ?? NAMELESS
    if (known.size >= keptMax) known.clear()
    known.set(id, names)
    return names
  }
}

const NAMES = 'SELECT channel, source, medium, campaign FROM tuples WHERE id = ?'
