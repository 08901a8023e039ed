import { z } from 'zod'
import { siteId } from '../ids.ts'
import { asOfShape } from './as-of.ts'
import { goalName } from './conversions.ts'
import { filterShape } from './filters.ts'
import { format } from './format.ts'
import { firstDay, lastDay } from './instants.ts'
import { pageSize } from './page-size.ts'
import { allocate, modelName } from './paths.ts'

export const journeysPerPageMax = 200

/** Query of `GET /v1/journeys`. Without days: the last 30 of the site. */
export const journeysQuery = (modelNames: readonly string[]) =>
  z
    .object({
      site: siteId.optional(),
      from: firstDay.optional(),
      to: lastDay.optional(),
      goal: goalName.default('purchase'),
      model: modelName(modelNames).describe('Whose credits the profit of each touch is told by'),
      allocate,
      limit: pageSize(journeysPerPageMax).default(50),
      cursor: z
        .string()
        .regex(/^\d{1,16}\.\d{1,16}$/, 'is not what "next" of a page said')
        .optional()
        .describe('`next` of the page before'),
      ...filterShape,
      format,
      ...asOfShape,
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      path: ['from'],
      message: 'is after "to"',
    })

/** Query of `GET /v1/journeys/{transaction_id}`. */
export const journeyQuery = (modelNames: readonly string[]) =>
  z.object({
    site: siteId.optional(),
    goal: goalName.default('purchase'),
    model: modelName(modelNames),
    allocate,
    format,
    ...asOfShape,
  })
