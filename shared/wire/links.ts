import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { formatDay } from '../dates.ts'
import { day } from './instants.ts'

/** Characters. Mail programs and browsers cut addresses from about 2,000 on, and ours stands within another. */
export const linkTargetLengthMax = 1_000

/** Spelt as the tags of a touch are, since it becomes one of them. */
const name = z
  .string()
  .transform(cleanText)
  .pipe(z.string().min(1, 'is empty').max(200, 'has more than 200 characters'))

/** A link for a mail, a partner, a printed code: where it leads, and which campaign it says. */
export const wireLink = z.object({
  to: z
    .string()
    .max(linkTargetLengthMax, `has more than ${linkTargetLengthMax} characters`)
    .regex(/^https?:\/\//i, {
      error: 'is no address of a page: it begins with https:// or http://',
      abort: true,
    })
    // Browsers read over blanks and turn backslashes round, so that people and programs see another address.
    .regex(/^[^\s\p{Cc}\\]+$/u, {
      error: 'holds blanks, control characters or backslashes: escape them',
      abort: true,
    })
    .refine((text) => text.isWellFormed() && URL.canParse(text), 'is no address that exists')
    .describe('Address of a page of the site'),
  source: name.describe('Source of the visit, as `utm_source`'),
  medium: name.describe('Medium of the visit, as `utm_medium`'),
  campaign: name.describe('Campaign of the visit, as `utm_campaign`'),
  content: name.optional().describe('Which link of several, as `utm_content`'),
  term: name.optional().describe('Search term, as `utm_term`'),
  expires: day
    .transform(formatDay)
    .optional()
    .describe('Local day of the site, the last on which it leads anywhere'),
})

/** What asks for a picture when a mail is opened: which campaign it is of. */
export const wirePixel = z.object({
  source: name.describe('Who has sent the mail, as `utm_source` of its links'),
  medium: name.describe('How, as `utm_medium` of its links'),
  campaign: name.describe('What for, as `utm_campaign` of its links'),
  content: name.optional().describe('Which mail of several'),
})

export type WirePixel = z.output<typeof wirePixel>

export type WireLink = z.output<typeof wireLink>
