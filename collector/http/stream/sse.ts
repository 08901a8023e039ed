import type { StreamEvent } from '../../../shared/wire/stream.ts'

/** Who does not read on for so long is cut off, ms. */
const STUCK_MS = 30_000

/** An event as it crosses the wire. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export const eventText = ({ event, id, data }: StreamEvent): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

export interface BodyTerms {
  /** Aborted when the collector stops. */
  stopped: AbortSignal
  /** Called once, however the body ends. */
  onEnd: () => void
  /** How long nobody may read, ms. */
  stuckMs?: number
}

/**
 * Texts as the body of an answer. The next one is asked for when there is room for it, so that nothing is
 * gathered for somebody who does not read; who does not for long is cut off.
 */
export class TextBody {
  readonly #texts: AsyncGenerator<string>
  readonly #over = new AbortController()
  readonly #terms: BodyTerms
  readonly #encoder = new TextEncoder()
  readonly stream: ReadableStream<Uint8Array>
  #isAsking = false
  #stuck: ReturnType<typeof setTimeout> | undefined

  /** @param textsOf ends its texts soon after its signal is aborted */
  constructor(textsOf: (over: AbortSignal) => AsyncGenerator<string>, terms: BodyTerms) {
    this.#terms = terms
    this.#texts = textsOf(this.#over.signal)
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    const onStop = () => this.#cut(controller, 'the collector stops')
    terms.stopped.addEventListener('abort', onStop)
    this.#over.signal.addEventListener('abort', () => {
      clearTimeout(this.#stuck)
      terms.stopped.removeEventListener('abort', onStop)
      terms.onEnd()
    })
    this.stream = new ReadableStream({
      start: (given) => {
        controller = given
      },
      pull: (given) => this.#pull(given),
      cancel: () => this.#over.abort(),
    })
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    clearTimeout(this.#stuck)
    this.#isAsking = true
    const { value } = await this.#texts.next().catch((error: unknown) => {
      this.#over.abort()
      throw error
    })
    this.#isAsking = false
    if (value !== undefined) {
      controller.enqueue(this.#encoder.encode(value))
      this.#stuck = setTimeout(() => this.#cut(controller, 'nobody reads'), this.#stuckMs)
      return
    }
    controller.close()
    this.#over.abort()
  }

  /** Who waits for something new is told the end by the texts. */
  #cut(controller: ReadableStreamDefaultController<Uint8Array> | undefined, reason: string): void {
    this.#over.abort()
    if (!this.#isAsking) controller?.error(new Error(reason))
  }

  get #stuckMs(): number {
    return this.#terms.stuckMs ?? STUCK_MS
  }
}
