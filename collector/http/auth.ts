import type { Context } from 'hono'
import type { KeyRecord, Scope } from '../ledger/ledger.ts'
import type { EventsRequest } from './events-request.ts'
import { parseKey } from './keys.ts'
import { Problem } from './problem.ts'
import type { Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/** What a key and its site are read from. */
type Keyed = Pick<EventsRequest, 'header' | 'query'>

/** Who asks, and for which site. */
export interface Caller {
  site: OpenSite
  key: KeyRecord
}

/**
 * The caller of a keyed route: `Authorization: Bearer pw_…`. The key names the site; a `?site=` that
 * names another is refused.
 * @throws Problem 401 without a valid key, 403 for a lesser scope or another site
 */
export const authenticate = (c: Context, services: Services, needed: Scope): Promise<Caller> =>
  callerOf(c.req, services, needed)

/** The same of a request that no Hono has seen. */
export async function callerOf(
  request: Keyed,
  { sites }: Services,
  needed: Scope,
): Promise<Caller> {
  const { site, key } = await callerBy(requireBearer(request), sites, needed)
  const asked = request.query('site')
  if (asked !== undefined) requireSite(asked, site)
  return { site, key }
}

/** More keys than this are a mistake, or an attempt to have many looked up. */
const KEYS_MAX = 20

/**
 * The sites of several keys, `Authorization: Bearer pw_…,pw_…`: each must be good for itself. No key holds a
 * comma.
 * @throws Problem as `authenticate` does, and 403 when one of the sites has no key among them
 */
export async function authenticateAll(
  c: Context,
  { sites }: Services,
  needed: Scope,
): Promise<(name: string) => OpenSite> {
  const keys = requireBearer(c.req).split(',')
  if (keys.length > KEYS_MAX) throw unauthorized(`there are more than ${KEYS_MAX} keys`)
  const open = new Map<string, OpenSite>()
  for (const text of keys) {
    const { site } = await callerBy(text, sites, needed)
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

async function callerBy(text: string, sites: Services['sites'], needed: Scope): Promise<Caller> {
  const parsed = parseKey(text)
  const site = parsed && (await sites.open(parsed.site))
  const key = await site?.keyOf(text)
  if (!site || !key) throw unauthorized('the key is not known, or was revoked')
  if (key.scope !== needed && key.scope !== 'admin') {
    throw new Problem(
      'forbidden',
      `this key has the scope "${key.scope}", and "${needed}" is needed: make one with "pathworth key create"`,
    )
  }
  return { site, key }
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

export function unauthorized(detail: string): Problem {
  return new Problem('unauthorized', detail, {
    headers: { 'www-authenticate': 'Bearer realm="pathworth"' },
  })
}
