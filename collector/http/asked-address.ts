import type { Context } from 'hono'
import type { AppConfig } from './app-config.ts'
import type { EventsRequest } from './events-request.ts'

type Addressed = Pick<EventsRequest, 'header' | 'url'>

/** The collector's address as who asks has reached it. */
export interface AskedAddress {
  /** With the port, where it is not the scheme's own. */
  host: string
  isHttps: boolean
  /** `https://t.shop.example` */
  origin: string
}

export function askedAddress(
  request: Addressed,
  { trustProxy }: Pick<AppConfig, 'trustProxy'>,
): AskedAddress {
  // Proxies in a row each add theirs at the end: the first is what was asked for.
  const forwarded = (name: string) =>
    trustProxy ? request.header(`x-forwarded-${name}`)?.split(',')[0]?.trim() : undefined
  const host = forwarded('host') ?? request.header('host') ?? new URL(request.url()).host
  const scheme = forwarded('proto')
  const isHttps = scheme === undefined ? request.url().startsWith('https:') : scheme === 'https'
  return { host, isHttps, origin: `${isHttps ? 'https' : 'http'}://${host}` }
}

/** What Hono has of a request's address. */
export const requestOf = (c: Context): Addressed => ({
  header: (name) => c.req.header(name),
  url: () => c.req.url,
})
