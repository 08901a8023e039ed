import { z } from 'zod'
import { siteId, uuid } from '../ids.ts'
import { eventsPerRequest } from '../limits.ts'

const namePattern = /^[a-z0-9_]{1,64}$/

export const isEventName = (text: string): boolean => namePattern.test(text)

/** Of an event, ms since the epoch: the last instant that a Date can hold. */
export const eventTimeMax = 8_640_000_000_000_000

/** One event of a batch. A bad one is dropped by itself, so the batch is checked without it. */
export const wireEvent = z.object({
  id: uuid.describe('Its own: an event is stored once, however often it is sent'),
  name: z
    .string()
    .regex(namePattern, 'an event name has 1 to 64 of a-z, 0-9 and _')
    .describe('page_view, or a name of GA4 such as add_to_cart'),
  ts: z.number().int().min(0).max(eventTimeMax).describe('When it happened, ms since the epoch'),
  url: z.string().describe('Of the page, campaign parameters included'),
  referrer: z.string().default(''),
  title: z.string().default(''),
  props: z.record(z.string(), z.unknown()).default({}),
})

/** Body of `POST /v1/events`. `events` are looked at one by one, with `wireEvent`. */
export const eventsBody = z.object({
  v: z.literal(1, 'this collector speaks version 1'),
  site: siteId,
  visitor: uuid.describe('Id of the browser'),
  sent_at: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Clock of the sender at this attempt, ms since the epoch'),
  consent: z.enum(['granted', 'denied', 'not_asked']).optional(),
  mode: z.enum(['cookie', 'memory']).optional().describe('Where the visitor id is kept'),
  webdriver: z.boolean().optional().describe('Whether a program drives the browser'),
  events: z.array(z.unknown()).min(1).max(eventsPerRequest),
})

export type EventsBody = z.infer<typeof eventsBody>
