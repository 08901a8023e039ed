import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/**
 * Who asks. Behind a proxy it is the last address of the header: that one the proxy itself has
 * added, while all before it came with the request and may be invented.
 * @param header in lower case; undefined to believe the connection alone
 */
export function clientAddressBy(header: string | undefined): (c: Context) => string {
  const fromConnection = (c: Context): string => getConnInfo(c).remote.address ?? ''
  if (header === undefined) return fromConnection
  return (c) => c.req.header(header)?.split(',').at(-1)?.trim() || fromConnection(c)
}
