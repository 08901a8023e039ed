const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const nibble = (code: number): number => (code <= 57 ? code - 48 : code - 87)

/** A UUID in lower case as it is stored: 16 bytes, which sort as its text does. */
export function uuidBytes(uuid: string, bytes = new Uint8Array(16)): Uint8Array {
  let at = 0
  for (let index = 0; index < 16; index++) {
    if (uuid.charCodeAt(at) === 45) at++ // the dash
    bytes[index] = nibble(uuid.charCodeAt(at)) * 16 + nibble(uuid.charCodeAt(at + 1))
    at += 2
  }
  return bytes
}

const parameter = new Uint8Array(16)

/**
 * The same for a statement that is run with it at once, and copies it: always the same object, since
 * binding a new one costs more than all of its digits. One a statement.
 */
export const uuidParameter = (uuid: string): Uint8Array => uuidBytes(uuid, parameter)

/** Bytes as read from the database, as a UUID in lower case. */
export function uuidText(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += HEX[bytes[index] as number]
  }
  return text
}
