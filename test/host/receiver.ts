import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** A message as it came. */
export interface Arrived {
  /** `webhook-id` */
  id: string
  path: string
  headers: Record<string, string>
  text: string
  body: { type: string; data: Record<string, unknown> }
}

type Answer = (arrived: Arrived, response: ServerResponse) => void

const accept: Answer = (_, response) => void response.writeHead(204).end()

export const withStatus =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end()

/** Somebody who is told what happens in a site, on this machine. */
export class Receiver {
  readonly arrived: Arrived[] = []
  /** What the next ones are answered, one by one; then all are accepted. */
  readonly answers: Answer[] = []
  readonly #server: Server
  #url = ''

  private constructor(port: number) {
    this.#server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      const { url: path = '', headers } = request
      const arrived = {
        ...{ path, text, id: String(headers['webhook-id']) },
        headers: headers as Record<string, string>,
        body: JSON.parse(text) as Arrived['body'],
      }
      this.arrived.push(arrived)
      const answer = this.answers.shift() ?? accept
      answer(arrived, response)
    })
    this.#server.listen(port, '127.0.0.1')
  }

  static async start(port = 0): Promise<Receiver> {
    const receiver = new Receiver(port)
    await once(receiver.#server, 'listening')
    const { port: taken } = receiver.#server.address() as AddressInfo
    receiver.#url = `http://127.0.0.1:${taken}`
    return receiver
  }

  get url(): string {
    return this.#url
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** As receivers check it, by the package of Standard Webhooks. @throws Error when it is not signed so */
export const verified = (secret: string, { text, headers }: Arrived): unknown =>
  new Webhook(secret).verify(text, headers)
