import { LedgerBusyError, LedgerDeadlineError } from '../ledger.ts'
import type { Operations, Thread } from './thread.ts'

/** A place for one thread, which is started by the first question that needs it. */
interface Slot<Ops extends Operations> {
  thread: Thread<Ops> | undefined
  busy: boolean
}

/** Questions that may wait for a free thread. */
const WAITING_MAX = 256

export interface ReaderPoolOptions<Ops extends Operations> {
  /** Threads, each with one question at a time. */
  size: number
  deadlineMs: number
  /** @param onEnd to be called when the thread ends, however it ends */
  start: (onEnd: () => void) => Thread<Ops>
}

/**
 * Threads with read-only connections. A question has one deadline for waiting and running together;
 * past it the asker hears `LedgerDeadlineError` at once, the thread that still runs it is ended, and
 * another takes its place. (SQLite leaves a statement only between two rows, so the old thread may
 * end a little later.)
 */
export class ReaderPool<Ops extends Operations> {
  readonly #slots: Slot<Ops>[]
  readonly #options: ReaderPoolOptions<Ops>
  #waiting: ((slot: Slot<Ops>) => void)[] = []

  constructor(options: ReaderPoolOptions<Ops>) {
    this.#options = options
    this.#slots = Array.from({ length: options.size }, () => ({ thread: undefined, busy: false }))
  }

  /** @throws LedgerDeadlineError, LedgerBusyError when too many wait, and what the operation throws */
  async call<Name extends keyof Ops & string>(
    operation: Name,
    ...args: Parameters<Ops[Name]>
  ): Promise<Awaited<ReturnType<Ops[Name]>>> {
    const deadline = new Deadline(this.#options.deadlineMs)
    try {
      const slot = await this.#freeSlot(deadline)
      return await this.#answer(slot, deadline, this.#threadOf(slot).call(operation, ...args))
    } finally {
      deadline.clear()
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#slots.map(({ thread }) => thread?.terminate()))
  }

  #threadOf(slot: Slot<Ops>): Thread<Ops> {
    if (slot.thread) return slot.thread
    const thread = this.#options.start(() => {
      if (slot.thread === thread) slot.thread = undefined
    })
    slot.thread = thread
    return thread
  }

  #freeSlot(deadline: Deadline): Promise<Slot<Ops>> {
    const free = this.#slots.find(({ busy }) => !busy)
    if (free) {
      free.busy = true
      return Promise.resolve(free)
    }
    if (this.#waiting.length >= WAITING_MAX) return Promise.reject(new LedgerBusyError(1))
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve)
      deadline.onPast((error) => {
        this.#waiting = this.#waiting.filter((waiting) => waiting !== resolve)
        reject(error)
      })
    })
  }

  #answer<Value>(slot: Slot<Ops>, deadline: Deadline, answer: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      deadline.onPast((error) => {
        void slot.thread?.terminate()
        slot.thread = undefined
        this.#release(slot)
        reject(error)
      })
      answer.then(resolve, reject).finally(() => {
        if (deadline.clear()) this.#release(slot)
      })
    })
  }

  #release(slot: Slot<Ops>): void {
    const next = this.#waiting.shift()
    if (next) next(slot)
    else slot.busy = false
  }
}

/** One timer for all that a question goes through; it tells whom it was told last to tell. */
class Deadline {
  #onPast: (error: LedgerDeadlineError) => void = () => {}
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number) {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#onPast(new LedgerDeadlineError(ms))
    }, ms)
  }

  onPast(tell: (error: LedgerDeadlineError) => void): void {
    this.#onPast = tell
  }

  /** False when it had passed before. */
  clear(): boolean {
    clearTimeout(this.#timer)
    return this.#timer !== undefined
  }
}
