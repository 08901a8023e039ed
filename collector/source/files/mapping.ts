import { z } from 'zod'
import { FileError } from './file-error.ts'
import { normalName } from './layouts/prepared.ts'
import { AMOUNTS, type Role, type SpendLayout } from './layouts/spend-layout.ts'
import type { Row } from './records.ts'

const column = z.string().min(1).max(500)

/**
 * Which columns of a CSV to read, by the names that stand in its header, as JSON:
 * `{"platform":"my_dsp","day":"Date","campaign":"Campaign name","cost":"Spend","currency":"Currency"}`.
 * `platform` is the name that the spend is kept under; all others are columns.
 */
export const columnMap = z
  .strictObject({
    platform: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'is a name of small letters, digits, "_" and "-"'),
    cost: column,
    day: column.optional(),
    from: column.optional(),
    to: column.optional(),
    account: column.optional(),
    campaign_id: column.optional(),
    campaign: column.optional(),
    source: column.optional(),
    medium: column.optional(),
    utm_campaign: column.optional(),
    currency: column.optional(),
    impressions: column.optional(),
    clicks: column.optional(),
    conversions: column.optional(),
    value: column.optional(),
  })
  .superRefine(({ day, from, to }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if ((from === undefined) !== (to === undefined))
      wrong(from === undefined ? 'from' : 'to', 'is missing: a period has both ends')
    if (day !== undefined && from !== undefined) wrong('day', 'is not given beside "from" and "to"')
  })

export type ColumnMap = z.output<typeof columnMap>

/** Reads a mapping that came as JSON. @throws FileError that names the field */
export function readColumnMap(value: unknown): ColumnMap {
  const read = columnMap.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new FileError(
    null,
    `map${(issue?.path ?? []).map((name) => `.${String(name)}`).join('')}: ${issue?.message}; its fields are ${Object.keys(columnMap.shape).join(', ')}`,
  )
}

/** The columns of a mapping: all of its fields but the name of the platform. */
function columnsOf(map: ColumnMap): [Role, string][] {
  return Object.entries(map).filter(([role]) => role !== 'platform') as [Role, string][]
}

export function layoutOf(map: ColumnMap): SpendLayout {
  const columns = columnsOf(map)
  return {
    kind: 'mapped',
    platform: map.platform,
    required: columns.map(([role]) => [role]),
    columns: Object.fromEntries(columns.map(([role, name]) => [role, { en: [name] }])),
    amounts: AMOUNTS,
    marks: [],
  }
}

/** Says which column of a mapping a file lacks, and which it has. */
export function missingColumn(map: ColumnMap, rows: readonly Row[]): FileError {
  const columns = columnsOf(map)
  const has = (row: Row, name: string) =>
    row.cells.some((cell) => normalName(cell) === normalName(name))
  const hits = (row: Row) => columns.filter(([, name]) => has(row, name)).length
  const nearest = rows.reduce<Row | undefined>(
    (best, row) => (best && hits(best) >= hits(row) ? best : row),
    undefined,
  )
  const [role, name] = columns.find(([, name]) => !nearest || !has(nearest, name)) ?? ['cost', '']
  return new FileError(
    nearest?.line ?? null,
    `map.${role}: there is no column ${JSON.stringify(name)}; there are ${listed(nearest?.cells ?? [])}`,
  )
}

/** Names of columns for a message. */
export function listed(cells: readonly string[]): string {
  const names = cells.filter((cell) => cell !== '').map((cell) => cell.slice(0, 60))
  if (names.length === 0) return 'none'
  const more = names.length > 40 ? ` and ${names.length - 40} more` : ''
  return (
    names
      .slice(0, 40)
      .map((name) => JSON.stringify(name))
      .join(', ') + more
  )
}
