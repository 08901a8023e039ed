import { z } from 'zod'
import { dropReasons } from '../drop-reasons.ts'
import { siteId } from '../ids.ts'
import { time } from './answers/parts.ts'
import { LANDINGS } from './stream.ts'

/** The parameter of a page's address that has the hits of its browser shown to who knows the token. */
export const CHECK_PARAMETER = 'pw_check'

const TOKEN = /^[A-Za-z0-9_-]{8,64}$/

/** Query of `GET /v1/check`. */
export const checkQuery = z.object({
  site: siteId.optional(),
  token: z
    .string()
    .regex(TOKEN, 'is 8 to 64 letters, digits, - or _: make up a random one')
    .describe(`What a page's address has as \`${CHECK_PARAMETER}\``),
})

const name = z.string().nullable()

/** One hit of the browser that is checked. */
export const checkedHit = z.object({
  received_at: time,
  name: z.string().describe("'' of an event that can not be read"),
  host: z.string(),
  path: z.string(),
  outcome: z.enum(['accepted', 'dropped']),
  reason: z.enum(dropReasons.map(({ reason }) => reason)).nullable(),
  way_out: z.string().nullable().describe('Of a hit that was dropped'),
  landing: z.enum(LANDINGS).nullable(),
  channel: name,
  source: name,
  medium: name,
  campaign: name,
  rule: z.string().nullable().describe('What it was classified by'),
  device: z.string(),
  country: z.string(),
  visitor: z.string().describe('The end of the id of the visitor'),
})

/** Answer of `GET /v1/check`. */
export const checkAnswer = z.object({
  site: z.string(),
  parameter: z.literal(CHECK_PARAMETER),
  token: z.string(),
  expires_at: time.describe('Nothing is known of it later, unless it is asked again'),
  hits: z.array(checkedHit).describe('Oldest first'),
})

export type CheckedHit = z.output<typeof checkedHit>
