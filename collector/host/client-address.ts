import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { requestHeader } from './request-header.ts'

/**
 * Who asks. Behind a proxy it is the last address of the header: that one the proxy itself has
 * added, while all before it came with the request and may be invented.
 * @param header in lower case; undefined to believe the connection alone
 */
export function clientAddressBy(header: string | undefined): (c: Context) => string {
  if (header === undefined) return fromConnection
  return (c) => requestHeader(c, header)?.split(',').at(-1)?.trim() || fromConnection(c)
}

const fromConnection = (c: Context<{ Bindings: HttpBindings }>): string =>
  c.env.incoming.socket.remoteAddress ?? ''
