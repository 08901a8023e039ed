import type { Context } from 'hono'
import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { signInBody } from '../../shared/wire/sessions.ts'
import type { KeyScope } from '../ledger/ledger.ts'
import { json } from './answer.ts'
import { callerBy } from './auth.ts'
import { readObject } from './body.ts'
import { type Caller, unauthorized } from './caller.ts'
import { isAskedByHttps, refuseOtherPage, requireOwnPage } from './own-page.ts'
import { Problem } from './problem.ts'
import { readQuery } from './query.ts'
import type { Handler, Services } from './services.ts'
import { heldCookies, lookAt, type Session } from './session-caller.ts'
import {
  cookieThatSignsIn,
  cookieThatSignsOut,
  SESSION_SECONDS,
  type SessionCookie,
  sessionValue,
} from './session-cookie.ts'

const BODY_BYTES_MAX = 1024

export const querySchema = z.object({ site: siteId.optional() })

/** `POST /v1/session`: a browser signs in to one site, and may be signed in to others. */
export const postSession: Handler = async (c, services) => {
  refuseOtherPage(c, services)
  const { clock, rateLimit, signer } = services
  const now = clock()
  await rateLimit.take(services.clientAddress(c), now, 'and no more often')
  const given = await readObject(c, signInBody, BODY_BYTES_MAX)
  const { site, key } = await signingIn(given, services)
  const greater = key.scope === 'share' ? await keyedSession(c, services, site.name) : undefined
  if (greater) return json(200, sessionShown(greater))
  const ends = now + SESSION_SECONDS * 1000
  const session = { site, key, expiresAt: wholeSecond(Math.min(ends, key.expiresAt ?? ends)) }
  const value = await sessionValue(site.state, session, signer)
  const isHttps = isAskedByHttps(c, services)
  const seconds = Math.max(1, Math.floor((session.expiresAt - now) / 1000))
  const cookie = cookieThatSignsIn(site.name, value, { isHttps, seconds })
  return json(200, sessionShown(session), { 'set-cookie': cookie })
}

/** As the cookie says it. */
const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000

/** Who is signed in by a key and follows a link sees no less than before. */
async function keyedSession(c: Context, services: Services, name: string) {
  const { sessions } = await lookAt(ofSite(heldCookies(c, services), name), services)
  return sessions.find(({ key }) => key.scope !== 'share')
}

/** `GET /v1/session`: who is signed in. Nobody is no error, so that no page logs one. */
export const getSession: Handler = async (c, services) => {
  const { site } = readQuery(c, querySchema)
  const cookies = heldCookies(c, services)
  if (cookies.length > 0) requireOwnPage(c, services)
  const { sessions, ended } = await lookAt(ofSite(cookies, site), services)
  return signedOut(json(200, { sessions: sessions.map(sessionShown) }), ended)
}

/** `DELETE /v1/session`: this browser is signed out, of one site or of all. */
export const deleteSession: Handler = async (c, services) => {
  const { site } = readQuery(c, querySchema)
  const cookies = heldCookies(c, services)
  if (cookies.length > 0) requireOwnPage(c, services)
  const those = ofSite(cookies, site)
  return signedOut(json(200, { signed_out: those.map((cookie) => cookie.site) }), those)
}

/** @throws Problem 401 that names the field, 403 for a key that signs nobody in, or stands in the wrong field */
async function signingIn({ key, share }: SignIn, services: Services): Promise<Caller> {
  const field = share === undefined ? 'key' : 'share'
  const caller = await callerBy(share ?? key ?? '', services)
  const message = caller ? whyNot(caller.key.scope, field) : NOT_KNOWN[field]
  const told = { errors: [{ field, message: message ?? '' }] }
  if (!caller) throw unauthorized(`${field}: ${message}`, told)
  if (message !== undefined) throw new Problem('forbidden', `${field}: ${message}`, told)
  return caller
}

type SignIn = z.output<typeof signInBody>

const NOT_KNOWN = {
  key: 'is no key of a site here, or was revoked: "pathworth key create" makes one, of the scope read or admin',
  share:
    'is no link that is good: it was revoked, or its time is over; ask who shared it for another',
} as const

function whyNot(scope: KeyScope, field: 'key' | 'share'): string | undefined {
  if (scope === 'write')
    return 'is a write key, which sends facts and reads none: sign in with a read or an admin key'
  if ((scope === 'share') === (field === 'share')) return undefined
  return field === 'key'
    ? 'is of a shared link: send it as {"share": "…"}'
    : 'is a key: send it as {"key": "…"}'
}

const ofSite = (cookies: readonly SessionCookie[], asked: string | undefined) =>
  cookies.filter(({ site }) => asked === undefined || site === asked)

const sessionShown = ({ site, key, expiresAt }: Session) => ({
  site: site.name,
  scope: key.scope,
  name: key.holder,
  expires_at: new Date(expiresAt).toISOString(),
})

/** An answer that removes cookies: one header each. */
function signedOut(response: Response, cookies: readonly SessionCookie[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookieThatSignsOut(cookie))
  return response
}
