import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { wellFormed } from '../ids.ts'

/** Spelt as the tags of a touch are, so that it meets them. */
const name = z.string().transform(cleanText).pipe(z.string().min(1).max(200))

/** As `GET /v1/campaigns` shows it: a file's own spelling, which is compared as it is. */
const called = wellFormed.max(1000, 'has more than 1000 characters')

const platformName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,63}$/,
    'is a name of small letters, digits, "_" and "-", as GET /v1/campaigns shows it: google_ads',
  )

const keyShape = {
  platform: platformName,
  account: called.default('').describe('The one that it is of; all where it is empty'),
  campaign_id: called.default('').describe("The platform's id, by which it is known"),
  campaign: called.default('').describe('Its name as the platform has it, where there is no id'),
}

/** What links call it. Source and medium are as links have them, or usual, where they are left out. */
const wireMeaning = z.object({
  campaign: name,
  source: name.nullish().describe('Left open: as links have it, or else usual'),
  medium: name.nullish().describe('Left open: as links have it, or else usual'),
})

/** A campaign of a platform, and which campaign of links it is; `means` of null takes that back. */
export const wireAlias = z
  .object({
    ...keyShape,
    means: wireMeaning.nullable().describe('What links call it; null takes it back'),
  })
  .refine(({ campaign_id: id, campaign }) => id !== '' || campaign !== '', {
    path: ['campaign_id'],
    message:
      'is missing: give the id that the platform has for the campaign, or its name as "campaign"',
  })

export type WireAlias = z.output<typeof wireAlias>
