import type { IncomingMessage } from 'node:http'
import { headerOf } from './request-header.ts'

/**
 * Who asks. Behind a proxy it is the last address of the header: that one the proxy itself has
 * added, while all before it came with the request and may be invented.
 * @param header in lower case; undefined to believe the connection alone
 */
export function clientAddressBy(header: string | undefined): (incoming: IncomingMessage) => string {
  if (header === undefined) return fromConnection
  return (incoming) =>
    headerOf(incoming, header)?.split(',').at(-1)?.trim() || fromConnection(incoming)
}

const fromConnection = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? ''
