import { z } from 'zod'
import { COHORT_CELLS, COHORT_MEASURES } from '../cohort-measures.ts'
import { cohortsQuery } from './cohorts.ts'
import { namesAsJson, partsShape } from './explain-figures.ts'

const NOT_NAMES = 'is the names of the row as JSON, in the order of "by", such as ["Email"]'

const names = namesAsJson(NOT_NAMES)
  .optional()
  .describe('Of `cell=row`: its names as JSON, in the order of `by`')

/** Query of `GET /v1/explain/cohorts`: that of the report, and which of its figures. */
export const explainCohortsQuery = (modelNames: readonly string[]) => {
  const { ltv_every: _, ...report } = cohortsQuery(modelNames).shape
  return z
    .object({
      ...report,
      cell: z.enum(COHORT_CELLS).default('row').describe('The place of the report'),
      cohort: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month such as 2026-01')
        .optional()
        .describe('Of `cell=row` and `cell=cohort`: the month of first purchases'),
      names,
      measure: z.enum(COHORT_MEASURES).default('ltv_to_date').describe('Which figure'),
      months_since: z

        .string()
        .regex(/^\d{1,2}$/, 'is a place in "bought_again_by_month", from 0 on')
        .transform(Number)
        .optional()
        .describe('Of `measure=bought_again`: its place in `bought_again_by_month`'),
      ...partsShape,
    })
    .superRefine(({ from, to, by, cell, cohort, names: told, measure, ...asked }, context) => {
      const issue = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [field], message })
      const isOfMonth = measure === 'bought_again'
      const hasMonth = cell === 'row' || cell === 'cohort'
      if (from > to) issue('from', 'is after "to"')
      if (hasMonth && cohort === undefined) issue('cohort', 'is missing: which month')
      if (!hasMonth && cohort !== undefined) issue('cohort', `is a month, and cell=${cell} is none`)
      if (cell !== 'row' && told) issue('names', `names a row, and cell=${cell} is none`)
      if (cell === 'row' && (told ?? []).length !== by.length)
        issue('names', `has one name for each of "by": ${by.join() || 'none'}`)
      if (isOfMonth && asked.months_since === undefined)
        issue('months_since', 'is missing: by the end of which month')
      if (!isOfMonth && asked.months_since !== undefined)
        issue('months_since', 'is of measure=bought_again alone')
    })
}

export type ExplainCohortsQueryInput = z.output<ReturnType<typeof explainCohortsQuery>>
