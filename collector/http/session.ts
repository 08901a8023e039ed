import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { signInBody } from '../../shared/wire/sessions.ts'
import { json } from './answer.ts'
import { callerBy } from './auth.ts'
import { readObject } from './body.ts'
import { unauthorized } from './caller.ts'
import { isAskedByHttps, refuseOtherPage, requireOwnPage } from './own-page.ts'
import { Problem } from './problem.ts'
import { readQuery } from './query.ts'
import type { Handler } from './services.ts'
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
  const { key: text } = await readObject(c, signInBody, BODY_BYTES_MAX)
  const { site, key } = await signingIn(text, services)
  const session = { site, key, expiresAt: now + SESSION_SECONDS * 1000 }
  const value = await sessionValue(site.state, session, signer)
  const cookie = cookieThatSignsIn(site.name, value, isAskedByHttps(c, services))
  return json(200, sessionShown(session), { 'set-cookie': cookie })
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

/** @throws Problem 401 that names the field, 403 for a write key */
async function signingIn(text: string, { sites }: Parameters<Handler>[1]) {
  const caller = await callerBy(text, sites)
  if (!caller) {
    const message =
      'is no key of a site here, or was revoked: "pathworth key create" makes one, of the scope read or admin'
    throw unauthorized(`key: ${message}`, { errors: [{ field: 'key', message }] })
  }
  if (caller.key.scope !== 'write') return caller
  const message =
    'is a write key, which sends facts and reads none: sign in with a read or an admin key'
  throw new Problem('forbidden', `key: ${message}`, { errors: [{ field: 'key', message }] })
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
