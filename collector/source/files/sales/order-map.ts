import { z } from 'zod'
import { type ColumnMap, columnMap } from '../mapping.ts'
import { PLAIN_FIELDS } from './order-layouts.ts'

const column = z.string().min(1).max(500)
const FIELDS = Object.keys(PLAIN_FIELDS) as (keyof typeof PLAIN_FIELDS)[]

/**
 * Which columns of a CSV of orders to read, by the names that stand in its header, as JSON:
 * `{"transaction_id":"Order","ts":"Date","value":"Net","currency":"Currency","email":"E-mail"}`.
 */
const orderMap = z.strictObject({
  ...(Object.fromEntries(FIELDS.map((field) => [field, column.optional()])) as Record<
    keyof typeof PLAIN_FIELDS,
    z.ZodOptional<typeof column>
  >),
  transaction_id: column,
  ts: column,
  value: column,
})

export type OrderMap = z.output<typeof orderMap>

export const isOrderMap = (map: ColumnMap | OrderMap | undefined): map is OrderMap =>
  map !== undefined && 'transaction_id' in map

/** A mapping of spend, or of orders: these have a `transaction_id`. */
export const fileMap = z.unknown().transform((value, context): ColumnMap | OrderMap => {
  const isOfOrders = typeof value === 'object' && value !== null && 'transaction_id' in value
  const read = (isOfOrders ? orderMap : columnMap).safeParse(value)
  if (read.success) return read.data
  for (const { path, message } of read.error.issues)
    context.addIssue({ code: 'custom', path: [...path], message })
  return z.NEVER
})
