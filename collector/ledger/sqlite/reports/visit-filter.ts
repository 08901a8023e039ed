import type { FilterField, Filters } from '../../../../shared/wire/filters.ts'

/** What is asked of visits, as SQL that a WHERE goes on with, and what it binds: one text a filter. */
export interface VisitFilter {
  sql: string
  terms: string[]
}

const COLUMNS: Partial<Record<FilterField, string>> = {
  channel: 't.channel',
  source: 't.source',
  medium: 't.medium',
  campaign: 't.campaign',
  country: 'v.country',
  device: 'v.device',
}

/** A filter on a visit, whose touch or count is v, and its tuple t. Others than these six ask nothing of it. */
export function visitFilter(filters: Filters = {}): VisitFilter {
  const asked = Object.entries(filters).flatMap(([field, { not, values }]) => {
    const column = COLUMNS[field as FilterField]
    if (!column) return []
    const isIn = `${column} ${not ? 'NOT IN' : 'IN'} (SELECT value FROM json_each(?))`
    return [{ sql: ` AND ${isIn}`, term: JSON.stringify(values) }]
  })
  return { sql: asked.map(({ sql }) => sql).join(''), terms: asked.map(({ term }) => term) }
}
