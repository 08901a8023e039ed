import type { Context } from 'hono'
import { type Caller, isGood, lesserScope, mayDo, type Needed, unauthorized } from './caller.ts'
import type { EventsRequest } from './events-request.ts'
import { parseKey } from './keys.ts'
import { Problem } from './problem.ts'
import type { Services } from './services.ts'
import { sessionCaller, sessionSites } from './session-caller.ts'
import type { OpenSite } from './site-cache.ts'

export type { Caller } from './caller.ts'

/** What a key and its site are read from. */
type Keyed = Pick<EventsRequest, 'header' | 'query'>

/**
 * The caller of a keyed route: `Authorization: Bearer pw_…`, or a browser that is signed in. The key names the
 * site; a `?site=` that names another is refused.
 * @throws Problem 401 without a valid key, 403 for a lesser scope or another site
 */
export async function authenticate(
  c: Context,
  services: Services,
  needed: Needed,
): Promise<Caller> {
  const signedIn = isKeyed(c) ? undefined : await sessionCaller(c, services, needed)
  return signedIn ?? callerOf(c.req, services, needed)
}

/** A key that is sent goes before what the browser adds. */
const isKeyed = (c: Context): boolean => c.req.header('authorization') !== undefined

/** The same of a request that no Hono has seen, by its key alone. */
export async function callerOf(
  request: Keyed,
  services: Services,
  needed: Needed,
): Promise<Caller> {
  const { site, key } = await scopedCaller(requireBearer(request), services, needed)
  const asked = request.query('site')
  if (asked !== undefined) requireSite(asked, site)
  return { site, key }
}

/** More keys than this are a mistake, or an attempt to have many looked up. */
const KEYS_MAX = 20

/**
 * The sites of several keys, `Authorization: Bearer pw_…,pw_…`: each must be good for itself. No key holds a
 * comma. Without keys, those that the browser is signed in to.
 * @throws Problem as `authenticate` does, and 403 when one of the sites has no key among them
 */
export async function authenticateAll(
  c: Context,
  services: Services,
  needed: Needed,
): Promise<(name: string) => OpenSite> {
  const signedIn = isKeyed(c) ? undefined : await sessionSites(c, services, needed)
  return signedIn ?? keyedSites(c, services, needed)
}

async function keyedSites(
  c: Context,
  services: Services,
  needed: Needed,
): Promise<(name: string) => OpenSite> {
  const keys = requireBearer(c.req).split(',')
  if (keys.length > KEYS_MAX) throw unauthorized(`there are more than ${KEYS_MAX} keys`)
  const open = new Map<string, OpenSite>()
  for (const text of keys) {
    const { site } = await scopedCaller(text, services, needed)
    open.set(site.name, site)
  }
  return (name) => {
    const site = open.get(name)
    if (site) return site
    throw new Problem(
      'forbidden',
      `there is no key of the site "${name}": send one of each site, with commas between: "Authorization: Bearer <key>,<key>"`,
    )
  }
}

async function scopedCaller(text: string, services: Services, needed: Needed): Promise<Caller> {
  const caller = await callerBy(text, services)
  if (!caller) throw unauthorized('the key is not known, or was revoked')
  const { scope } = caller.key
  if (mayDo(scope, needed)) return caller
  throw new Problem('forbidden', lesserScope(scope, needed))
}

/** Whose key it is; undefined when it is nobody's. */
export async function callerBy(
  text: string,
  { sites, clock }: Services,
): Promise<Caller | undefined> {
  const parsed = parseKey(text)
  const site = parsed && (await sites.open(parsed.site))
  const key = await site?.keyOf(text)
  return site && key && isGood(key, clock()) ? { site, key } : undefined
}

/** @throws Problem 403 when `asked` is not the site of the key */
export function requireSite(asked: string, site: OpenSite): void {
  if (asked === site.name) return
  throw new Problem('forbidden', `this key is one of the site "${site.name}" and of no other`)
}

function requireBearer(request: Pick<Keyed, 'header'>): string {
  if (!request.header('authorization'))
    throw unauthorized('send "Authorization: Bearer <key>" with a key of the site')
  const text = bearerOf(request)
  if (text === undefined) throw unauthorized('the header is not "Authorization: Bearer <key>"')
  return text
}

/** What follows `Authorization: Bearer`; undefined when the header is absent, or says something else. */
export function bearerOf(request: Pick<Keyed, 'header'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.header('authorization')?.trim() ?? '')?.[1]
}
