import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { App } from '../app.ts'
import type { Answer } from '../http/answer.ts'
import { endedEarly } from '../http/body.ts'
import type { EventsRequest } from '../http/events-request.ts'
import { headerOf } from './request-header.ts'

/** What a request does not say of itself. */
export interface Senders {
  addressOf: (incoming: IncomingMessage) => string
  countryOf: (address: string) => string
}

const POSTED_TO = '/v1/events'

/** A host, and perhaps a port, that nobody could doubt. What else there is is for `others` to judge. */
const PLAIN_HOST = /^[a-z\d.-]+(?::(?:[1-9]\d{3}|[1-5]\d{4}))?$/

/**
 * Serves what tags send from Node's own request, and leaves all else to `others`, who would give the
 * same answer: a `Request`, its `Headers` and a `Response` took a quarter of the time of the thread
 * that all requests share. Unusual ones are left to them, too: an address with a query, a body of
 * unknown length or one that is too large.
 */
export function eventsListener(
  { takeEvents }: Pick<App, 'takeEvents'>,
  senders: Senders,
  bytesMax: number,
  others: RequestListener,
): RequestListener {
  return (incoming, outgoing) => {
    if (!isPlain(incoming, bytesMax)) return others(incoming, outgoing)
    takeEvents(new NodeRequest(incoming, senders))
      .then((answer) => write(outgoing, answer))
      .catch((error: Error) => outgoing.destroy(error))
  }
}

function isPlain({ method, url, headers }: IncomingMessage, bytesMax: number): boolean {
  return (
    method === 'POST' &&
    url === POSTED_TO &&
    Number(headers['content-length']) <= bytesMax &&
    PLAIN_HOST.test(headers.host ?? '')
  )
}

function write(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  outgoing.end(body)
}

class NodeRequest implements EventsRequest {
  readonly #incoming: IncomingMessage
  readonly #senders: Senders

  constructor(incoming: IncomingMessage, senders: Senders) {
    this.#incoming = incoming
    this.#senders = senders
  }

  header(name: string): string | undefined {
    return headerOf(this.#incoming, name)
  }

  /** The address has none. */
  query(): undefined {
    return undefined
  }

  text(): Promise<string> {
    return textOf(this.#incoming)
  }

  address(): string {
    return this.#senders.addressOf(this.#incoming)
  }

  country(): string {
    return this.#senders.countryOf(this.address())
  }

  url(): string {
    return `http://${this.header('host')}${POSTED_TO}`
  }
}

/** As Hono reads bodies: without the mark that some put before UTF-8. */
const utf8 = new TextDecoder()

/** @throws Problem 400 when the sender went away */
function textOf(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => resolve(utf8.decode(wholeOf(chunks))))
    incoming.on('close', () => {
      if (!incoming.readableEnded) reject(endedEarly())
    })
  })
}

/** Most bodies come in one piece. */
function wholeOf(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks
  return chunks.length === 1 && first ? first : Buffer.concat(chunks)
}
