import { z } from 'zod'
import { siteId } from '../ids.ts'
import { asOfShape } from './as-of.ts'
import { goalName } from './conversions.ts'
import { day } from './instants.ts'
import { BASES } from './roi.ts'

/** Query of `GET /v1/claims` and `GET /v1/campaigns`; `modelNames` are those of the model registry. */
export const campaignsQuery = (modelNames: readonly string[], defaultModel: string) =>
  z
    .object({
      site: siteId.optional(),
      from: day,
      to: day,
      model: z
        .string()
        .refine((name) => modelNames.includes(name), `is one of ${modelNames.join(', ')}`)
        .default(defaultModel),
      goal: goalName.default('purchase'),
      basis: z.enum(BASES).default('conversion_date'),
      format: z.enum(['json', 'csv']).default('json'),
      ...asOfShape,
    })
    .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })
