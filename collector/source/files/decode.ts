import { FileError } from './file-error.ts'

/** So many bytes from the first that is no ASCII decide between UTF-8 and Windows-1252. */
const EVIDENCE_BYTES = 65_536

const BOMS: readonly [encoding: string, bytes: readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** Files that are no text, by their first bytes, and what to do. */
const NO_TEXT: readonly [what: string, bytes: readonly number[]][] = [
  ['an Excel workbook or another zip archive: unpack it, or save the sheet as CSV', [0x50, 0x4b]],
  ['an old Excel workbook: save the sheet as CSV', [0xd0, 0xcf, 0x11, 0xe0]],
  ['gzip: unpack it first', [0x1f, 0x8b]],
  ['a PDF: export CSV instead', [0x25, 0x50, 0x44, 0x46]],
]

const LONGEST_SIGN = 4

/**
 * Bytes to text with line feeds alone, in pieces of any size: UTF-8, UTF-16 with a byte order mark or
 * with the zeros of plain letters, else Windows-1252. What it decides depends on the bytes, and never on
 * how they were cut into pieces.
 */
export class Decoding {
  readonly #held = new Held()
  #decoder: TextDecoder | undefined
  /** Whether it is known that there is no byte order mark, and no UTF-16. */
  #isOfBytes = false
  /** A carriage return at the end of a piece, of which the next one may bring the line feed. */
  #carriageReturn = ''
  /** That Windows-1252 was taken, as the file is neither UTF-8 nor UTF-16. */
  isGuessed = false
  isEmpty = true

  /** @throws FileError for what is no text */
  push(chunk: Uint8Array): string {
    if (chunk.length === 0) return ''
    this.isEmpty = false
    return this.#lines(this.#decoder ? this.#decode(this.#decoder, chunk) : this.#begin(chunk))
  }

  /** What was held back. */
  end(): string {
    const rest = this.#held.take()
    const held = this.#decoder || rest.length === 0 ? '' : this.#decide(rest, true)
    const text = this.#lines(held + (this.#decoder ? this.#decode(this.#decoder) : ''))
    const last = this.#carriageReturn === '' ? '' : '\n'
    this.#carriageReturn = ''
    return text + last
  }

  #begin(chunk: Uint8Array): string {
    if (this.#isOfBytes && this.#held.length === 0) return this.#asciiOf(chunk)
    this.#held.add(chunk)
    if (this.#held.length < (this.#isOfBytes ? EVIDENCE_BYTES : LONGEST_SIGN)) return ''
    return this.#decide(this.#held.take(), false)
  }

  /** @returns the text of what is decided; the rest is held */
  #decide(bytes: Uint8Array, isEnd: boolean): string {
    if (!this.#isOfBytes) {
      refuseNoText(bytes)
      this.#isOfBytes = true
      const encoding = signedEncoding(bytes)
      return encoding === undefined ? this.#asciiOf(bytes, isEnd) : this.#start(encoding, bytes)
    }
    const encoding = isUtf8(bytes.subarray(0, EVIDENCE_BYTES)) ? 'utf-8' : 'windows-1252'
    this.isGuessed = encoding === 'windows-1252'
    return this.#start(encoding, bytes)
  }

  /** ASCII is the same in both: text up to the first other byte, and what begins there is held. */
  #asciiOf(bytes: Uint8Array, isEnd = false): string {
    const first = bytes.findIndex((byte) => byte >= 0x80)
    const ascii = this.#decode(new TextDecoder(), first === -1 ? bytes : bytes.subarray(0, first))
    if (first === -1) return ascii
    const rest = bytes.subarray(first)
    if (isEnd || rest.length >= EVIDENCE_BYTES) return ascii + this.#decide(rest, isEnd)
    this.#held.add(rest)
    return ascii
  }

  #start(encoding: string, bytes: Uint8Array): string {
    this.#decoder = new TextDecoder(encoding, { fatal: true })
    return this.#decode(this.#decoder, bytes)
  }

  #decode(decoder: TextDecoder, chunk?: Uint8Array): string {
    const text = decoded(decoder, chunk)
    if (!text.includes('\0')) return text
    throw new FileError(null, 'the file is no text: export it as CSV')
  }

  #lines(piece: string): string {
    let text = this.#carriageReturn + piece
    this.#carriageReturn = ''
    if (text.endsWith('\r')) {
      this.#carriageReturn = '\r'
      text = text.slice(0, -1)
    }
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  }
}

/** Bytes that wait for more of them. */
class Held {
  #chunks: Uint8Array[] = []
  length = 0

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk.slice())
    this.length += chunk.length
  }

  take(): Uint8Array {
    const bytes = new Uint8Array(this.length)
    let at = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    this.#chunks = []
    this.length = 0
    return bytes
  }
}

function decoded(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined })
  } catch {
    throw new FileError(
      null,
      `the file begins as ${decoder.encoding.toUpperCase()} and has other bytes further on, or was cut off: download it again`,
    )
  }
}

function refuseNoText(bytes: Uint8Array): void {
  const what = NO_TEXT.find(([, sign]) => begins(bytes, sign))?.[0]
  if (what !== undefined) throw new FileError(null, `the file is ${what}`)
}

/** The encoding that the first bytes show; undefined for UTF-8 without a mark, and for Windows-1252. */
function signedEncoding(bytes: Uint8Array): string | undefined {
  const marked = BOMS.find(([, sign]) => begins(bytes, sign))
  if (marked) return marked[0]
  if (bytes.length < 2) return undefined
  if (bytes[0] !== 0 && bytes[1] === 0) return 'utf-16le'
  return bytes[0] === 0 && bytes[1] !== 0 ? 'utf-16be' : undefined
}

/** A character that is cut off at the end may go on. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

const begins = (bytes: Uint8Array, sign: readonly number[]): boolean =>
  sign.every((byte, index) => bytes[index] === byte)
