import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { HeaderReader } from '../http/services.ts'

/**
 * Node has parsed the headers into an object already: asking it takes a tenth of what a lookup in the
 * `Headers` of the request takes. It keeps the first of several `User-Agent` or `Referer`, and joins
 * most others.
 */
export const requestHeader: HeaderReader = (c: Context<{ Bindings: HttpBindings }>, name) => {
  const value = c.env.incoming.headers[name]
  return typeof value === 'string' ? value : undefined
}
