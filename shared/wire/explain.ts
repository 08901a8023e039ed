import { z } from 'zod'
import { COST_CATEGORIES } from '../cost-categories.ts'
import { FILTERS, type FilterField, type Filters, filterShape } from './filters.ts'
import { pageSize } from './page-size.ts'
import {
  consistent,
  DIMENSIONS,
  type Dimension,
  dimensionList,
  isByCategoryAlone,
  roiQuery,
} from './roi.ts'

export const explainedPerPageMax = 200

/** What names a row of the ROI report: all but a category, which tells no rows apart. */
export type RowDimension = Exclude<Dimension, 'category'>

export const ROW_DIMENSIONS: readonly RowDimension[] = DIMENSIONS.filter(
  (dimension) => dimension !== 'category',
)

/** What names a row without `by`: other names are filters then, as in the report. */
const NAMED_ALONE: readonly RowDimension[] = [
  ...['channel', 'source', 'medium', 'campaign', 'stage', 'day', 'week', 'month'],
] as RowDimension[]

/** The places of the ROI report where a figure can stand; `credited` is of a report by category alone. */
export const CELLS = [
  'row',
  'unattributed',
  'overhead',
  'total',
  'not_broken_down',
  'credited',
  'other_sales',
  'fx_difference',
] as const
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
  'margin',
  'aov',
  'new_customers',
  'cac',
  'repeat_rate',
  'conversions_per_touch',
] as const
export type ExplainedMeasure = (typeof EXPLAINED)[number]

/** Costs are of these; a discount is one where that was asked. */
export const CATEGORIES_EXPLAINED = [...COST_CATEGORIES, 'discount'] as const

const name = z.string().max(1000, 'is longer than any name').optional().describe('Names the row')
const given = z.string().optional().describe('Names the row, or is a filter, as in the report')

/** `row.channel`, for a row of a report that is filtered by channel, too. */
const rowShape = Object.fromEntries(
  ROW_DIMENSIONS.map((dimension) => [`row.${dimension}`, name]),
) as Record<`row.${RowDimension}`, typeof name>

/** Names of a row, or filters: which, the question tells as a whole. */
const givenShape = Object.fromEntries(FILTERS.map((field) => [field, given])) as Record<
  FilterField,
  typeof given
>

/**
 * Query of `GET /v1/explain`: that of the report, and which of its figures. Parameters that the report has
 * and this has not are of `ASKED_OTHERWISE`.
 */
export const explainQuery = (modelNames: readonly string[]) => {
  const { by: _, sites: __, currency: ___, ...report } = roiQuery(modelNames).shape
  return z
    .object({
      ...report,
      ...givenShape,
      by: dimensionList(DIMENSIONS)
        .optional()
        .describe('`by` of the report; without it, what names the row'),
      day: name,
      week: name,
      month: name,
      ...rowShape,
      cell: z
        .enum(CELLS)
        .default('row')
        .describe('The place of the report where the figure stands'),
      reason: name.describe('Of `cell=unattributed`: as `by_reason` says it'),
      category: z.enum(CATEGORIES_EXPLAINED).optional().describe('Of costs alone'),
      measure: z.enum(EXPLAINED).optional().describe('Which figure; roi when it is left out'),
      limit: pageSize(explainedPerPageMax).default(50),
      cursor: z
        .string()
        .regex(
          /^(conversions|costs|allocated|touches)\.[0-9a-f.-]{0,80}$/,
          'is not what "next" of a page said',
        )
        .optional()
        .describe('`next` of the page before'),
    })
    .superRefine(consistent)
    .superRefine((query, context) => {
      const issue = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [field], message })
      askedIn(query, issue)
    })
}

/** What to do about parameters of the report that have no place here. */
export const ASKED_OTHERWISE: Readonly<Record<string, string>> = {
  sites: 'is of the report alone: explain each site by itself, with its own key and "site"',
  currency: 'is of several sites: one site is explained in its own currency',
}

export type ExplainQueryInput = z.output<ReturnType<typeof explainQuery>>

export type RowNames = Partial<Record<RowDimension, string>>

/** What of a question names the cell, and what filters the report that has it. */
export interface Asked {
  by: readonly Dimension[]
  names: RowNames
  filters: Filters
}

type Given = Pick<ExplainQueryInput, 'by' | 'cell' | 'category' | 'reason' | 'measure' | 'site'> &
  Partial<Record<RowDimension | `row.${RowDimension}`, string | undefined>>

type Issue = (field: string, message: string) => void

/**
 * Under `row.` a row is named and all else filters. Without, what `by` has names the row (without `by`
 * what is a name and no segment), and all else filters: nobody asks one row by what it is filtered by.
 * @param issue told of what does not fit
 */
export function askedIn(query: Given, issue: Issue = () => undefined): Asked {
  const isInFull = ROW_DIMENSIONS.some((dimension) => query[`row.${dimension}`] !== undefined)
  const namesRow = (dimension: RowDimension) =>
    query.cell === 'row' && !isInFull && (query.by ?? NAMED_ALONE).includes(dimension)
  const named = ROW_DIMENSIONS.flatMap((dimension): [RowDimension, string][] => {
    const inFull = query[`row.${dimension}`]
    const value = isInFull ? inFull : namesRow(dimension) ? query[dimension] : undefined
    return value === undefined ? [] : [[dimension, value]]
  })
  const names: RowNames = Object.fromEntries(named)
  const by = query.by ?? named.map(([dimension]) => dimension)
  namesFit(query, { by, names, isInFull }, issue)
  placeFits(query, by, issue)
  const filters = filtersOf(query, (field) => !namesRow(field), issue)
  const isUnfiltered = query.cell === 'other_sales'
  for (const field of Object.keys(filters))
    if (isUnfiltered && field !== 'sales_channel')
      issue(field, 'is a filter, and the report has other_sales without any')
  if (query.cell === 'not_broken_down' && Object.keys(filters).length === 0)
    issue('cell', 'is of a report with filters: ask them, too')
  return { by, names, filters }
}

function namesFit(
  query: Given,
  { by, names, isInFull }: { by: readonly Dimension[]; names: RowNames; isInFull: boolean },
  issue: Issue,
): void {
  const { cell, category } = query
  const spelt = (dimension: string) => (isInFull ? `row.${dimension}` : dimension)
  const given = ROW_DIMENSIONS.filter((dimension) => names[dimension] !== undefined)
  for (const time of ['day', 'week', 'month'] as const)
    if (query[time] !== undefined && names[time] === undefined)
      issue(time, cell === 'row' ? `is not in "by"` : `names a row, and cell=${cell} is none`)
  if (cell !== 'row') {
    for (const dimension of given) issue(spelt(dimension), `names a row, and cell=${cell} is none`)
    return
  }
  for (const dimension of by)
    if (dimension !== 'category' && names[dimension] === undefined)
      issue(spelt(dimension), 'is missing: "by" has it, so the row has one')
  for (const dimension of given)
    if (!by.includes(dimension)) issue(spelt(dimension), 'is not in "by"')
  if (isByCategoryAlone(by) && category === undefined)
    issue('category', 'is missing: name the row, as in category=ad_spend, or ask cell=credited')
  if (by.length === 0)
    issue(
      'channel',
      'is missing: name the row, as in channel=Email, or by=country&country=DE, or ask cell=total',
    )
}

function placeFits(
  { cell, category, reason, measure }: Given,
  by: readonly Dimension[],
  issue: Issue,
): void {
  if (category !== undefined && measure !== undefined && measure !== 'cost')
    issue('measure', `is cost, where a category is asked: no kind of cost has a ${measure} alone`)
  if (reason !== undefined && cell !== 'unattributed')
    issue('reason', 'is of cell=unattributed alone')
  if (cell === 'credited' && !isByCategoryAlone(by))
    issue('cell', 'is of a report by=category alone: name a row, or ask cell=total')
  if (cell === 'overhead' && isByCategoryAlone(by))
    issue('cell', 'is in the rows of a report by=category: ask one of them, or leave "by" out')
}

/** What is asked as a filter, each read as the report reads it. */
function filtersOf(query: Given, isFilter: (field: FilterField) => boolean, issue: Issue): Filters {
  const filters: Filters = {}
  for (const field of FILTERS) {
    const text = query[field]
    if (text === undefined || !isFilter(field)) continue
    const read = filterShape[field].safeParse(text)
    if (read.success && read.data) filters[field] = read.data
    for (const { message } of read.error?.issues ?? []) issue(field, message)
  }
  return filters
}
