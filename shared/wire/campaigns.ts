import { z } from 'zod'
import { siteId } from '../ids.ts'
import { asOfShape } from './as-of.ts'
import { goalName } from './conversions.ts'
import { format } from './format.ts'
import { firstDay, lastDay } from './instants.ts'
import { modelName } from './paths.ts'
import { basis } from './roi.ts'

/** Query of `GET /v1/claims` and `GET /v1/campaigns`; `modelNames` are those of the model registry. */
export const campaignsQuery = (modelNames: readonly string[]) =>
  z
    .object({
      site: siteId.optional(),
      from: firstDay,
      to: lastDay,
      model: modelName(modelNames),
      goal: goalName.default('purchase'),
      basis,
      format,
      ...asOfShape,
    })
    .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })
