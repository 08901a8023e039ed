import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'

/** Source: what nginx waits for more (`lingering_timeout`). */
const LINGER_MS = 5_000

/**
 * Answers that end their connection while the request is still being sent reach its sender: the
 * collector says that it will send no more, and reads on for a while without keeping anything. To close
 * at once would have the system reset the connection, and a reset may overtake the answer.
 *
 * Source: RFC 9112, section 9.6, on closing in stages.
 */
export function lingering(listener: RequestListener, forMs: number = LINGER_MS): RequestListener {
  return (incoming, outgoing) => {
    // Before Node's own listener, which closes the socket if the answer said that it would.
    outgoing.prependOnceListener('finish', () => {
      if (!incoming.complete) closeInStages(incoming.socket, forMs)
    })
    return listener(incoming, outgoing)
  }
}

/** `destroySoon` is how Node and Hono close after an answer. */
function closeInStages(socket: Socket, forMs: number): void {
  socket.destroySoon = () => {
    const late = setTimeout(() => socket.destroy(), forMs)
    socket.once('close', () => clearTimeout(late))
    // Having ended its side, it closes by itself when the other side has.
    socket.end()
  }
}
