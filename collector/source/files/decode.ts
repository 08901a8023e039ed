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
  #held = new Uint8Array(0)
  #decoder: TextDecoder | undefined
  /** A carriage return at the end of a piece, of which the next one may bring the line feed. */
  #carriageReturn = ''
  /** That Windows-1252 was taken, as the file is neither UTF-8 nor UTF-16. */
  isGuessed = false
  isEmpty = true

  /** @throws FileError for what is no text */
  push(chunk: Uint8Array): string {
    if (chunk.length === 0) return ''
    this.isEmpty = false
    if (this.#decoder) return this.#lines(this.#decode(chunk))
    this.#held = joined(this.#held, chunk)
    return this.#lines(this.#start(false))
  }

  /** What was held back. */
  end(): string {
    const rest = this.#decoder ? this.#decode() : this.#start(true)
    const text = this.#lines(rest) + (this.#carriageReturn && '\n')
    this.#carriageReturn = ''
    return text
  }

  #start(isEnd: boolean): string {
    const held = this.#held
    if (held.length < LONGEST_SIGN && !isEnd) return ''
    refuseNoText(held)
    const encoding = encodingOf(held, isEnd)
    if (encoding === undefined) return ''
    this.isGuessed = encoding === 'windows-1252'
    this.#decoder = new TextDecoder(encoding, { fatal: true })
    this.#held = new Uint8Array(0)
    return this.#decode(held) + (isEnd ? this.#decode() : '')
  }

  #decode(chunk?: Uint8Array): string {
    try {
      const text = this.#decoder?.decode(chunk, { stream: chunk !== undefined }) ?? ''
      if (text.includes('\0')) throw new FileError(null, 'the file is no text: export it as CSV')
      return text
    } catch (error) {
      if (error instanceof FileError) throw error
      throw new FileError(
        null,
        `the file begins as ${this.#decoder?.encoding.toUpperCase()} and has other bytes further on, or was cut off: download it again`,
      )
    }
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

function refuseNoText(bytes: Uint8Array): void {
  const what = NO_TEXT.find(([, sign]) => begins(bytes, sign))?.[0]
  if (what !== undefined) throw new FileError(null, `the file is ${what}`)
}

/** undefined while more bytes are needed to tell. */
function encodingOf(bytes: Uint8Array, isEnd: boolean): string | undefined {
  const marked = BOMS.find(([, sign]) => begins(bytes, sign))
  if (marked) return marked[0]
  if (bytes[0] !== 0 && bytes[1] === 0) return 'utf-16le'
  if (bytes[0] === 0 && bytes[1] !== 0 && bytes.length > 1) return 'utf-16be'
  const first = bytes.findIndex((byte) => byte >= 0x80)
  if (first === -1) return isEnd ? 'utf-8' : undefined
  if (bytes.length - first < EVIDENCE_BYTES && !isEnd) return undefined
  return isUtf8(bytes.subarray(first, first + EVIDENCE_BYTES)) ? 'utf-8' : 'windows-1252'
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

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
