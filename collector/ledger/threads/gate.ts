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

  /** @throws LedgerBusyError while it is shut */
  async pass<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#isShut) throw new LedgerBusyError(RETRY_AFTER_SECONDS)
    this.#inside += 1
    try {
      return await work()
    } finally {
      this.#inside -= 1
      if (this.#inside === 0) this.#onEmpty()
    }
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
