import { z } from 'zod'

const sitePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Name of a site: what stands in `data-site`, in file names and in keys. */
export const siteId = z
  .string()
  .regex(
    sitePattern,
    'a site id has 1 to 63 of a-z, 0-9 and -, and begins and ends with a letter or digit',
  )
  .describe('Name of the site')

export const isSiteId = (text: string): boolean => sitePattern.test(text)

// No flag: what describes the schema to others has the pattern alone.
const uuidPattern = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/

/** Any UUID, of any version, in any case; kept in lower case. The tag makes UUIDv7. */
export const uuid = z
  .string()
  .regex(uuidPattern, 'not a UUID: 8-4-4-4-12 hexadecimal digits')
  .transform((text) => text.toLowerCase())

const UUID_LENGTH = 36
const UUID_DIGITS = 32
const HYPHEN = 45

/** 1 at the codes of the hexadecimal digits. */
const digits = Uint8Array.from({ length: 128 }, (_, code) =>
  /[0-9a-f]/i.test(String.fromCharCode(code)) ? 1 : 0,
)

/** As the schema has it. Counted, since the pattern takes twice as long, and each event has two ids. */
export function isUuid(text: string): boolean {
  if (text.length !== UUID_LENGTH || !hasHyphens(text)) return false
  let found = 0
  for (let at = 0; at < UUID_LENGTH; at++) found += digits[text.charCodeAt(at)] ?? 0
  return found === UUID_DIGITS
}

const hasHyphens = (text: string): boolean =>
  text.charCodeAt(8) === HYPHEN &&
  text.charCodeAt(13) === HYPHEN &&
  text.charCodeAt(18) === HYPHEN &&
  text.charCodeAt(23) === HYPHEN

// Control characters in an id are always an accident, and break logs and CSV files.
const printable = /^[^\p{Cc}]*$/u

/** Storage would replace half of a character, and two ids could become one. */
export const wellFormed = z
  .string()
  .refine(
    (text) => text.isWellFormed(),
    'holds half of a character (a lone surrogate): cut texts between characters, not inside one',
  )

/** Text that somebody else gives, which is stored and shown as it is. */
export const foreignText = wellFormed.regex(printable, 'holds control characters: remove them')

/** An id that somebody else gives: an order number, a customer number, a cost line. */
export const foreignId = foreignText
  .min(1, 'must not be empty')
  .max(200, 'has more than 200 characters')
