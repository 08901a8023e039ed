import { z } from 'zod'
import { siteId } from '../ids.ts'
import { asOfShape } from './as-of.ts'
import { goalName } from './conversions.ts'
import { type FilterField, filterShape, ORDER_FILTERS, TOUCH_FILTERS } from './filters.ts'
import { format } from './format.ts'
import { firstDay, lastDay } from './instants.ts'
import { pageSize } from './page-size.ts'
import { worthTerms } from './worth.ts'

export const pathsPerPageMax = 1000

/** What the steps of a path are. */
export const PATH_KINDS = ['channel', 'campaign'] as const
export type PathKind = (typeof PATH_KINDS)[number]

/** In their order, with repeats collapsed; or whatever the order. */
export const PATH_SHAPES = ['sequence', 'set'] as const
export type PathShape = (typeof PATH_SHAPES)[number]

/** What paths may be ranked by. */
export const PATH_SORTS = [
  'value',
  'journeys',
  'conversions',
  'conversion_rate',
  'cost',
  'profit',
  'roi',
] as const
export type PathSort = (typeof PATH_SORTS)[number]

/** What becomes of costs that name nothing: a row of their own, or shared over all touches. */
export const ALLOCATIONS = ['none', 'touches'] as const
export type Allocate = (typeof ALLOCATIONS)[number]

export const allocate = z
  .enum(ALLOCATIONS)
  .default('none')
  .describe('Whether costs that name nothing are shared over all touches')

/** A model of the registry, by its name. */
export const modelName = (modelNames: readonly string[]) =>
  z
    .string()
    .refine((name) => modelNames.includes(name), `is one of ${modelNames.join(', ')}`)
    .optional()
    .meta({
      enum: modelNames,
      description:
        'Model that splits each conversion over its touches; `default_model` of GET /v1/site when it is left out',
    })

/** Which journeys paths may be asked of. */
export const PATH_FILTERS: readonly FilterField[] = [...TOUCH_FILTERS, 'stage']

/** Those filters on orders that no journey which did not convert can be told by, nor sums of orders without a touch. */
export const NO_PATH_FILTERS = ORDER_FILTERS.filter((name) => name !== 'stage')

/** Only journeys with such a touch. */
const { channel, source, medium, campaign, country, device, landing_page } = filterShape
const pathFilterShape = {
  channel: channel.describe('Only journeys with a touch of these channels'),
  source: source.describe('Only journeys with a touch of these sources'),
  medium: medium.describe('Only journeys with a touch of these mediums'),
  campaign: campaign.describe('Only journeys with a touch of these campaigns'),
  country: country.describe('Only journeys with a touch from these countries, in two letters'),
  device: device.describe('Only journeys with a touch on these devices'),
  landing_page: landing_page.describe('Only journeys with a touch that began on these pages'),
  stage: filterShape.stage.describe(
    'Only journeys that led to first purchases (acquisition), or to those of customers who had bought (retention)',
  ),
}

/** Query of `GET /v1/paths`. */
export const pathsQuery = (modelNames: readonly string[]) =>
  z
    .object({
      site: siteId.optional(),
      from: firstDay,
      to: lastDay,
      goal: goalName.default('purchase'),
      model: modelName(modelNames).describe(
        'Makes no difference here: a path has all of its conversions, whoever of it is credited',
      ),
      of: z.enum(PATH_KINDS).default('channel').describe('What the steps of a path are'),
      shape: z
        .enum(PATH_SHAPES)
        .default('sequence')
        .describe('Steps in their order, or whatever the order'),
      allocate,
      ...pathFilterShape,
      ...worthTerms,
      sort: z.enum(PATH_SORTS).default('value').describe('What paths are ranked by'),
      limit: pageSize(pathsPerPageMax).default(100),
      cursor: z
        .string()
        .regex(/^\d{1,9}$/, 'is not what "next" of a page said')
        .transform(Number)
        .default(0)
        .describe('`next` of the page before'),
      format,
      ...asOfShape,
    })
    .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })

export type PathsQueryInput = z.output<ReturnType<typeof pathsQuery>>
