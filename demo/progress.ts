import type { WriteStream } from 'node:tty'

const BAR = 28
const REDRAW_MS = 100
const LINE_MS = 1_000

/** Tells how far a long job is: a bar on a terminal, a plain line a second elsewhere. */
export class Progress {
  readonly #out: Pick<WriteStream, 'write' | 'isTTY'>
  readonly #clock: () => number
  #shown = Number.NEGATIVE_INFINITY

  constructor(out: Pick<WriteStream, 'write' | 'isTTY'>, clock: () => number) {
    this.#out = out
    this.#clock = clock
  }

  /** `done` of `all`; often called, seldom shown, and always at the end. */
  show(what: string, done: number, all: number): void {
    const now = this.#clock()
    const pause = this.#out.isTTY ? REDRAW_MS : LINE_MS
    if (done < all && now - this.#shown < pause) return
    this.#shown = done < all ? now : Number.NEGATIVE_INFINITY
    this.#out.write(this.#out.isTTY ? bar(what, done, all) : line(what, done, all))
  }
}

function bar(what: string, done: number, all: number): string {
  const filled = all > 0 ? Math.floor((BAR * done) / all) : BAR
  const drawn = '█'.repeat(filled) + '░'.repeat(BAR - filled)
  return `\r\u001b[2K  ${drawn}  ${count(done, all)} ${what}${done < all ? '' : '\n'}`
}

const line = (what: string, done: number, all: number): string => `  ${count(done, all)} ${what}\n`

function count(done: number, all: number): string {
  const whole = all.toLocaleString('en')
  return `${done.toLocaleString('en').padStart(whole.length)} of ${whole}`
}
