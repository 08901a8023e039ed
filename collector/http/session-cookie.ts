import type { KeyRecord, SiteState } from '../ledger/ledger.ts'
import { isGood } from './caller.ts'
import { equalInConstantTime, type Signer } from './secrets.ts'

/** A session lasts so long, s: whoever looks once a month stays signed in for a month. */
export const SESSION_SECONDS = 30 * 86_400

/** A browser takes a cookie of this prefix from the host itself alone, over HTTPS. */
const HOST_PREFIX = '__Host-'

const namePattern = /^(__Host-)?pw_session_([a-z0-9-]{1,63})$/
const valuePattern = /^([A-Za-z0-9-]{1,64})\.(\d{1,12})\.([0-9a-f]{64})$/

/** More sites than this are an attempt to have many looked up. */
const COOKIES_MAX = 20

/** A cookie of ours, as a browser holds it: one a site. */
export interface SessionCookie {
  name: string
  site: string
  value: string
}

/** What a session rests on: the site's secret, which never leaves the collector, and one of its keys. */
export type Sessions = Pick<SiteState, 'site' | 'emailSecret' | 'keys'>

/** A key that a browser has signed in with. */
export interface SignedIn {
  key: KeyRecord
  /** ms since the epoch */
  expiresAt: number
}

/**
 * Our cookies of a `Cookie` header. Over HTTPS only those that no neighbouring host can have set.
 */
export function sessionCookies(header: string | undefined, isHttps: boolean): SessionCookie[] {
  const found = new Map<string, SessionCookie>()
  for (const pair of header?.split(';') ?? []) {
    const [name = '', value = ''] = pair.trim().split('=', 2)
    const [, prefix, site] = namePattern.exec(name) ?? []
    if (site === undefined || (isHttps && prefix === undefined)) continue
    // Of two for one site the first: browsers send what fits best first.
    if (found.size < COOKIES_MAX && !found.has(site)) found.set(site, { name, site, value })
  }
  return [...found.values()]
}

/** `<key id>.<end, s since the epoch>.<HMAC-SHA-256, hex>`: nothing is stored of a session. */
export async function sessionValue(
  sessions: Sessions,
  { key, expiresAt }: SignedIn,
  signer: Signer,
): Promise<string> {
  const ends = String(Math.floor(expiresAt / 1000))
  return `${key.id}.${ends}.${await signatureOf(sessions, key, ends, signer)}`
}

/** Whom a cookie's value names, if the collector has signed it, its time is not over and its key is good. */
export async function signedInBy(
  sessions: Sessions,
  value: string,
  signer: Signer,
  now: number,
): Promise<SignedIn | undefined> {
  const [, id = '', ends = '', signature = ''] = valuePattern.exec(value) ?? []
  const key = sessions.keys.find((one) => one.id === id)
  if (!key || !isGood(key, now)) return undefined
  const expected = await signatureOf(sessions, key, ends, signer)
  const expiresAt = Number(ends) * 1000
  return equalInConstantTime(signature, expected) && now < expiresAt
    ? { key, expiresAt }
    : undefined
}

/**
 * The site's secret also makes the hashes of e-mails, some of which may be read: so the HMAC's key is one that
 * nothing else uses, and that no text which somebody sends can be signed with.
 */
const signatureOf = (
  { site, emailSecret }: Sessions,
  { id, hash }: KeyRecord,
  ends: string,
  signer: Signer,
): Promise<string> =>
  signer.sign(`session 1 ${emailSecret} ${hash}`, JSON.stringify([site, id, ends]))

/** `Set-Cookie` that signs a browser in. */
export function cookieThatSignsIn(
  site: string,
  value: string,
  { isHttps, seconds = SESSION_SECONDS }: { isHttps: boolean; seconds?: number },
): string {
  const name = `${isHttps ? HOST_PREFIX : ''}pw_session_${site}`
  return `${name}=${value}; Max-Age=${seconds}; ${attributes(name)}`
}

/** `Set-Cookie` that removes a cookie. */
export const cookieThatSignsOut = ({ name }: Pick<SessionCookie, 'name'>): string =>
  `${name}=; Max-Age=0; ${attributes(name)}`

const attributes = (name: string): string =>
  `Path=/; HttpOnly; SameSite=Strict${name.startsWith(HOST_PREFIX) ? '; Secure' : ''}`
