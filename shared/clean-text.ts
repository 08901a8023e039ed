/**
 * A name as it is compared: without control characters (a tab out of a spreadsheet, an escaped line
 * break in a link), without space at its ends, and with U+FFFD for half of a character.
 */
export const cleanText = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .toWellFormed()
