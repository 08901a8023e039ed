import { isSiteId, isUuid } from '../../shared/ids.ts'
import { eventsPerRequest } from '../../shared/limits.ts'
import { type EventsBody, eventsBody, eventTimeMax, isEventName } from '../../shared/wire/events.ts'
import type { WireEvent } from '../touch/pipeline.ts'

/*
 * What nearly every tag sends, recognised by hand: zod takes 5 µs for a body and 3 for an event, a
 * tenth of all that a request costs. The schemas stay the one truth: what is not recognised here is
 * put to them, and a property test holds that what is recognised is what they accept.
 */

/** What JSON gave where a `T` is hoped for. */
type Unchecked<T> = { readonly [field in keyof T]?: unknown }

type Consent = EventsBody['consent']
type Mode = EventsBody['mode']

const { shape } = eventsBody
const consents: ReadonlySet<unknown> = new Set([undefined, ...shape.consent.unwrap().options])
const modes: ReadonlySet<unknown> = new Set([undefined, ...shape.mode.unwrap().options])

/** What `eventsBody` makes of a value out of JSON, or undefined for a value to be put to it. */
export function plainBody(value: unknown): EventsBody | undefined {
  if (!isObject(value)) return undefined
  const body: Unchecked<EventsBody> = value
  const { v, site, visitor, sent_at, consent, mode, webdriver, events } = body
  const plain =
    v === 1 &&
    isSite(site) &&
    isId(visitor) &&
    (sent_at === undefined || isTime(sent_at, Number.MAX_SAFE_INTEGER)) &&
    isConsent(consent) &&
    isMode(mode) &&
    (webdriver === undefined || typeof webdriver === 'boolean') &&
    isBatch(events)
  if (!plain) return undefined
  return { v, site, visitor: visitor.toLowerCase(), sent_at, consent, mode, webdriver, events }
}

/** What `wireEvent` makes of a value out of JSON, or undefined for a value to be put to it. */
export function plainEvent(value: unknown): WireEvent | undefined {
  if (!isObject(value)) return undefined
  const event: Unchecked<WireEvent> = value
  const { id, name, ts, url, referrer = '', title = '', props = {} } = event
  const plain =
    isId(id) &&
    typeof name === 'string' &&
    isEventName(name) &&
    isTime(ts, eventTimeMax) &&
    typeof url === 'string' &&
    typeof referrer === 'string' &&
    typeof title === 'string' &&
    isProps(props)
  return plain ? { id: id.toLowerCase(), name, ts, url, referrer, title, props } : undefined
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSite = (value: unknown): value is string => typeof value === 'string' && isSiteId(value)

const isId = (value: unknown): value is string => typeof value === 'string' && isUuid(value)

const isTime = (value: unknown, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max

const isConsent = (value: unknown): value is Consent => consents.has(value)

const isMode = (value: unknown): value is Mode => modes.has(value)

const isBatch = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.length <= eventsPerRequest

/** `__proto__` as a key of JSON is left out by the schema, which copies the rest. */
const isProps = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && !Object.hasOwn(value, '__proto__')
