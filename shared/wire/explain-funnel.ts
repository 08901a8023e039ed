import { z } from 'zod'
import { partsShape } from './explain-figures.ts'
import { funnelQuery } from './funnel.ts'

/** Where a figure of the funnel can stand. */
export const FUNNEL_CELLS = ['row', 'total', 'without_visit'] as const

/** Its figures: visits by step, and how many came no further than it; what was ordered, and what was left. */
export const FUNNEL_MEASURES = [
  ...(['visit', 'view', 'cart', 'checkout', 'order'] as const),
  ...(['visit_drop_off', 'view_drop_off', 'cart_drop_off', 'checkout_drop_off'] as const),
  ...(['orders', 'value', 'conversion_rate', 'abandoned_carts', 'abandoned_value'] as const),
  ...(['open_carts', 'open_value', 'carts_without_value'] as const),
] as const
export type FunnelMeasure = (typeof FUNNEL_MEASURES)[number]

const { format, ...report } = funnelQuery.shape

/** Query of `GET /v1/explain/funnel`: that of the report, and which of its figures. */
export const explainFunnelQuery = z
  .object({
    ...report,
    format,
    cell: z.enum(FUNNEL_CELLS).default('row').describe('The place of the report'),
    name: z
      .string()
      .max(1000, 'is longer than any name')
      .optional()
      .describe('Of `cell=row`: what the row is called'),
    measure: z.enum(FUNNEL_MEASURES).default('value').describe('Which figure'),
    ...partsShape,
  })
  .superRefine(({ from, to, by, cell, name, measure }, context) => {
    const issue = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (from > to) issue('from', 'is after "to"')
    if (cell === 'row' && by === 'none') issue('cell', 'is total: a report by=none has no rows')
    else if (cell === 'row' && name === undefined)
      issue('name', `is missing: what the row is called, which is its ${by}`)
    if (cell !== 'row' && name !== undefined) issue('name', `names a row, and cell=${cell} is none`)
    if (cell === 'without_visit' && measure !== 'orders' && measure !== 'value')
      issue('measure', 'of cell=without_visit is one of orders, value')
  })

export type ExplainFunnelQueryInput = z.output<typeof explainFunnelQuery>
