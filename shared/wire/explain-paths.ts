import { z } from 'zod'
import { namesAsJson, partsShape } from './explain-figures.ts'
import { pathsQuery } from './paths.ts'

/** Where a figure of the report of paths can stand: a path, what is counted together, and lines of the bridge. */
export const PATH_CELLS = [
  'row',
  'other',
  'closed',
  'open',
  'before_period',
  'closed_outside',
  'left_out',
] as const
export type PathCell = (typeof PATH_CELLS)[number]

/** Its figures. */
export const PATH_MEASURES = [
  'journeys',
  'conversions',
  'conversion_rate',
  'value',
  'cost',
  'profit',
  'roi',
  'roas',
  'cpa',
  'margin',
  'aov',
  'median_days',
  'median_touches',
] as const
export type PathMeasure = (typeof PATH_MEASURES)[number]

const NOT_STEPS = 'is the "steps" of a path as JSON, such as ["Paid Search","Email"]'

const steps = namesAsJson(NOT_STEPS, 1)
  .optional()
  .describe('Of `cell=row`: the `steps` of the path, as JSON')

/** Figures that places have which have not all. */
const TOLD: Partial<Record<PathCell, readonly PathMeasure[]>> = {
  open: ['journeys', 'cost'],
  before_period: ['cost'],
  closed_outside: ['cost'],
  left_out: ['cost'],
}

/** Query of `GET /v1/explain/paths`: that of the report, and which of its figures. */
export const explainPathsQuery = (modelNames: readonly string[]) => {
  const { sort: _, limit: __, cursor: ___, ...report } = pathsQuery(modelNames).shape
  return z
    .object({
      ...report,
      cell: z.enum(PATH_CELLS).default('row').describe('The place of the report'),
      steps,
      measure: z.enum(PATH_MEASURES).default('value').describe('Which figure'),
      ...partsShape,
    })
    .superRefine((query, context) => {
      const issue = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [field], message })
      const { cell, measure } = query
      if (query.from > query.to) issue('from', 'is after "to"')
      if (cell === 'row' && !query.steps) issue('steps', `is missing: it ${NOT_STEPS}`)
      if (cell !== 'row' && query.steps) issue('steps', `names a path, and cell=${cell} is none`)
      const told = TOLD[cell]
      if (told && !told.includes(measure))
        issue('measure', `of cell=${cell} is one of ${told.join(', ')}`)
      if (cell !== 'row' && measure.startsWith('median_'))
        issue('measure', `${measure} is of cell=row alone`)
      if ((measure === 'margin' || measure === 'aov') && !query.value)
        issue('value', `is missing: the report has ${measure} with value=revenue or value=margin`)
    })
}

export type ExplainPathsQueryInput = z.output<ReturnType<typeof explainPathsQuery>>
