import {
  COMMA,
  CR,
  DOT,
  endOfBlank,
  endOfField,
  GREATER,
  LF,
  NINE,
  QUOTE,
  SPACE,
  ZERO,
} from './bytes.ts'
import {
  amountOf,
  COLUMNS,
  CONVERSIONS,
  IGNORED,
  NULLS,
  PATH,
  PathFileError,
  rolesOf,
  VALUE,
} from './columns.ts'
import { QuotedField } from './quoted-field.ts'
import { grown, QUOTED, Spellings, UNQUOTED } from './spellings.ts'

/** Takes the paths of a file one by one. */
export interface PathSink {
  /**
   * @param steps channels as numbers, see `channels` of the reader, the earliest first; only the
   *   first `length` count, at least one, and the array is used again
   */
  add(steps: Int32Array, length: number, conversions: number, value: number, nulls: number): void
}

/** So many digits make a double without rounding, with a point among them or not. */
const DIGITS_MAX = 15

/** A row may be as long; a quote that nobody closed would otherwise swallow the whole file. */
const ROW_BYTES_MAX = 16 * 1024 * 1024

/** Steps are read by four bytes, until one ends them: so ends stand behind the last byte, too. */
const SPARE_BYTES = 8

const INCOMPLETE = -1

/**
 * Reads a path file, chunk by chunk as it comes: CSV (RFC 4180) in UTF-8, with a header that names
 * `path`, `total_conversions` and, if there are, `total_conversion_value` and `total_null`, in any
 * order. Steps of a path stand between `>`, with or without spaces; a step without a name is left
 * out and counted, as the R package ChannelAttribution leaves it out, whose format this is. Blank
 * lines, line ends of Windows and a byte order mark are nothing special.
 *
 * It works on bytes: of a row whose path has no quotes, nothing ever becomes a string.
 */
export class PathFileReader {
  /** Rows that were given on. */
  rows = 0
  /** Steps without a name, which were left out. */
  emptySteps = 0
  readonly #sink: PathSink
  readonly #names: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #spellings = new Spellings()
  /** By column; empty until the header was read. */
  #roles: readonly number[] = []
  #line = 1
  /** Where the fields of a row are gathered. */
  #steps = new Int32Array(64)
  #length = 0
  readonly #amounts = new Float64Array(COLUMNS.length)
  readonly #quoted = new QuotedField()
  /** Bytes that are not read yet, and room for more. */
  #bytes = new Uint8Array(64)
  #view = new DataView(this.#bytes.buffer)
  #held = 0
  readonly #decoder = new TextDecoder()

  constructor(sink: PathSink) {
    this.#sink = sink
  }

  /** Names by number, in the order in which they first came. */
  get channels(): readonly string[] {
    return this.#names
  }

  /** @throws PathFileError; the reader is of no use after it */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#hold(chunk)
    const read = this.#read(this.#bytes.lastIndexOf(LF, this.#held - 1) + 1)
    this.#bytes.copyWithin(0, read, this.#held)
    this.#held -= read
    if (this.#held > ROW_BYTES_MAX) throw this.#unclosed()
  }

  /** @throws PathFileError */
  end(): void {
    if (this.#held > 0) this.push(Uint8Array.of(LF))
    if (this.#held > 0) throw this.#unclosed()
    if (this.#roles.length === 0)
      throw this.#wrong(`the file is empty: its first line names the columns ${COLUMNS.join(',')}`)
  }

  #hold(chunk: Uint8Array): void {
    const needed = this.#held + chunk.length + SPARE_BYTES
    if (this.#bytes.length < needed) {
      const before = this.#bytes
      this.#bytes = new Uint8Array(needed * 2)
      this.#bytes.set(before)
      this.#view = new DataView(this.#bytes.buffer)
    }
    this.#bytes.set(chunk, this.#held)
    this.#held += chunk.length
    this.#bytes.fill(GREATER, this.#held, this.#held + SPARE_BYTES)
  }

  /** All whole rows before `end`, which a line feed stands before; where the next one begins. */
  #read(end: number): number {
    const bytes = this.#bytes
    let at = 0
    if (this.#roles.length === 0 && end > 0) at = this.#header(bytes, end)
    while (at >= 0 && at < end) {
      const next = this.#row(bytes, at, end)
      if (next === INCOMPLETE) return at
      at = next
    }
    return Math.max(0, at)
  }

  #header(bytes: Uint8Array, end: number): number {
    let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
    if ((bytes[0] ?? 0) >= 0xfe) throw this.#wrong('this is UTF-16: save the file as UTF-8')
    const names: string[] = []
    for (; ; at++) {
      const from = at
      const isQuoted = bytes[at] === QUOTE
      at = isQuoted ? this.#unquote(bytes, at, end) : endOfField(bytes, at)
      if (at === INCOMPLETE) return INCOMPLETE
      names.push(isQuoted ? this.#quoted.text : this.#decoder.decode(bytes.subarray(from, at)))
      if (bytes[at] === LF) break
    }
    this.#roles = rolesOf(names, this.#line)
    this.#line++
    return at + 1
  }

  #row(bytes: Uint8Array, start: number, end: number): number {
    if ((bytes[start] as number) <= SPACE) {
      const blank = endOfBlank(bytes, start)
      if (bytes[blank] === LF) {
        this.#line++
        return blank + 1
      }
    }
    const before = { line: this.#line, emptySteps: this.emptySteps }
    const at = this.#fields(bytes, start, end, before.line)
    if (at === INCOMPLETE) {
      this.#line = before.line
      this.emptySteps = before.emptySteps
      return INCOMPLETE
    }
    this.#give()
    this.#line++
    return at + 1
  }

  /** Gathers the fields of a row; gives the place of the line feed behind it. */
  #fields(bytes: Uint8Array, start: number, end: number, line: number): number {
    const roles = this.#roles
    this.#length = 0
    let at = start
    for (let column = 0; ; column++, at++) {
      const role = roles[column] ?? this.#beyond(column, line)
      if (bytes[at] === QUOTE) at = this.#takeQuoted(bytes, at, end, role)
      else if (role === PATH) at = this.#takeSteps(bytes, at)
      else if (role === IGNORED) at = endOfField(bytes, at)
      else at = this.#takeAmount(bytes, at, role)
      if (at === INCOMPLETE) return at
      if (bytes[at] === COMMA) continue
      if (column + 1 < roles.length) throw this.#tooShort(column + 1)
      return at
    }
  }

  #give(): void {
    const conversions = this.#amounts[CONVERSIONS] as number
    const value = this.#amounts[VALUE] as number
    if (this.#length === 0)
      throw this.#wrong(
        'the path names no channel: write one, such as "Direct", or leave the line out',
      )
    if (value > 0 && conversions === 0)
      throw this.#wrong(
        `total_conversion_value is ${value} without a conversion: count what earned it in total_conversions`,
      )
    this.rows++
    this.#sink.add(this.#steps, this.#length, conversions, value, this.#amounts[NULLS] as number)
  }

  /** Steps up to a comma or the end of the line, where it ends. */
  #takeSteps(bytes: Uint8Array, start: number): number {
    const spellings = this.#spellings
    for (let from = start; ; from = spellings.end + 1) {
      const number = spellings.read(this.#view, from, UNQUOTED)
      if (number >= 0) this.#append(number)
      else this.#learnStep(bytes, from)
      if (bytes[spellings.end] !== GREATER) return spellings.end
    }
  }

  /** Steps of a field in quotes with no quotes or line ends within; else INCOMPLETE, and none is taken. */
  #takePlainQuoted(bytes: Uint8Array, start: number, end: number): number {
    const spellings = this.#spellings
    const { emptySteps } = this
    for (let from = start + 1; ; from = spellings.end + 1) {
      const number = spellings.read(this.#view, from, QUOTED)
      const isLast = bytes[spellings.end] === QUOTE
      const next = isLast ? endOfBlank(bytes, spellings.end + 1) : 0
      if (spellings.end >= end || (isLast && bytes[next] !== COMMA && bytes[next] !== LF)) break
      if (number >= 0) this.#append(number)
      else if (bytes.subarray(from, spellings.end).includes(LF)) break
      else this.#learnStep(bytes, from)
      if (isLast) return next
    }
    this.#length = 0
    this.emptySteps = emptySteps
    return INCOMPLETE
  }

  /** The step that was read last, and is not written so before, spaces round it included. */
  #learnStep(bytes: Uint8Array, from: number): void {
    const name = this.#decoder.decode(bytes.subarray(from, this.#spellings.end)).trim()
    if (name === '') this.emptySteps++
    else {
      const number = this.#numberOf(name)
      this.#spellings.learn(this.#view, from, number)
      this.#append(number)
    }
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.#names.length)
    return this.#names.push(name) - 1
  }

  #append(number: number): void {
    if (this.#length === this.#steps.length) this.#steps = grown(this.#steps)
    this.#steps[this.#length++] = number
  }

  #takeAmount(bytes: Uint8Array, start: number, role: number): number {
    let at = start
    let byte = bytes[at] as number
    let digits = 0
    let amount = 0
    let scale = 1
    for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number, digits++)
      amount = amount * 10 + (byte - ZERO)
    if (byte === DOT)
      for (byte = bytes[++at] as number; byte >= ZERO && byte <= NINE; digits++) {
        amount = amount * 10 + (byte - ZERO)
        scale *= 10
        byte = bytes[++at] as number
      }
    if (byte === CR) byte = bytes[++at] as number
    if ((byte === COMMA || byte === LF) && digits > 0 && digits <= DIGITS_MAX) {
      this.#amounts[role] = amount / scale
      return at
    }
    const end = endOfField(bytes, start)
    this.#amounts[role] = amountOf(
      this.#decoder.decode(bytes.subarray(start, end)),
      role,
      this.#line,
    )
    return end
  }

  #takeQuoted(bytes: Uint8Array, start: number, end: number, role: number): number {
    const plain = role === PATH ? this.#takePlainQuoted(bytes, start, end) : INCOMPLETE
    if (plain !== INCOMPLETE) return plain
    const next = this.#unquote(bytes, start, end)
    if (next === INCOMPLETE || role === IGNORED) return next
    const { text } = this.#quoted
    if (role === PATH) this.#takeQuotedSteps(text)
    else this.#amounts[role] = amountOf(text, role, this.#line)
    return next
  }

  #takeQuotedSteps(field: string): void {
    for (const step of field.split('>')) {
      const name = step.trim()
      if (name === '') this.emptySteps++
      else this.#append(this.#numberOf(name))
    }
  }

  /** Takes a field in quotes; gives the place of what ends it. */
  #unquote(bytes: Uint8Array, start: number, end: number): number {
    const closed = this.#quoted.read(bytes, start, end)
    if (closed === -1) return INCOMPLETE
    this.#line += this.#quoted.lineFeeds
    const at = endOfBlank(bytes, closed)
    if (bytes[at] === COMMA || bytes[at] === LF) return at
    throw this.#wrong(
      'there is text behind the closing quote of a field: quote the whole field, and double a quote within it ("")',
    )
  }

  #beyond(column: number, line: number): never {
    throw new PathFileError(
      line,
      `there are more than the ${column} fields that the header names: a path with a comma in it needs quotes round it`,
    )
  }

  #tooShort(fields: number): PathFileError {
    const found = fields === 1 ? 'is 1 field' : `are ${fields} fields`
    return this.#wrong(
      `there ${found}, and the header names ${this.#roles.length}: write all of them, with commas between`,
    )
  }

  #unclosed(): PathFileError {
    return this.#wrong(
      'a quote opens here, and none closes it: close it, or double it ("") if it is meant',
    )
  }

  #wrong(problem: string): PathFileError {
    return new PathFileError(this.#line, problem)
  }
}
