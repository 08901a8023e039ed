import { z } from 'zod'
import { pageSize } from './page-size.ts'
import { consistent, type Dimension, dimensionList, roiQuery } from './roi.ts'

export const explainedPerPageMax = 200

/** What names a row of the ROI report; a category tells no rows apart. */
export const ROW_DIMENSIONS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'stage',
  'day',
  'week',
  'month',
] as const satisfies readonly Dimension[]
export type RowDimension = (typeof ROW_DIMENSIONS)[number]

/** What `by` may have: of other dimensions no parts are told yet. */
const BY_DIMENSIONS = [...ROW_DIMENSIONS, 'category'] as const

/** The places of the ROI report where a figure can stand. */
export const CELLS = ['row', 'unattributed', 'overhead', 'total'] as const
export type CellPlace = (typeof CELLS)[number]

/** The metrics of the ROI report that can be explained. */
export const EXPLAINED = [
  'roi',
  'roas',
  'profit',
  'value',
  'cost',
  'conversions',
  'touches',
  'cpa',
  'aov',
  'new_customers',
  'cac',
] as const
export type ExplainedMeasure = (typeof EXPLAINED)[number]

/** Of the report's own parameters, those whose effect on the parts is known here. */
const KNOWN = new Set([
  ...['site', 'from', 'to', 'model', 'goal', 'basis', 'refund_basis', 'value', 'discount_as'],
  ...['allocate', 'costs', 'as_of', 'asked_at'],
  // Names of a row here, where the report has filters.
  ...ROW_DIMENSIONS,
])

const name = z.string().max(1000, 'is longer than any name')
/**
 * Query of `GET /v1/explain`: that of the report, the names of a row, and which of its metrics. What the
 * report learns to be asked and this does not know is refused, since its parts would not add up.
 */
export const explainQuery = (modelNames: readonly string[], defaultModel: string) => {
  const { by: _, format: __, ...report } = roiQuery(modelNames, defaultModel).shape
  const unknown = Object.keys(report).filter((field) => !KNOWN.has(field))
  return z
    .object({
      ...report,
      by: dimensionList(BY_DIMENSIONS).optional(),
      channel: name.optional(),
      source: name.optional(),
      medium: name.optional(),
      campaign: name.optional(),
      stage: name.optional(),
      day: name.optional(),
      week: name.optional(),
      month: name.optional(),
      cell: z.enum(CELLS).default('row'),
      measure: z.enum(EXPLAINED).default('roi'),
      limit: pageSize(explainedPerPageMax).default(50),
      /** `next` of the page before. */
      cursor: z
        .string()
        .regex(
          /^(conversions|costs|allocated|touches)\.[0-9a-f.-]{0,80}$/,
          'is not what "next" of a page said',
        )
        .optional(),
    })
    .superRefine(consistent)
    .superRefine((query, context) => {
      const issue = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [field], message })
      for (const field of unknown)
        if ((query as Record<string, unknown>)[field] !== undefined)
          issue(field, 'is no parameter of explanations yet: leave it out')
      namesFit(query, issue)
    })
}

export type ExplainQueryInput = z.output<ReturnType<typeof explainQuery>>

type Names = Partial<Record<RowDimension, string | undefined>>

/** The names that are given, in the order of `by`. */
export function namesOf(query: Names): Partial<Record<RowDimension, string>> {
  const given = ROW_DIMENSIONS.flatMap((dimension) => {
    const value = query[dimension]
    return value === undefined ? [] : [[dimension, value]]
  })
  return Object.fromEntries(given)
}

function namesFit(
  query: Names & { by?: readonly (typeof BY_DIMENSIONS)[number][] | undefined; cell: CellPlace },
  issue: (field: string, message: string) => void,
): void {
  const { by, cell } = query
  const given = ROW_DIMENSIONS.filter((dimension) => query[dimension] !== undefined)
  if (by?.includes('category'))
    issue('by', 'has category, which tells no rows apart: leave it out, or ask costs=ad_spend')
  if (cell !== 'row') {
    for (const dimension of given) issue(dimension, `names a row, and cell=${cell} is none`)
    return
  }
  for (const dimension of by ?? [])
    if (dimension !== 'category' && query[dimension] === undefined)
      issue(dimension, 'is missing: "by" has it, so the row has one')
  for (const dimension of given)
    if (by && !by.includes(dimension)) issue(dimension, 'is not in "by"')
  if (!by && given.length === 0)
    issue('channel', 'is missing: name the row, as in channel=Email, or ask cell=total')
}
