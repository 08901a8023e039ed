/** A whole number of so many digits may be beyond 2^53 − 1, which JSON's own numbers can't tell apart. */
const DIGITS_MIN = 16

/**
 * Reads JSON as `JSON.parse` does, but whole numbers beyond ±(2^53 − 1) come as texts with all their
 * digits: vendors number orders so.
 * @throws SyntaxError for what is no JSON
 */
export function parseExact(text: string): unknown {
  // First as it is: quotes around a number could mend what is no JSON.
  const plain: unknown = JSON.parse(text)
  const quoted = quoteLongIntegers(text)
  return quoted === undefined ? plain : JSON.parse(quoted)
}

/** The text with quotes around its long integers; undefined when it has none. */
function quoteLongIntegers(text: string): string | undefined {
  let written = ''
  let copied = 0
  for (let at = 0; at < text.length; ) {
    const char = text[at] as string
    if (char === '"') at = endOfString(text, at)
    else if (char === '-' || isDigit(char)) {
      const end = endOfNumber(text, at)
      const number = text.slice(at, end)
      if (isLong(number)) {
        written += `${text.slice(copied, at)}"${number}"`
        copied = end
      }
      at = end
    } else at += 1
  }
  return copied === 0 ? undefined : written + text.slice(copied)
}

/** Behind the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && /[0-9.eE+-]/.test(text[at] as string)) at += 1
  return at
}

const isDigit = (char: string): boolean => char >= '0' && char <= '9'

const isLong = (number: string): boolean =>
  number.length >= DIGITS_MIN && /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number))
