/** Bytes that mean something in a path file. */
export const TAB = 9
export const LF = 10
export const CR = 13
export const SPACE = 32
export const QUOTE = 34
export const COMMA = 44
export const DOT = 46
export const ZERO = 48
export const NINE = 57
export const GREATER = 62

/** Where something else than blanks stands, a line feed included. */
export function endOfBlank(bytes: Uint8Array, start: number): number {
  let at = start
  while (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === CR) at++
  return at
}

/** Where a comma or a line feed ends the field. */
export function endOfField(bytes: Uint8Array, start: number): number {
  let at = start
  while (bytes[at] !== COMMA && bytes[at] !== LF) at++
  return at
}
