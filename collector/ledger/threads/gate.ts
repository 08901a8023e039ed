import { LedgerBusyError } from '../ledger.ts'

const RETRY_AFTER_SECONDS = 2

/** Lets work on a site through, until it is shut: then those inside finish, and nobody else enters. */
export class Gate {
  #inside = 0
  #isShut = false
  #onEmpty: () => void = () => {}

  get isShut(): boolean {
    return this.#isShut
  }

  /** Not async: what passes is asked for once a request. @throws LedgerBusyError while it is shut */
  pass<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#isShut) return Promise.reject(new LedgerBusyError(RETRY_AFTER_SECONDS))
    this.#inside += 1
    const done = work()
    done.then(this.#leave, this.#leave)
    return done
  }

  readonly #leave = (): void => {
    this.#inside -= 1
    if (this.#inside === 0) this.#onEmpty()
  }

  /** Resolves when nobody is inside any more. */
  shut(): Promise<void> {
    this.#isShut = true
    if (this.#inside === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onEmpty = resolve
    })
  }

  open(): void {
    this.#isShut = false
  }
}
