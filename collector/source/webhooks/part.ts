import { parseInstant } from '../../../shared/dates.ts'
import { type Decimal, decimalOf } from './decimal.ts'

/** A payload that can't be read: which place of it, and why. It goes into the quarantine. */
export class UnreadableError extends Error {
  override name = 'UnreadableError'
  /** `refunds[0].total`; 'body' for the whole. */
  readonly place: string

  constructor(place: string, message: string) {
    super(`${place || 'body'} ${message}`)
    this.place = place || 'body'
  }
}

/**
 * An object in somebody else's JSON, and where it stands there. Absent, null and "" are the same:
 * vendors use all three for what there is not.
 */
export class Part {
  readonly place: string
  readonly #fields: Record<string, unknown>

  /** @throws UnreadableError for what is no object */
  constructor(value: unknown, place = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new UnreadableError(place, 'is no object')
    this.place = place
    this.#fields = value as Record<string, unknown>
  }

  /** Whether the payload speaks of it at all. */
  has(name: string): boolean {
    return this.#get(name) !== undefined
  }

  /** A text, or a number as its text. */
  text(name: string): string | undefined {
    const value = this.#get(name)
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    if (typeof value === 'number') return String(value)
    throw new UnreadableError(this.placeOf(name), 'is no text')
  }

  needText(name: string): string {
    return this.text(name) ?? this.#missing(name)
  }

  flag(name: string): boolean {
    return this.#get(name) === true
  }

  /** A number or its text, exactly. */
  decimal(name: string): Decimal | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const decimal = decimalOf(text)
    if (decimal) return decimal
    throw new UnreadableError(this.placeOf(name), 'is no decimal number')
  }

  needDecimal(name: string): Decimal {
    return this.decimal(name) ?? this.#missing(name)
  }

  /**
   * A time of RFC 3339, ms since the epoch.
   * @param zone what to put behind a time that says no offset, such as "Z"
   */
  time(name: string, zone = ''): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const ms = parseInstant(text + zone)
    if (ms !== undefined) return ms
    throw new UnreadableError(this.placeOf(name), 'is no time that exists')
  }

  needTime(name: string, zone = ''): number {
    return this.time(name, zone) ?? this.#missing(name)
  }

  part(name: string): Part | undefined {
    const value = this.#get(name)
    if (value === undefined || value === null) return undefined
    return new Part(value, this.placeOf(name))
  }

  needPart(name: string): Part {
    return this.part(name) ?? this.#missing(name)
  }

  /** The objects of a list; none when it is absent. */
  parts(name: string): Part[] {
    const place = this.placeOf(name)
    return this.list(name).map((one, at) => new Part(one, `${place}[${at}]`))
  }

  list(name: string): unknown[] {
    const value = this.#get(name)
    if (value === undefined || value === null) return []
    if (Array.isArray(value)) return value
    throw new UnreadableError(this.placeOf(name), 'is no list')
  }

  placeOf(name: string): string {
    return this.place === '' ? name : `${this.place}.${name}`
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined
  }

  #missing(name: string): never {
    throw new UnreadableError(this.placeOf(name), 'is missing')
  }
}
