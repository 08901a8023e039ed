import { connect, type Socket } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')
/** "HTTP/1.1 202": the status stands at a fixed place. */
const STATUS_AT = 9

/**
 * One keep-alive connection that sends a request when the last is answered. It reads no more of an
 * answer than where it ends and whether it was a 2xx: the generator shares the machine with what it
 * measures.
 */
export class Connection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #answered: (() => void) | undefined
  #failed: ((error: Error) => void) | undefined

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#socket.on('error', (error) => this.#failed?.(error))
    this.#socket.on('close', () => this.#failed?.(new Error('the server closed a connection')))
  }

  /** Sends what `next` gives, one after another, until it gives nothing. */
  run(next: () => Buffer | undefined, onAnswer: (ms: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let sentAt = 0
      const send = () => {
        const request = next()
        if (!request) return resolve()
        sentAt = performance.now()
        this.#socket.write(request)
      }
      this.#failed = reject
      this.#answered = () => {
        onAnswer(performance.now() - sentAt)
        send()
      }
      send()
    })
  }

  close(): void {
    this.#failed = undefined
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    const received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const length = lengthOfAnswer(received)
    this.#received = received
    if (length === undefined || received.length < length) return
    this.#received = received.subarray(length)
    const status = received.toString('latin1', STATUS_AT, STATUS_AT + 3)
    if (status.startsWith('2')) this.#answered?.()
    else this.#failed?.(new Error(`answered ${status}:\n${received.toString()}`))
  }
}

/** Bytes of the answer that begins here; undefined while its head is not whole. */
function lengthOfAnswer(received: Buffer): number | undefined {
  const headEnd = received.indexOf(HEAD_END)
  if (headEnd === -1) return undefined
  const head = received.toString('latin1', 0, headEnd)
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (declared === undefined) throw new Error(`an answer without Content-Length:\n${head}`)
  return headEnd + HEAD_END.length + Number(declared)
}
