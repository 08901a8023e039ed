import { z } from 'zod'
import { siteId } from '../ids.ts'
import { currency } from './amounts.ts'
import { type AsOf, asOfShape } from './as-of.ts'
import { goalName } from './conversions.ts'
import { filterShape } from './filters.ts'
import { format } from './format.ts'
import { firstDay, lastDay } from './instants.ts'
import { allocate, modelName } from './paths.ts'
import { siteList } from './sites.ts'
import { type DiscountRule, worthTerms } from './worth.ts'

export {
  DISCOUNT_RULES,
  type DiscountRule,
  REFUND_BASES,
  type RefundBasis,
  VALUES,
  type ValueKind,
} from './worth.ts'

export const DIMENSIONS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'stage',
  'country',
  'device',
  'landing_page',
  'coupon',
  'item',
  'advocacy',
  'market',
  'sales_channel',
  'site',
  'category',
  'day',
  'week',
  'month',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Rows are categories of costs then, and no row has a value. */
export const isByCategoryAlone = (by: readonly Dimension[]): boolean =>
  by.length === 1 && by[0] === 'category'

/** What neither the rollups nor the dictionary of tuples knows: contributions are gone over for it. */
export const BEYOND_ROLLUPS = [
  'country',
  'device',
  'landing_page',
  'coupon',
  'item',
  'advocacy',
  'market',
  'sales_channel',
] as const satisfies readonly Dimension[]

export const BASES = ['conversion_date', 'touch_date'] as const
export type Basis = (typeof BASES)[number]

/** The parameter `basis` of reports. */
export const basis = z
  .enum(BASES)
  .optional()
  .describe(
    'Whether credit is dated by its conversion or by its touch; `default_basis` of GET /v1/site when it is left out',
  )

/** Which costs count: all, or those of ads alone. */
export const COST_SETS = ['all', 'ad_spend'] as const
export type CostSet = (typeof COST_SETS)[number]

/** A comma-separated list of some dimensions, each at most once. */
export const dimensionList = <Some extends Dimension>(some: readonly Some[]) =>
  z.string().transform((text, context) => {
    const isKnown = (name: string): name is Some => (some as readonly string[]).includes(name)
    const names = text.split(',').map((name) => name.trim())
    if (!names.every(isKnown) || new Set(names).size < names.length)
      context.addIssue({
        code: 'custom',
        message: `is a list of ${some.join(', ')}, each at most once`,
      })
    return names.filter(isKnown)
  })

/** What the parameter `by` says of itself. */
export const byText = (some: readonly string[]): string =>
  `What rows are told apart by: a list of ${some.join(', ')}`

/** What one answer can't be. */
export function consistent(
  { from, to, discount_as, costs }: RoiTerms,
  context: z.RefinementCtx,
): void {
  const issue = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  if (from > to) issue('from', 'is after "to"')
  if (discount_as === 'cost' && costs === 'ad_spend')
    issue('costs', 'leaves discounts out, and discount_as=cost makes them a cost: ask one of both')
}

interface RoiTerms {
  from: number
  to: number
  discount_as?: DiscountRule | undefined
  costs?: CostSet | undefined
}

/** Query of `GET /v1/roi`; `modelNames` are those of the model registry. */
export const roiQuery = (modelNames: readonly string[]) =>
  z
    .object({
      site: siteId.optional(),
      sites: siteList
        .optional()
        .describe('Several sites in one currency; send a key of each, with commas between'),
      currency: currency
        .optional()
        .describe("Of the answer, of several sites; the first one's when it is left out"),
      from: firstDay,
      to: lastDay,
      model: modelName(modelNames),
      by: dimensionList(DIMENSIONS).prefault('channel').describe(byText(DIMENSIONS)),
      goal: goalName.default('purchase'),
      basis,
      ...worthTerms,
      allocate,
      costs: z.enum(COST_SETS).optional().describe('Which costs count; all when it is left out'),
      ...filterShape,
      format,
      ...asOfShape,
    })
    .superRefine(consistent)
    .superRefine(ofSites)

/** Some parameters go with several sites, and some with one. */
function ofSites(
  {
    site,
    sites,
    currency,
    as_of,
  }: Partial<Record<'site' | 'sites' | 'currency', unknown>> & { as_of?: AsOf | undefined },
  context: z.RefinementCtx,
): void {
  const issue = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  if (sites !== undefined && site !== undefined) issue('site', 'goes without "sites"')
  if (sites !== undefined && as_of && 'seq' in as_of)
    issue(
      'as_of',
      'is a number, and each site counts its own facts: say a time, which is one for all, as "2026-11-02T10:00:00Z"',
    )
  if (sites === undefined && currency !== undefined)
    issue('currency', 'goes with "sites" alone: one site is told in its own')
}

export type RoiAsked = z.output<ReturnType<typeof roiQuery>>

/** The same with what the site means where nothing was said. */
export type RoiQuery = RoiAsked & { model: string; basis: Basis }
