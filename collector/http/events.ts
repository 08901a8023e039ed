import type { EventsBody } from '../../shared/wire/events.ts'
import type { BatchAnswer, HitAnswer } from '../ledger/facts.ts'
import { prepare, type RequestContext } from '../touch/pipeline.ts'
import { type Accepted, accepted } from './accepted.ts'
import type { Answer } from './answer.ts'
import { append } from './append.ts'
import { askedAddress } from './asked-address.ts'
import { callerOf, requireSite } from './auth.ts'
import { noteEvents } from './check/note-events.ts'
import { isOther, renewedCookie } from './cookie.ts'
import { corsHeaders } from './cors.ts'
import { sumOf } from './drop-counter.ts'
import { readEnvelope } from './envelope.ts'
import type { EventsRequest } from './events-request.ts'
import { type Fate, type Intake, sortEvents } from './intake.ts'
import { errorAnswer } from './on-error.ts'
import { Problem } from './problem.ts'
import type { Services } from './services.ts'
import { OpenSite } from './site-cache.ts'

const ROUTE = '/v1/events'

const NOTHING: BatchAnswer = {
  accepted: 0,
  duplicate: 0,
  hits: [],
  conversions: [],
  refunds: [],
  identities: [],
  costs: [],
}

/** The route as hosts call it: counted, and its errors answered, readable by the page that asks. */
export function eventsRoute(services: Services): (request: EventsRequest) => Promise<Answer> {
  return async (request) => {
    const start = performance.now()
    const answer = await postEvents(request, services).catch((error: unknown) =>
      errorAnswer(error, 'POST', services.log, corsHeaders(request.header('origin'))),
    )
    services.metrics.answered(ROUTE, answer.status, performance.now() - start)
    return answer
  }
}

/**
 * `POST /v1/events`: hits of the public tag, or with a write key those of a backend. Answers 202 after
 * they are stored, and says which were dropped and why.
 */
async function postEvents(request: EventsRequest, services: Services): Promise<Answer> {
  const now = services.clock()
  const isKeyed = request.header('authorization')
  const caller = isKeyed ? await callerOf(request, services, 'write') : undefined
  const taken = caller ? undefined : services.rateLimit.take(request.address(), now)
  if (taken) await taken
  const body = readEnvelope(await request.text())
  if (caller) requireSite(body.site, caller.site)
  const site = caller?.site ?? (await knownSite(body.site, services))
  const country = caller ? '' : request.country()
  const context = requestContext(request, body, site, { now, country, backend: !!caller })
  const sort = prepare(context, services.readDevice)
  const intake = await sortEvents(body.events, {
    sort: (event) => sort(body.visitor, event),
    state: site.state,
    signer: services.signer,
  })
  const debug = request.query('debug') === '1'
  const answer = await store(intake, site, services, { now, debug })
  countEvents(intake, answer, services)
  const { visitor, events } = body
  const { fates } = intake
  const noting = caller
    ? undefined
    : noteEvents(site, { visitor, events, fates, context }, services)
  if (noting) await noting
  const renews = intake.hits.length > 0 && !caller
  const cookie = renews ? cookieOf(request, body, site, services) : undefined
  return accepted(told(intake, answer, debug), { origin: request.header('origin'), cookie })
}

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
  request: EventsRequest,
  body: EventsBody,
  { state }: OpenSite,
  { now, country, backend }: Pick<RequestContext, 'now' | 'country' | 'backend'>,
): RequestContext {
  return {
    now,
    country,
    backend,
    sentAt: body.sent_at,
    userAgent: request.header('user-agent') ?? '',
    origin: request.header('origin') ?? '',
    referer: request.header('referer') ?? '',
    secPurpose: purposeOf(request),
    webdriver: body.webdriver ?? false,
    consent: body.consent ?? '',
    mode: body.mode ?? '',
    ownHosts: state.settings.domains,
  }
}

/** The header of today, and its elders. */
const purposeOf = (request: EventsRequest): string =>
  request.header('sec-purpose') || request.header('purpose') || request.header('x-moz') || ''

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
  request: EventsRequest,
  { visitor, consent, mode }: EventsBody,
  site: OpenSite,
  { config, clock }: Services,
): string | undefined {
  if (mode !== 'cookie' || consent === 'denied') return undefined
  // Events of an earlier visitor may come late: they must not take the cookie back to it.
  if (isOther(request.header('cookie'), visitor)) return undefined
  const { host, isHttps: https } = askedAddress(request, config)
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
