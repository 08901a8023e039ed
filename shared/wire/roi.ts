import { z } from 'zod'
import { siteId } from '../ids.ts'
import { goalName } from './conversions.ts'
import { day } from './instants.ts'
import { allocate } from './paths.ts'

export const DIMENSIONS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'stage',
  'day',
  'week',
  'month',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

export const BASES = ['conversion_date', 'touch_date'] as const
export type Basis = (typeof BASES)[number]

/** Of which day refunds are: their sale's, or their own. */
export const REFUND_BASES = ['sale', 'refund'] as const
export type RefundBasis = (typeof REFUND_BASES)[number]

/** What an order is worth: its net revenue, or that without its cost of goods. */
export const VALUES = ['revenue', 'margin'] as const
export type ValueKind = (typeof VALUES)[number]

/** Whether a discount lowers the value, or is a cost of what was sold at the full price. */
export const DISCOUNT_RULES = ['reduction', 'cost'] as const
export type DiscountRule = (typeof DISCOUNT_RULES)[number]

const isDimension = (name: string): name is Dimension =>
  (DIMENSIONS as readonly string[]).includes(name)

/** A comma-separated list of dimensions, each at most once. */
const dimensions = z.string().transform((text, context) => {
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !isDimension(name))
  if (unknown !== undefined || new Set(names).size < names.length)
    context.addIssue({
      code: 'custom',
      message: `is a list of ${DIMENSIONS.join(', ')}, each at most once`,
    })
  return names.filter(isDimension)
})

/** Query of `GET /v1/roi`; `modelNames` are those of the model registry. */
export const roiQuery = (modelNames: readonly string[], defaultModel: string) =>
  z
    .object({
      site: siteId.optional(),
      from: day,
      to: day,
      model: z
        .string()
        .refine((name) => modelNames.includes(name), `is one of ${modelNames.join(', ')}`)
        .default(defaultModel),
      by: dimensions.default(['channel']),
      goal: goalName.default('purchase'),
      basis: z.enum(BASES).default('conversion_date'),
      refund_basis: z.enum(REFUND_BASES).optional(),
      value: z.enum(VALUES).optional(),
      discount_as: z.enum(DISCOUNT_RULES).optional(),
      allocate,
      format: z.enum(['json', 'csv']).default('json'),
    })
    .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })

export type RoiQuery = z.output<ReturnType<typeof roiQuery>>
