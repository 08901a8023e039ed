import { z } from 'zod'
import { siteId, uuid } from '../ids.ts'
import { eventsPerRequest } from '../limits.ts'

const namePattern = /^[a-z0-9_]{1,64}$/

export const isEventName = (text: string): boolean => namePattern.test(text)

/** Of an event, ms since the epoch: the last instant that a Date can hold. */
export const eventTimeMax = 8_640_000_000_000_000

/** One event of a batch. A bad one is dropped by itself, so the batch is checked without it. */
export const wireEvent = z.object({
  id: uuid,
  name: z.string().regex(namePattern, 'an event name has 1 to 64 of a-z, 0-9 and _'),
  ts: z.number().int().min(0).max(eventTimeMax),
  url: z.string(),
  referrer: z.string().default(''),
  title: z.string().default(''),
  props: z.record(z.string(), z.unknown()).default({}),
})

/** Body of `POST /v1/events`. `events` are looked at one by one, with `wireEvent`. */
export const eventsBody = z.object({
  v: z.literal(1, 'this collector speaks version 1'),
  site: siteId,
  visitor: uuid,
  /** Clock of the sender at this attempt, ms since the epoch. */
  sent_at: z.number().int().min(0).optional(),
  consent: z.enum(['granted', 'denied', 'not_asked']).optional(),
  mode: z.enum(['cookie', 'memory']).optional(),
  webdriver: z.boolean().optional(),
  events: z.array(z.unknown()).min(1).max(eventsPerRequest),
})

export type EventsBody = z.infer<typeof eventsBody>
