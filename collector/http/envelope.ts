import type { z } from 'zod'
import { type EventsBody, eventsBody, wireEvent } from '../../shared/wire/events.ts'
import type { WireEvent } from '../touch/pipeline.ts'
import { parseJson } from './body.ts'
import { fieldErrors, plainMessages } from './fields.ts'
import { plainBody, plainEvent } from './plain-events.ts'
import { invalidFields } from './problem.ts'

const errorMap: { error: z.core.$ZodErrorMap } = { error: plainMessages }

/**
 * The body of `POST /v1/events`, its events not looked at yet.
 * @throws Problem 400 for what is no JSON, 422 that names the field
 */
export function readEnvelope(text: string): EventsBody {
  const value = parseJson(text)
  const plain = plainBody(value)
  if (plain) return plain
  const checked = eventsBody.safeParse(value, errorMap)
  if (!checked.success) throw invalidFields(fieldErrors(checked.error))
  return checked.data
}

/** One event, its types checked; undefined for one that is to be dropped as `invalid_event`. */
export function readEvent(raw: unknown): WireEvent | undefined {
  return plainEvent(raw) ?? wireEvent.safeParse(raw).data
}

/** The id of an event that could not be read, so that its sender can tell which it was. */
export function idOfUnread(raw: unknown): string | null {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null
  return typeof id === 'string' ? id.slice(0, 64) : null
}
