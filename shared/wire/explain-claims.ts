import { z } from 'zod'
import { CLAIM_MEASURES } from '../claim-measures.ts'
import { campaignsQuery } from './campaigns.ts'
import { namesAsJson, partsShape } from './explain-figures.ts'

const named = z.string().max(1000, 'is longer than any name').optional()

const NOT_MEANS = 'is source, medium and campaign as JSON, such as ["google","cpc","autumn"]'

/** Query of `GET /v1/explain/claims`: that of the report, and which of its figures. A row is named as far as it takes. */
export const explainClaimsQuery = (modelNames: readonly string[]) =>
  z
    .object({
      ...campaignsQuery(modelNames).shape,
      platform: z.string().max(1000, 'is longer than any name').describe('Of the row'),
      account: named.describe('Of the row: as its platform names it'),
      campaign_id: named.describe('Of the row: as its platform names it'),
      campaign: named.describe('Of the row: as its platform names it'),
      means: namesAsJson(NOT_MEANS)
        .refine(({ length }) => length === 3, NOT_MEANS)
        .optional()
        .describe('Of the row: source, medium and campaign that it means, as JSON'),
      matched_by: named.describe('Of the row'),
      measure: z.enum(CLAIM_MEASURES).default('value').describe('Which figure'),
      ...partsShape,
    })
    .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })

export type ExplainClaimsQueryInput = z.output<ReturnType<typeof explainClaimsQuery>>
