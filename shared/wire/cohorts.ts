import { z } from 'zod'
import { siteId } from '../ids.ts'
import { asOfShape } from './as-of.ts'
import { filterShape } from './filters.ts'
import { format } from './format.ts'
import { day, firstMonth, lastMonth } from './instants.ts'
import { modelName } from './paths.ts'
import { COST_SETS } from './roi.ts'
import { REFUND_BASES, VALUES } from './worth.ts'

/** What a cohort may be told apart by, besides its month: names of the touches that brought it. */
export const COHORT_DIMENSIONS = ['channel', 'source', 'medium', 'campaign'] as const
export type CohortDimension = (typeof COHORT_DIMENSIONS)[number]

const isDimension = (name: string): name is CohortDimension =>
  (COHORT_DIMENSIONS as readonly string[]).includes(name)

/** `none`, or a comma-separated list, each at most once. */
const dimensions = z.string().transform((text, context) => {
  if (text === 'none') return []
  const names = text.split(',').map((name) => name.trim())
  if (!names.every(isDimension) || new Set(names).size < names.length)
    context.addIssue({
      code: 'custom',
      message: `is "none", or a list of ${COHORT_DIMENSIONS.join(', ')}, each at most once`,
    })
  return names.filter(isDimension)
})

const { channel, source, medium, campaign, country, device, landing_page } = filterShape

/** On the touches of the first purchase that the model credits. */
const cohortFilterShape = {
  channel: channel.describe('Only what these channels have won, such as `Email,Direct`'),
  source: source.describe('Only what these sources have won'),
  medium: medium.describe('Only what these mediums have won'),
  campaign: campaign.describe('Only what these campaigns have won; `(none)` is what has none'),
  country: country.describe('Only what touches from these countries have won, in two letters'),
  device: device.describe('Only what touches on these devices have won'),
  landing_page: landing_page.describe('Only what touches that began on these pages have won'),
}

const ltvEveryMax = 365

/** Query of `GET /v1/cohorts`; `modelNames` are those of the model registry. */
export const cohortsQuery = (modelNames: readonly string[]) =>
  z
    .object({
      site: siteId.optional(),
      from: firstMonth.describe('First month of first purchases, as `2026-01`'),
      to: lastMonth.describe('Last month of first purchases, included'),
      by: dimensions
        .prefault('channel')
        .describe(
          `What cohorts are told apart by: none, or a list of ${COHORT_DIMENSIONS.join(', ')}`,
        ),
      model: modelName(modelNames),
      value: z.enum(VALUES).default('revenue').describe('What an order is worth'),
      refund_basis: z
        .enum(REFUND_BASES)
        .default('sale')
        .describe('Whether a refund counts on the day of its sale or on its own'),
      ltv_every: z
        .string()
        .regex(/^\d{1,3}$/, 'is a whole number of days')
        .transform(Number)
        .refine((n) => n >= 1 && n <= ltvEveryMax, `is 1 to ${ltvEveryMax} days`)
        .optional()
        .describe('Days between two points of `ltv_by_age`, which is left out without it'),
      costs: z.enum(COST_SETS).default('all').describe('Which costs count'),
      ...cohortFilterShape,
      as_on: day.optional().describe('The last day that counts; today when it is left out'),
      format,
      ...asOfShape,
    })
    .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })

export type CohortsQueryInput = z.output<ReturnType<typeof cohortsQuery>>
