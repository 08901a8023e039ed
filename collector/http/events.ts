import type { Context } from 'hono'
import type { EventsBody } from '../../shared/wire/events.ts'
import type { BatchAnswer, HitAnswer } from '../ledger/facts.ts'
import { prepare, type RequestContext } from '../touch/pipeline.ts'
import { type Accepted, accepted } from './accepted.ts'
import { append } from './append.ts'
import { authenticate, requireSite } from './auth.ts'
import { readText } from './body.ts'
import { isOther, renewedCookie } from './cookie.ts'
import { sumOf } from './drop-counter.ts'
import { readEnvelope } from './envelope.ts'
import { type Fate, type Intake, sortEvents } from './intake.ts'
import { Problem } from './problem.ts'
import type { Handler, Services } from './services.ts'
import { OpenSite } from './site-cache.ts'

const NOTHING: BatchAnswer = {
  accepted: 0,
  duplicate: 0,
  hits: [],
  conversions: [],
  refunds: [],
  identities: [],
  costs: [],
}

/**
 * `POST /v1/events`: hits of the public tag, or with a write key those of a backend. Answers 202 after
 * they are stored, and says which were dropped and why.
 */
export const postEvents: Handler = async (c, services) => {
  const now = services.clock()
  const header: Header = (name) => services.headerOf(c, name)
  const caller = header('authorization') ? await authenticate(c, services, 'write') : undefined
  const address = services.clientAddress(c)
  const taken = caller ? undefined : services.rateLimit.take(address, now)
  if (taken) await taken
  const { eventsBytesMax } = services.config
  const declared = header('content-length')
  const terms = { wayOut: 'send its events in several requests', declared }
  const body = readEnvelope(await readText(c, eventsBytesMax, terms))
  if (caller) requireSite(body.site, caller.site)
  const site = caller?.site ?? (await knownSite(body.site, services))
  const country = caller ? '' : services.countryOf(address, c)
  const sort = prepare(
    requestContext(header, body, site, { now, country, backend: !!caller }),
    services.readDevice,
  )
  const intake = await sortEvents(body.events, {
    sort: (event) => sort(body.visitor, event),
    state: site.state,
    signer: services.signer,
  })
  const debug = c.req.query('debug') === '1'
  const answer = await store(intake, site, services, { now, debug })
  countEvents(intake, answer, services)
  const renews = intake.hits.length > 0 && !caller
  const cookie = renews ? cookieOf(c, header, body, site, services) : undefined
  return accepted(told(intake, answer, debug), { origin: header('origin'), cookie })
}

/** A header of the request under way, by its name in lower case. */
type Header = (name: string) => string | undefined

/** Not async: a site that is known costs no promise. */
function knownSite(name: string, { sites }: Services): OpenSite | Promise<OpenSite> {
  const site = sites.open(name)
  return site instanceof OpenSite ? site : site.then((found) => found ?? refuseSite())
}

function refuseSite(): never {
  const message = 'is no site here: see data-site of the script tag, or "pathworth site list"'
  throw new Problem('unknown-site', `site: ${message}`, { errors: [{ field: 'site', message }] })
}

function requestContext(
  header: Header,
  body: EventsBody,
  { state }: OpenSite,
  { now, country, backend }: Pick<RequestContext, 'now' | 'country' | 'backend'>,
): RequestContext {
  return {
    now,
    country,
    backend,
    sentAt: body.sent_at,
    userAgent: header('user-agent') ?? '',
    origin: header('origin') ?? '',
    referer: header('referer') ?? '',
    secPurpose: header('sec-purpose') || header('purpose') || header('x-moz') || '',
    webdriver: body.webdriver ?? false,
    consent: body.consent ?? '',
    mode: body.mode ?? '',
    ownHosts: state.settings.domains,
  }
}

/** One batch a request, with the drops that waited for one. A request of drops alone waits, too. */
async function store(
  { hits, conversions, identities, drops }: Intake,
  site: OpenSite,
  services: Services,
  { now, debug }: { now: number; debug: boolean },
): Promise<BatchAnswer> {
  const counter = services.drops
  if (hits.length === 0 && !counter.isDue(site, now)) {
    counter.hold(site, drops, now)
    return NOTHING
  }
  const held = counter.take(site)
  try {
    const all = held ? sumOf(held, drops) : drops
    return await append(services, site, { hits, conversions, identities, drops: all, debug })
  } catch (error) {
    if (held) counter.hold(site, held, now)
    throw error
  }
}

function countEvents(intake: Intake, answer: BatchAnswer, { metrics }: Services): void {
  metrics.events.add(answer.accepted, 'accepted')
  metrics.events.add(answer.duplicate, 'duplicate')
  metrics.events.add(intake.dropped, 'dropped')
  if (intake.dropped === 0) return
  for (const [reason, count] of Object.entries(intake.drops)) metrics.drops.add(count, reason)
}

/** The collector stands on the site's own domain, and the visitor has an id to keep. */
function cookieOf(
  c: Context,
  header: Header,
  { visitor, consent, mode }: EventsBody,
  site: OpenSite,
  { config, clock }: Services,
): string | undefined {
  if (mode !== 'cookie' || consent === 'denied') return undefined
  // Events of an earlier visitor may come late: they must not take the cookie back to it.
  if (isOther(header('cookie'), visitor)) return undefined
  // Proxies in a row each add theirs at the end: the first is what the browser asked for.
  const forwarded = (name: string) =>
    config.trustProxy ? header(name)?.split(',')[0]?.trim() : undefined
  const host = forwarded('x-forwarded-host') ?? header('host') ?? new URL(c.req.url).host
  const scheme = forwarded('x-forwarded-proto')
  const https = scheme === undefined ? c.req.url.startsWith('https:') : scheme === 'https'
  const scope = site.cookieScope(host)
  return renewedCookie({ visitor, scope, https, now: clock() })
}

function told(
  { fates, dropped }: Intake,
  { accepted, duplicate, hits = [] }: BatchAnswer,
  debug: boolean,
): Accepted {
  const some = dropped > 0 ? fates.filter((fate) => fate.reason !== undefined) : []
  const answer = { accepted, duplicate, dropped: some }
  return debug ? { ...answer, events: explained(fates, hits) } : answer
}

/** What became of each event, in the order of the request: the ledger answers for the kept ones. */
function explained(fates: readonly Fate[], hits: readonly HitAnswer[]) {
  let next = 0
  return fates.map((fate) => (fate.reason ? { outcome: 'dropped', ...fate } : hits[next++]))
}
