import { type ChildProcess, fork } from 'node:child_process'

interface Waiting<Answer> {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** A process of the bench that does one thing after another, as it is told. */
export class HelperProcess<Order extends object | number, Answer> {
  readonly #child: ChildProcess
  #waiting: Waiting<Answer> | undefined

  constructor(entry: URL, words: readonly string[]) {
    this.#child = fork(entry, words)
    this.#child.on('message', (answer: Answer | { error: string }) => this.#settle(answer))
    this.#child.on('exit', (code) => this.#settle({ error: `${entry.pathname} ended: ${code}` }))
  }

  /** @throws Error with what the process says went wrong */
  ask(order: Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#child.send(order, (error) => error && reject(error))
    })
  }

  stop(): void {
    this.#child.disconnect()
  }

  #settle(answer: Answer | { error: string }): void {
    if (isError(answer)) this.#waiting?.reject(new Error(answer.error))
    else this.#waiting?.resolve(answer)
    this.#waiting = undefined
  }
}

const isError = (answer: unknown): answer is { error: string } =>
  typeof answer === 'object' && answer !== null && 'error' in answer
