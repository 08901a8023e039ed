import { z } from 'zod'
import { siteId } from '../ids.ts'
import { asOfShape } from './as-of.ts'
import { type FilterField, filterShape } from './filters.ts'
import { format } from './format.ts'
import { firstDay, lastDay } from './instants.ts'

/** What rows of the funnel are of: all are known of every visit. */
export const FUNNEL_BYS = [
  'none',
  'channel',
  'source',
  'medium',
  'campaign',
  'device',
  'country',
] as const
export type FunnelBy = (typeof FUNNEL_BYS)[number]

/** What only some visits may be asked by. */
export const FUNNEL_FILTERS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'country',
  'device',
] as const satisfies FilterField[]

const { channel, source, medium, campaign, country, device } = filterShape

export const abandonedAfterDaysMax = 90

/** Query of `GET /v1/funnel`. */
export const funnelQuery = z
  .object({
    site: siteId.optional(),
    from: firstDay,
    to: lastDay,
    by: z.enum(FUNNEL_BYS).default('channel').describe('What rows are of'),
    abandoned_after: z
      .string()
      .regex(/^\d{1,3}$/, 'is a whole number of days')
      .transform(Number)
      .refine((n) => n >= 1 && n <= abandonedAfterDaysMax, `is 1 to ${abandonedAfterDaysMax} days`)
      .default(7)
      .describe('Days without an order after which a cart counts as abandoned'),
    ...{ channel, source, medium, campaign },
    country: country.describe('Only visits from these countries, in two letters'),
    device: device.describe('Only visits on these devices'),
    format,
    ...asOfShape,
  })
  .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })
