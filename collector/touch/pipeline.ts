import type { DropReason } from '../../shared/drop-reasons.ts'
import { isUuid } from '../../shared/ids.ts'
import { hostOf, isOwnHost } from './address.ts'
import { type Agent, type DeviceReader, readDevice } from './device.ts'
import type { Hit } from './hit.ts'
import { limits } from './limits.ts'

/** What is known of a request, once for all of its events. Headers are '' when absent. */
export interface RequestContext {
  /** Server clock at receipt, ms. */
  now: number
  /** The sender's clock at this attempt, ms. */
  sentAt: number | undefined
  /**
   * Came with a write key. A backend speaks for others and of the past, so the rules on origin, robot,
   * age and clock skew are not for it; the future stays closed.
   */
  backend: boolean
  userAgent: string
  origin: string
  referer: string
  /** `Sec-Purpose`, or its elders `Purpose` and `X-Moz`. */
  secPurpose: string
  webdriver: boolean
  consent: string
  mode: string
  /** ISO 3166-1 alpha-2, '' when unknown. */
  country: string
  /** The site's domains, lower case. */
  ownHosts: readonly string[]
}

/** One event of a batch, its types already checked. */
export interface WireEvent {
  id: string
  name: string
  ts: number
  url: string
  referrer: string
  title: string
  props: Record<string, unknown>
}

export interface Drop {
  dropped: DropReason
}
export type Outcome = { hit: Hit } | Drop

/** The version of the wire format that hits come in today. */
export const HIT_SCHEMA_VERSION = 1

/** An event on its way to a hit. */
export interface Draft {
  visitor: string
  event: WireEvent
  /** Corrected event time, ms. */
  ts: number
  /** JSON text, '' when there are no props. */
  props: string
  /** Of the event's address. */
  host: string
}

/** A request with what follows from it alone, worked out once and not for each event. */
export interface PreparedRequest extends RequestContext {
  agent: Agent
  /** Whether the browser's own headers name a page of the site, or nothing at all. */
  ownOrigin: boolean
  prefetch: boolean
  /** What to add to the sender's clock, ms. */
  clockCorrection: number
}

export type Step = (draft: Draft, request: PreparedRequest) => Draft | Drop

/**
 * The way of an event, in order. A step passes the draft on, changed or not, or drops it with the
 * reason that is counted. Cheap questions about the request go first.
 */
export const steps: readonly { name: string; step: Step }[] = [
  { name: 'has a form that can be kept', step: checkForm },
  { name: 'comes with consent', step: checkConsent },
  { name: 'was seen by somebody', step: checkPrefetch },
  { name: 'is not driven by a program', step: checkWebdriver },
  { name: 'is not from a robot', step: checkBot },
  { name: 'comes from a page of the site', step: checkOrigin },
  { name: 'keeps its props as text', step: writeProps },
  { name: 'is within its limits', step: checkSize },
  { name: 'has the time of our clock', step: correctClock },
  { name: 'is dated between long ago and now', step: checkDate },
]

/**
 * The pipeline for one request: what it returns makes a hit of each event, or names why not.
 * A collector passes a `makeDeviceReader()` that it keeps; without, each request parses its agent.
 */
export function prepare(
  context: RequestContext,
  deviceReader: DeviceReader = readDevice,
): (visitor: string, event: WireEvent) => Outcome {
  const request: PreparedRequest = {
    ...context,
    agent: context.backend ? UNSEEN_AGENT : deviceReader(context.userAgent),
    ownOrigin: hasOwnOrigin(context),
    prefetch: /prefetch|prerender|preview/i.test(context.secPurpose),
    clockCorrection: clockCorrection(context),
  }
  return (visitor, event) => {
    let draft: Draft = { visitor, event, ts: event.ts, props: '', host: hostOf(event.url) }
    for (const { step } of steps) {
      const next = step(draft, request)
      if ('dropped' in next) return next
      draft = next
    }
    return { hit: hitOf(draft, request) }
  }
}

/** A backend's own user agent says nothing of the visitor. */
const UNSEEN_AGENT: Agent = { bot: false, device: '', browser: '', os: '' }

function drop(dropped: DropReason): Drop {
  return { dropped }
}

/** How the address of a page begins. */
const WEB = /^https?:\/\//i

function checkForm(draft: Draft, { backend }: PreparedRequest): Draft | Drop {
  const { id, name, ts, url } = draft.event
  const fits =
    isUuid(id) &&
    isUuid(draft.visitor) &&
    name !== '' &&
    Number.isSafeInteger(ts) &&
    ts >= 0 &&
    (backend || (WEB.test(url) && draft.host !== ''))
  return fits ? draft : drop('invalid_event')
}

function checkConsent(draft: Draft, { consent }: PreparedRequest): Draft | Drop {
  return consent === 'denied' ? drop('consent_denied') : draft
}

function checkPrefetch(draft: Draft, { backend, prefetch }: PreparedRequest): Draft | Drop {
  return prefetch && !backend ? drop('prefetch') : draft
}

function checkWebdriver(draft: Draft, { backend, webdriver }: PreparedRequest): Draft | Drop {
  return webdriver && !backend ? drop('webdriver') : draft
}

function checkBot(draft: Draft, { agent }: PreparedRequest): Draft | Drop {
  return agent.bot ? drop('bot') : draft
}

/** A public hit speaks of a page of the site; what its browser says of itself must agree. */
function checkOrigin(draft: Draft, request: PreparedRequest): Draft | Drop {
  if (request.backend) return draft
  const own = request.ownOrigin && isOwnHost(draft.host, request.ownHosts)
  return own ? draft : drop('foreign_origin')
}

function writeProps(draft: Draft): Draft | Drop {
  const { props } = draft.event
  if (Object.keys(props).length === 0) return draft
  const text = jsonText(props)
  return text === undefined ? drop('oversized') : { ...draft, props: text }
}

/** undefined for what is nested too deep to be written: its brackets alone are beyond any limit. */
function jsonText(props: WireEvent['props']): string | undefined {
  try {
    return JSON.stringify(props)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function checkSize(draft: Draft): Draft | Drop {
  const { name, url, referrer, title } = draft.event
  const fits =
    name.length <= limits.nameLengthMax &&
    url.length <= limits.urlLengthMax &&
    referrer.length <= limits.referrerLengthMax &&
    title.length <= limits.titleLengthMax &&
    draft.props.length <= limits.propsLengthMax
  return fits ? draft : drop('oversized')
}

function correctClock(draft: Draft, { clockCorrection }: PreparedRequest): Draft {
  return clockCorrection === 0 ? draft : { ...draft, ts: draft.ts + clockCorrection }
}

function checkDate(draft: Draft, { now, backend }: PreparedRequest): Draft | Drop {
  if (draft.ts > now + limits.futureToleranceMs) return drop('future')
  if (!backend && draft.ts < now - limits.publicAgeMaxMs) return drop('too_old')
  return draft.ts > now ? { ...draft, ts: now } : draft
}

/**
 * As Plausible does, we take a request that names neither origin nor referer (a server-side proxy, a
 * strict referrer policy): the address of the event must be own in any case. `Origin: null` is a
 * name, of a frame or file that is no page of the site.
 */
function hasOwnOrigin({ origin, referer, ownHosts }: RequestContext): boolean {
  const named = origin || referer
  return named === '' || isOwnHost(hostOf(named), ownHosts)
}

/** A clock within the tolerance is right, and the difference is the way that the request took. */
function clockCorrection({ now, sentAt, backend }: RequestContext): number {
  if (backend || sentAt === undefined) return 0
  const skew = now - sentAt
  return Math.abs(skew) > limits.skewToleranceMs ? skew : 0
}

function hitOf({ visitor, event, ts, props }: Draft, request: PreparedRequest): Hit {
  return {
    eventId: event.id.toLowerCase(),
    visitor: visitor.toLowerCase(),
    name: event.name,
    ts,
    url: event.url,
    referrer: event.referrer,
    title: event.title,
    props,
    country: request.country,
    device: request.agent.device,
    browser: request.agent.browser,
    os: request.agent.os,
    consent: request.consent,
    mode: request.mode,
    source: request.backend ? 'backend' : 'tag',
    schemaVersion: HIT_SCHEMA_VERSION,
    receivedAt: request.now,
  }
}
