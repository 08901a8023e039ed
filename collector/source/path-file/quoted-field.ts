import { LF, QUOTE } from './bytes.ts'

/** What a field in quotes says, without them. */
export class QuotedField {
  /** Line feeds within it. */
  lineFeeds = 0
  #bytes = new Uint8Array(256)
  #length = 0
  readonly #decoder = new TextDecoder()

  get text(): string {
    return this.#decoder.decode(this.#bytes.subarray(0, this.#length))
  }

  /** Takes the field whose quote opens at `start`; gives the place behind the quote that closes it, or −1. */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.#length = 0
    this.lineFeeds = 0
    for (let at = start + 1; at < end; at++) {
      const byte = bytes[at] as number
      if (byte === QUOTE && bytes[at + 1] !== QUOTE) return at + 1
      if (byte === QUOTE) at++
      if (byte === LF) this.lineFeeds++
      this.#append(byte)
    }
    return -1
  }

  #append(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const twice = new Uint8Array(this.#bytes.length * 2)
      twice.set(this.#bytes)
      this.#bytes = twice
    }
    this.#bytes[this.#length++] = byte
  }
}
