import type { Context } from 'hono'
import { type Caller, lesserScope, mayDo, type Needed, unauthorized } from './caller.ts'
import { isAskedByHttps, requireOwnPage } from './own-page.ts'
import { invalidFields, Problem } from './problem.ts'
import type { Services } from './services.ts'
import {
  cookieThatSignsOut,
  type SessionCookie,
  type SignedIn,
  sessionCookies,
  signedInBy,
} from './session-cookie.ts'
import type { OpenSite } from './site-cache.ts'

/** A session that is good. */
export interface Session extends SignedIn {
  site: OpenSite
}

/** What a browser holds of ours: sessions, and cookies that are none any more. */
export interface HeldSessions {
  sessions: Session[]
  ended: SessionCookie[]
}

/** The session cookies of a request. */
export const heldCookies = (c: Context, services: Services): SessionCookie[] =>
  sessionCookies(c.req.header('cookie'), isAskedByHttps(c, services))

/** Looks at cookies as at keys: each is good for itself, as long as its key is. */
export async function lookAt(
  cookies: readonly SessionCookie[],
  { sites, signer, clock }: Services,
): Promise<HeldSessions> {
  const held: HeldSessions = { sessions: [], ended: [] }
  for (const cookie of cookies) {
    const site = await sites.open(cookie.site)
    const signedIn = site && (await signedInBy(site.state, cookie.value, signer, clock()))
    if (signedIn) held.sessions.push({ site, ...signedIn })
    else held.ended.push(cookie)
  }
  return held
}

/**
 * The caller of a keyed route by the browser's session. `?site=` says which of several.
 * @returns undefined when the browser holds none at all
 * @throws Problem 401 when it has ended, 403 for a lesser scope or another page, 422 when several fit
 */
export async function sessionCaller(
  c: Context,
  services: Services,
  needed: Needed,
): Promise<Caller | undefined> {
  const cookies = heldCookies(c, services)
  if (cookies.length === 0) return undefined
  requireOwnPage(c, services)
  const asked = c.req.query('site')
  const fitting = cookies.filter(({ site }) => asked === undefined || site === asked)
  const { sessions, ended } = await lookAt(fitting, services)
  const [session, ...others] = sessions
  if (!session) throw notSignedIn(asked, ended)
  if (others.length > 0) throw severalSites(sessions)
  return allowed(session, needed)
}

/**
 * The sites of several sessions, by name.
 * @returns undefined when the browser holds none at all
 * @throws Problem as `sessionCaller` does, for each site as it is asked for
 */
export async function sessionSites(
  c: Context,
  services: Services,
  needed: Needed,
): Promise<((name: string) => OpenSite) | undefined> {
  const cookies = heldCookies(c, services)
  if (cookies.length === 0) return undefined
  requireOwnPage(c, services)
  const { sessions, ended } = await lookAt(cookies, services)
  return (name) => {
    const session = sessions.find(({ site }) => site.name === name)
    if (session) return allowed(session, needed).site
    throw notSignedIn(
      name,
      ended.filter(({ site }) => site === name),
    )
  }
}

function allowed({ site, key }: Session, needed: Needed): Caller {
  if (mayDo(key.scope, needed)) return { site, key }
  if (key.scope === 'share') throw new Problem('forbidden', lesserScope(key.scope, needed))
  throw new Problem(
    'forbidden',
    `this browser is signed in to "${site.name}" with a key of the scope "${key.scope}", and "${needed}" is needed: sign in with an admin key`,
  )
}

/** A cookie that is good no more is removed: one at a time, as an answer has one such header. */
function notSignedIn(asked: string | undefined, [ended]: readonly SessionCookie[]): Problem {
  if (ended)
    return unauthorized(
      `the session of the site "${ended.site}" has ended: its time is over, or its key was revoked; sign in again`,
      { headers: { 'set-cookie': cookieThatSignsOut(ended) } },
    )
  return unauthorized(
    `this browser is not signed in to the site "${asked}": sign in with a key of it`,
  )
}

function severalSites(sessions: readonly Session[]): Problem {
  const names = sessions.map(({ site }) => site.name).sort()
  const message = `is missing: this browser is signed in to ${names.join(', ')}; send ?site=${names[0]}`
  return invalidFields([{ field: 'site', message }])
}
