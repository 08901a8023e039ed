import type { Context } from 'hono'
import { askedAddress, requestOf } from './asked-address.ts'
import { Problem } from './problem.ts'
import type { Services } from './services.ts'

/** Which page asks: one of the collector's own, another, or nobody says so. */
type Page = 'own' | 'other' | 'untold'

/**
 * A cookie comes along whoever's page asks, so it is no proof of what the person wants: what changes something
 * must come from a page of the collector's own, and what reads must not come from another site's.
 * @throws Problem 403
 */
export function requireOwnPage(c: Context, services: Services): void {
  const isReading = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (isReading ? !isForeign(c, services) : pageOf(c, services) === 'own') return
  throw new Problem(
    'forbidden',
    isReading
      ? 'a page of another site asks, and the session of this browser is not for it: open the collector itself, or send "Authorization: Bearer <key>"'
      : 'a session changes things only when a page of this collector asks (Sec-Fetch-Site: same-origin, or its own Origin): use the dashboard, or send "Authorization: Bearer <key>"',
  )
}

/**
 * Signing in needs no cookie, and programs do it, too; but no other page may sign somebody in.
 * @throws Problem 403
 */
export function refuseOtherPage(c: Context, services: Services): void {
  if (pageOf(c, services) !== 'other') return
  throw new Problem('forbidden', 'a browser signs in on a page of this collector alone: open it')
}

/** Neighbours below one domain may link to what is read: they can't read it. */
const isForeign = (c: Context, services: Services): boolean =>
  c.req.header('sec-fetch-site') === undefined
    ? pageOf(c, services) === 'other'
    : c.req.header('sec-fetch-site') === 'cross-site'

function pageOf(c: Context, services: Services): Page {
  const from = c.req.header('sec-fetch-site')
  // Typed in, or opened from a bookmark.
  if (from === 'none') return 'untold'
  if (from !== undefined) return from === 'same-origin' ? 'own' : 'other'
  const origin = c.req.header('origin')
  if (origin === undefined) return 'untold'
  return ownOrigins(c, services).includes(origin) ? 'own' : 'other'
}

const ownOrigins = (c: Context, { config }: Services): string[] => [
  askedAddress(requestOf(c), config).origin,
  ...(config.publicUrl === undefined ? [] : [new URL(config.publicUrl).origin]),
]

/**
 * Whether the browser speaks HTTPS, as far as can be told: a proxy that ends TLS may say so, or the address that
 * the collector is known under.
 */
export function isAskedByHttps(c: Context, { config }: Services): boolean {
  const { isHttps, host } = askedAddress(requestOf(c), config)
  if (isHttps || config.publicUrl === undefined) return isHttps
  const known = new URL(config.publicUrl)
  const isKnown = host === known.host || c.req.header('origin') === known.origin
  return known.protocol === 'https:' && isKnown
}
