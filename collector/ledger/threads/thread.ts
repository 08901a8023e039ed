import { type MessagePort, Worker } from 'node:worker_threads'
import { reportErrorNamed } from '../reports-too-large.ts'
import { transferErrorNamed } from '../transfer.ts'

/** What a thread can be asked to do: plain data in, plain data out. */
export type Operations = Record<string, (...args: never[]) => unknown>

interface Question {
  id: number
  operation: string
  args: unknown[]
}

interface Answer {
  id: number
  value?: unknown
  error?: { name: string; message: string }
}

/** The thread ended before it answered: what it was asked may have happened or not. */
export class ThreadDiedError extends Error {
  constructor(reason: string) {
    super(`a ledger thread ended: ${reason}`)
    this.name = 'ThreadDiedError'
  }
}

/** What a thread says unasked. */
export interface Trouble {
  trouble: string
}

export interface ThreadListener {
  /** Told what a thread says unasked. */
  onTrouble: (message: string) => void
  /** Told once when the thread ends, however it ends, after all that waits was rejected. */
  onEnd: (reason: string) => void
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** A worker thread that answers questions one at a time, in the order in which they were asked. */
export class Thread<Ops extends Operations> {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #ended: string | undefined

  constructor(entry: URL, workerData: unknown, { onTrouble, onEnd }: ThreadListener) {
    this.#worker = new Worker(entry, { workerData })
    this.#worker.on('message', (message: Answer | Trouble) => {
      if ('trouble' in message) onTrouble(message.trouble)
      else this.#settle(message)
    })
    this.#worker.on('error', (error: Error) => this.#end(error.message, onEnd))
    this.#worker.on('exit', (code) => this.#end(`exit code ${code}`, onEnd))
  }

  call<Name extends keyof Ops & string>(
    operation: Name,
    ...args: Parameters<Ops[Name]>
  ): Promise<Awaited<ReturnType<Ops[Name]>>> {
    if (this.#ended !== undefined) return Promise.reject(new ThreadDiedError(this.#ended))
    const id = ++this.#lastId
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
    })
    this.#worker.postMessage({ id, operation, args } satisfies Question)
    return answer as Promise<Awaited<ReturnType<Ops[Name]>>>
  }

  /** Ends the thread as soon as its native code returns; resolves then. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #settle({ id, value, error }: Answer): void {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (error) pending?.reject(errorNamed(error))
    else pending?.resolve(value)
  }

  #end(reason: string, onEnd: (reason: string) => void): void {
    if (this.#ended !== undefined) return
    this.#ended = reason
    for (const pending of this.#pending.values()) pending.reject(new ThreadDiedError(reason))
    this.#pending.clear()
    onEnd(reason)
  }
}

const errorNamed = ({ name, message }: { name: string; message: string }): Error =>
  transferErrorNamed(name, message) ??
  reportErrorNamed(name, message) ??
  Object.assign(new Error(message), { name })

/** Answers questions that come over `port` with `operations`; what they throw goes back by name. */
export function answerOn<Ops extends Operations>(port: MessagePort, operations: Ops): void {
  port.on('message', async ({ id, operation, args }: Question) => {
    const run = operations[operation] as (...args: unknown[]) => unknown
    port.postMessage(await answerTo(id, run, args))
  })
}

async function answerTo(
  id: number,
  run: (...args: unknown[]) => unknown,
  args: unknown[],
): Promise<Answer> {
  try {
    return { id, value: await run(...args) }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return { id, error: { name, message } }
  }
}
