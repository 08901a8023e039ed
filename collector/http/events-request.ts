import type { Context } from 'hono'
import { readText } from './body.ts'
import type { Services } from './services.ts'

/** A request of events as its route reads it: a host that has no `Request` at hand need not make one. */
export interface EventsRequest {
  /** A header by its name in lower case; undefined when it is absent. */
  header(name: string): string | undefined
  /** A parameter of the address. */
  query(name: string): string | undefined
  /** The body. @throws Problem 413 when it is too large; 400 when its sender went away */
  text(): Promise<string>
  /** The IP address of who asks, or ''. */
  address(): string
  /** ISO 3166-1 alpha-2 of who asks, or ''. */
  country(): string
  /** The whole address, with scheme and host. */
  url(): string
}

/** What Hono has of a request. */
export function eventsRequestOf(c: Context, services: Services): EventsRequest {
  const header = (name: string) => services.headerOf(c, name)
  const address = () => services.clientAddress(c)
  return {
    header,
    address,
    query: (name) => c.req.query(name),
    text: () =>
      readText(c, services.config.eventsBytesMax, {
        wayOut: 'send its events in several requests',
        declared: header('content-length'),
      }),
    country: () => services.countryOf(address(), c),
    url: () => c.req.url,
  }
}
