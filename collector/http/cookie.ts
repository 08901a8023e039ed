import { visitorLifeMs } from '../../shared/limits.ts'
import { isOwnHost } from '../touch/address.ts'
import { registrableDomain } from './public-suffix.ts'

/** The name that the tag reads and writes, too. */
const COOKIE_NAME = 'pw_id'

/**
 * Where a cookie set by a host lives: its registrable domain; `host` for this host alone (localhost,
 * an IP address: they take no Domain attribute); `none` when the host is not the site's own.
 */
export type CookieScope = { domain: string } | 'host' | 'none'

/** @param host a host name in lower case, without port */
export function cookieScopeOf(host: string, siteDomains: readonly string[]): CookieScope {
  const domain = registrableDomain(host)
  if (domain === null) return isOwnHost(host, siteDomains) ? 'host' : 'none'
  const own = siteDomains.some((site) => registrableDomain(site) === domain)
  return own ? { domain } : 'none'
}

export interface Renewal {
  visitor: string
  scope: CookieScope
  https: boolean
  now: number
}

/**
 * `Set-Cookie` that gives the visitor's id the rest of its 13 months: a cookie that a server sets
 * keeps them in browsers that give a script's cookie seven days. Readable by scripts, as the tag
 * needs it. undefined when the host is not the site's, or the id's time is over.
 */
export function renewedCookie({ visitor, scope, https, now }: Renewal): string | undefined {
  const seconds = Math.floor((bornAt(visitor, now) + visitorLifeMs - now) / 1000)
  if (scope === 'none' || seconds <= 0) return undefined
  const domain = scope === 'host' ? '' : `; Domain=${scope.domain}`
  const secure = https ? '; Secure' : ''
  return `${COOKIE_NAME}=${visitor}${domain}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`
}

/** The value of the first pair of our name. */
const heldId = new RegExp(`(?:^|;)\\s*${COOKIE_NAME}=([^;]*)`)

/** Whether a `Cookie` header holds the id of another visitor. */
export function isOther(header: string | undefined, visitor: string): boolean {
  const held = header === undefined ? undefined : heldId.exec(header)?.[1]
  return held !== undefined && held.trim().toLowerCase() !== visitor
}

/** A UUIDv7 tells its birth in its first 48 bits; of others we take today. */
function bornAt(visitor: string, now: number): number {
  if (visitor.charAt(14) !== '7') return now
  const born = Number.parseInt(visitor.slice(0, 8) + visitor.slice(9, 13), 16)
  return Math.min(born, now)
}
