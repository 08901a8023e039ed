import { z } from 'zod'
import { siteId } from '../ids.ts'
import { localDay, money, ratio, time } from './answers/parts.ts'
import { metrics } from './answers/roi.ts'
import { goalName } from './conversions.ts'
import { firstDay, lastDay } from './instants.ts'
import { modelName } from './paths.ts'
import { basis } from './roi.ts'

/** Facts that a stream begins with when nobody asks it to resume. */
const RECENT_MAX = 200

/** The id of an event: the number of its fact, with `.0` while more is to be told of that fact. */
const EVENT_ID = /^\d{1,15}(\.0)?$/

const wholeUpTo = (max: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `is a number from 0 to ${max}`)
    .transform(Number)
    .refine((n) => n <= max, `is at most ${max}`)

/** Where a stream goes on. */
export interface EventPlace {
  /** The number of the last fact that was told whole. */
  after: number
  /** Of the fact behind it the first event was told, too. */
  isHalfTold: boolean
}

export const eventId = z
  .string()
  .regex(EVENT_ID, 'is no id of an event: send that of the last event, or leave it out')
  .transform((text): EventPlace => {
    const isHalfTold = text.endsWith('.0')
    const seq = Number(text.replace('.0', ''))
    return { after: isHalfTold ? seq - 1 : seq, isHalfTold }
  })
  .meta({ type: 'string', pattern: EVENT_ID.source })

/** Query of `GET /v1/stream`. */
export const streamQuery = (modelNames: readonly string[]) =>
  z
    .object({
      site: siteId.optional(),
      from: firstDay.optional().describe('First day of `roi`, a local date; today without it'),
      to: lastDay.optional().describe('Last day of `roi`, included; goes with `from`'),
      goal: goalName.default('purchase').describe('Of which conversions `roi` is'),
      model: modelName(modelNames),
      basis,
      last_event_id: eventId
        .optional()
        .describe('Where to go on, for who can not send `Last-Event-ID`'),
      recent: wholeUpTo(RECENT_MAX)
        .optional()
        .describe(`How many of the latest events to begin with, at most ${RECENT_MAX}; none`),
      limit: wholeUpTo(100_000)
        .refine((n) => n > 0, 'is at least 1')
        .optional()
        .describe('The stream ends after so many events'),
    })
    .superRefine(({ from, to }, context) => {
      const issue = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message })
      if (from === undefined && to !== undefined) issue('from', 'goes with "to"')
      if (to === undefined && from !== undefined) issue('to', 'goes with "from"')
      if (from !== undefined && to !== undefined && from > to) issue('from', 'is after "to"')
    })

const fact = {
  seq: z.int().describe('Number of the fact: one sequence over all of a site'),
  received_at: time,
}

const name = z.string().nullable()
const tuple = { channel: name, source: name, medium: name, campaign: name }

const browser = {
  visitor: z.string().describe('The end of the id of the visitor'),
  device: z.string(),
  country: z.string(),
}

const path = z.string().describe('Of the page, without query')

/** What a hit brings. */
export const LANDINGS = [
  'campaign',
  'click_id',
  'referrer',
  'passage',
  'notice',
  'own',
  'direct',
] as const

/** The data of an event `hit`. */
export const hitEvent = z.object({
  ...fact,
  ts: time,
  name: z.string(),
  path,
  landing: z.enum(LANDINGS).describe('What it brings'),
  ...tuple,
  ...browser,
  begins_visit: z.boolean(),
})

/** `touch` */
export const touchEvent = z.object({
  ...fact,
  ts: time.nullable(),
  kind: z.string().describe('`visit`, or what kind of touch was told'),
  ...tuple,
  path: path.nullable(),
  visitor: browser.visitor.nullable(),
  device: z.string().nullable(),
  country: z.string().nullable(),
  removed: z.boolean(),
})

const ofConversion = {
  ...fact,
  ts: time,
  goal: z.string(),
  transaction_id: z.string(),
  currency: z.string(),
  update: z.boolean().describe('Another version of it was there before'),
}

/** `conversion` */
export const conversionEvent = z.object({
  ...ofConversion,
  value: money,
  status: z.string().nullable(),
  sales_channel: z.string(),
  confirmed: z.boolean().describe('Said by a backend, and not by the page alone'),
})

/** `refund` */
export const refundEvent = z.object({ ...ofConversion, refund_id: z.string(), amount: money })

/** `cost` */
export const costEvent = z.object({
  ...fact,
  from: localDay.nullable().describe('null of a commission, which counts on the day of its order'),
  to: localDay.nullable(),
  category: z.string(),
  ...tuple,
  amount: money,
  currency: z.string(),
  import: z.string().nullable().describe('The import that it counts with, once that is applied'),
})

const { touches: _, ...figures } = metrics

/** `roi` */
export const roiEvent = z.object({
  site: z.string(),
  from: localDay,
  to: localDay,
  goal: z.string(),
  model: z.string(),
  basis: z.string(),
  currency: z.string(),
  timezone: z.string(),
  as_of: z.int().describe('The number of the newest fact in it'),
  fresh_to: time.nullable(),
  pending: z.int(),
  building: z.boolean(),
  coverage: ratio,
  eligible: z.int(),
  matched: z.int(),
  warming_up: z.boolean(),
  left_out: z.record(z.string(), z.number()),
  total: z.object(figures).describe('As of GET /v1/roi'),
})

/** `reset` */
export const resetEvent = z.object({
  skipped: z
    .int()
    .nullable()
    .describe('Facts of any kind that are not told; null when the site was taken back'),
  reason: z.enum(['too_many', 'restored']),
})

/** The data of the events of `GET /v1/stream`, by the name of the event. */
export const streamEvents = {
  hit: hitEvent,
  touch: touchEvent,
  conversion: conversionEvent,
  refund: refundEvent,
  cost: costEvent,
  roi: roiEvent,
  reset: resetEvent,
} as const

export type StreamEventName = keyof typeof streamEvents
export type StreamEvents = { [Name in StreamEventName]: z.output<(typeof streamEvents)[Name]> }

/** One event, before it is text. */
export type StreamEvent = {
  [Name in StreamEventName]: { event: Name; id?: string; data: StreamEvents[Name] }
}[StreamEventName]
