/** A new UUIDv7 (RFC 9562) born at `now` ms; unique also where the page has no `crypto`. */
export function uuidv7(now: number): string {
  // 48 bits of time are 12 digits, of which the first is 0 until the year 2527.
  const draft = `0${now.toString(16)}-7rrr-8rrr-rrrrrrrrrrrr`
  return draft.replace(/.{8}/, '$&-').replace(/r/g, randomDigit)
}

/** Not by crypto.randomUUID: a page served by plain http has none, and it makes no version 7. */
function randomDigit(): string {
  const byte = window.crypto ? crypto.getRandomValues(new Uint8Array(1))[0] : Math.random() * 256
  return ((byte as number) & 15).toString(16)
}

/** The ms at which a UUIDv7 was made; 0 or NaN for what is no UUID. */
export function bornAt(id: string): number {
  const parts = /^(.{8})-(.{4})(-[\da-f]{4}){2}-[\da-f]{12}$/.exec(id)
  return parts ? Number(`0x${parts[1]}${parts[2]}`) : 0
}
