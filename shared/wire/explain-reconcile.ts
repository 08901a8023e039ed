import { z } from 'zod'
import { BRIDGE_FIELDS, LEFT_OUT_MEASURES } from '../bridge.ts'
import { currency } from './amounts.ts'
import { partsShape } from './explain-figures.ts'
import { reconcileQuery } from './reconcile.ts'

/** Where a figure of the bridge can stand. */
export const BRIDGE_CELLS = ['row', 'total', 'left_out'] as const

const { format, ...report } = reconcileQuery.shape

/** Query of `GET /v1/explain/reconcile`: that of the report, and which of its figures. */
export const explainReconcileQuery = z
  .object({
    ...report,
    format,
    cell: z.enum(BRIDGE_CELLS).default('row').describe('The place of the report'),
    name: z
      .string()
      .regex(/^\d{4}-\d\d(-\d\d)?$/, 'is not a day or month of the report: 2026-11-02, 2026-11')
      .optional()
      .describe('Of `cell=row`: its day (2026-11-02), or its month (2026-11)'),
    reason: z
      .string()
      .regex(/^[a-z_]{1,60}$/, 'is not a reason of "left_out"')
      .optional()
      .describe('Of `cell=left_out`: its reason'),
    currency: currency.optional().describe('Of `measure=amount`: amounts are as reported'),
    measure: z
      .enum([...BRIDGE_FIELDS, ...LEFT_OUT_MEASURES])
      .default('net')
      .describe('Which figure'),
    ...partsShape,
  })
  .superRefine(({ from, to, by, cell, name, ...asked }, context) => {
    const issue = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (from > to) issue('from', 'is after "to"')
    if (cell === 'row' && by === 'none') issue('cell', 'is total: a report by=none has no rows')
    else if (cell === 'row' && name === undefined)
      issue('name', `is missing: which row, by its ${by}`)
    if (cell !== 'row' && name !== undefined) issue('name', `names a row, and cell=${cell} is none`)
    for (const [field, message] of wrongOfLeftOut(cell, asked)) issue(field, message)
  })

export type ExplainReconcileQueryInput = z.output<typeof explainReconcileQuery>

interface OfLeftOut {
  reason?: string | undefined
  currency?: string | undefined
  measure: string
}

/** What is explained by another question. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  other_goal: 'is explained by the other goal: ask with its "goal", cell=total and measure=net',
  other_sales: 'is explained by GET /v1/explain with cell=other_sales',
}

function wrongOfLeftOut(
  cell: string,
  { reason, currency, measure }: OfLeftOut,
): [field: string, message: string][] {
  const isOfLeftOut = (LEFT_OUT_MEASURES as readonly string[]).includes(measure)
  if (cell !== 'left_out') {
    if (isOfLeftOut) return [['measure', `of cell=${cell} is one of ${BRIDGE_FIELDS.join(', ')}`]]
    if (reason !== undefined) return [['reason', 'is of cell=left_out alone']]
    return currency === undefined ? [] : [['currency', 'is of cell=left_out alone']]
  }
  if (!isOfLeftOut)
    return [['measure', `of cell=left_out is one of ${LEFT_OUT_MEASURES.join(', ')}`]]
  if (reason === undefined) return [['reason', 'is missing: which one of "left_out"']]
  const elsewhere = ELSEWHERE[reason]
  if (elsewhere) return [['reason', elsewhere]]
  if (measure === 'amount' && currency === undefined)
    return [['currency', 'is missing: amounts of "left_out" are as reported, each in its currency']]
  if (measure === 'count' && currency !== undefined)
    return [['currency', 'is of measure=amount alone']]
  return []
}
