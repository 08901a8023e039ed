import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from './config.ts'

/** Requests under way when the collector is told to stop have this long. */
const DRAIN_MS_MAX = 10_000
const DRAIN_LOOK_MS = 50

/** Listens, and gives the port. @throws Error with the way out */
export function listen(server: Server, { HOST, PORT }: Config): Promise<number> {
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => failed(explained(error, HOST, PORT)))
    server.listen(PORT, HOST, () => done((server.address() as AddressInfo).port))
  })
}

/**
 * Takes no new connection, answers what is under way, and closes what idles. Connections that are
 * kept alive are looked for again and again, since each is idle only between two requests.
 */
export async function drain(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done))
  const idle = setInterval(() => server.closeIdleConnections(), DRAIN_LOOK_MS)
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX)
  await closed
  clearInterval(idle)
  clearTimeout(late)
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new Error(
      `PORT=${port}: something listens there already; take another, or 0 for a free one`,
    )
  if (error.code === 'EACCES')
    return new Error(`PORT=${port}: this user may not listen there; take one from 1024 on`)
  if (error.code === 'EADDRNOTAVAIL' || error.syscall === 'getaddrinfo')
    return new Error(`HOST=${host}: is no address of this machine`)
  return error
}
