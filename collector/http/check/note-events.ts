import type { DropReason } from '../../../shared/drop-reasons.ts'
import { CHECK_PARAMETER, type CheckedHit } from '../../../shared/wire/check.ts'
import { hostOf, pathOf } from '../../touch/address.ts'
import { goesOn } from '../../touch/landing.ts'
import type { RequestContext } from '../../touch/pipeline.ts'
import type { TouchRules } from '../../touch/site-rules.ts'
import { explainLanding } from '../../touch/why.ts'
import { readEvent } from '../envelope.ts'
import type { Fate } from '../intake.ts'
import type { Services } from '../services.ts'
import type { OpenSite } from '../site-cache.ts'
import { visitorShown } from '../stream/live-events.ts'

const TOKEN = new RegExp(`[?&]${CHECK_PARAMETER}=([A-Za-z0-9_-]{8,64})(?:[&#]|$)`)

/** What to do about a hit that was dropped. */
const WAYS_OUT: Readonly<Record<DropReason, string>> = {
  invalid_event: 'send the fields that the guide of the tag names, with the types that it says',
  consent_denied: 'accept in the banner of the page, and reload it',
  prefetch: 'open the page, so that it is seen',
  webdriver: 'use a browser that no program drives',
  bot: 'use a usual browser: the user agent of this one is empty, or that of a robot',
  foreign_origin: 'add the host of the page to the domains of the site',
  oversized: 'send less: a field is longer than its limit',
  future: 'set the clock of this device right',
  too_old: 'reload the page: the event has waited for days',
}

interface Request {
  visitor: unknown
  events: readonly unknown[]
  fates: readonly Fate[]
  context: RequestContext
}

/**
 * Tells those who check the tag of a site what became of the events of one request; nothing is stored, and
 * whoever has sent them is answered as ever. Not async: nearly all requests have nothing to note.
 */
export function noteEvents(
  site: OpenSite,
  request: Request,
  services: Services,
): Promise<void> | undefined {
  const { visitor, events, context } = request
  if (typeof visitor !== 'string') return undefined
  const tokens = events.flatMap(tokenOf)
  if (tokens.length === 0 && !services.checks.follows(site.name, visitor, context.now))
    return undefined
  return note(site, { ...request, visitor }, tokens, services)
}

async function note(
  site: OpenSite,
  { visitor, events, fates, context }: Request & { visitor: string },
  tokens: readonly string[],
  { checks, readDevice, log }: Services,
): Promise<void> {
  const { now, country, userAgent } = context
  const { device } = readDevice(userAgent)
  const hits = events.map((raw, n) => ({
    ...hitOf(readEvent(raw) ?? UNREAD, fates[n]?.reason, site.rules),
    ...{ received_at: new Date(now).toISOString(), device, country },
    visitor: visitorShown(visitor),
  }))
  await checks.note(site.name, { visitor, tokens, hits }, now).catch((error: Error) => {
    log({ level: 'warn', event: 'check_not_noted', site: site.name, message: error.message })
  })
}

const UNREAD = { name: '', url: '', referrer: '' }

/** A look at each event of each request: most have none. */
function tokenOf(raw: unknown): string[] {
  const url = typeof raw === 'object' && raw !== null && 'url' in raw ? raw.url : undefined
  if (typeof url !== 'string' || !url.includes(CHECK_PARAMETER)) return []
  return TOKEN.exec(url)?.slice(1) ?? []
}

type Shown = Omit<CheckedHit, 'received_at' | 'device' | 'country' | 'visitor'>

function hitOf(
  { name, url, referrer }: { name: string; url: string; referrer: string },
  reason: DropReason | undefined,
  rules: TouchRules,
): Shown {
  const place = { name, host: hostOf(url), path: pathOf(url) }
  const { landing, rule } = explainLanding(url, referrer, rules)
  const { kind, channel, source, medium, campaign } = landing
  const tuple = goesOn(kind) ? NOTHING : { channel, source, medium, campaign }
  if (reason === undefined)
    return {
      ...place,
      outcome: 'accepted',
      reason: null,
      way_out: null,
      landing: kind,
      ...tuple,
      rule,
    }
  const way_out = WAYS_OUT[reason]
  return { ...place, outcome: 'dropped', reason, way_out, landing: null, ...NOTHING, rule: null }
}

const NOTHING = { channel: null, source: null, medium: null, campaign: null } as const
