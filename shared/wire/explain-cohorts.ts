import { z } from 'zod'
import { COHORT_CELLS, COHORT_MEASURES } from '../cohort-measures.ts'
import { cohortsQuery } from './cohorts.ts'
import { namesAsJson, partsShape } from './explain-figures.ts'

const NOT_NAMES = 'is the names of the row as JSON, in the order of "by", such as ["Email"]'

const names = namesAsJson(NOT_NAMES)
  .optional()
  .describe('Of `cell=row`: its names as JSON, in the order of `by`')

/** What says which of several figures a measure is. */
const PLACES = [
  ['bought_again', 'months_since', 'by the end of which month'],
  ['ltv_by_age', 'ltv_every', 'days between two points'],
  ['ltv_by_age', 'point', 'which point of the curve'],
] as const

/** Query of `GET /v1/explain/cohorts`: that of the report, and which of its figures. */
export const explainCohortsQuery = (modelNames: readonly string[]) =>
  z
    .object({
      ...cohortsQuery(modelNames).shape,
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
      point: z
        .string()
        .regex(/^\d{1,3}$/, 'is a place in "ltv_by_age", from 0 on')
        .transform(Number)
        .optional()
        .describe('Of `measure=ltv_by_age`: its place in `ltv_by_age`'),
      ...partsShape,
    })
    .superRefine(({ from, to, by, cell, cohort, names: told, measure, ...asked }, context) => {
      const issue = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [field], message })
      const hasMonth = cell === 'row' || cell === 'cohort'
      if (from > to) issue('from', 'is after "to"')
      if (hasMonth && cohort === undefined) issue('cohort', 'is missing: which month')
      if (!hasMonth && cohort !== undefined) issue('cohort', `is a month, and cell=${cell} is none`)
      if (cell !== 'row' && told) issue('names', `names a row, and cell=${cell} is none`)
      if (cell === 'row' && (told ?? []).length !== by.length)
        issue('names', `has one name for each of "by": ${by.join() || 'none'}`)
      for (const [its, field, which] of PLACES) {
        const isAsked = asked[field] !== undefined
        if (measure === its && !isAsked) issue(field, `is missing: ${which}`)
        if (measure !== its && isAsked) issue(field, `is of measure=${its} alone`)
      }
    })

export type ExplainCohortsQueryInput = z.output<ReturnType<typeof explainCohortsQuery>>
