/** A new UUIDv7 (RFC 9562) born at `now` ms; unique also where the page has no `crypto`. */
export function uuidv7(now: number): string {
  const time = now.toString(16).padStart(12, '0')
  const draft = `${time.slice(0, 8)}-${time.slice(8)}-7rrr-8rrr-rrrrrrrrrrrr`
  return draft.replace(/r/g, randomDigit)
}

/** Not by crypto.randomUUID: a page served by plain http has none, and it makes no version 7. */
function randomDigit(): string {
  const [byte = 0] = window.crypto
    ? crypto.getRandomValues(new Uint8Array(1))
    : [Math.random() * 256]
  return (byte & 15).toString(16)
}

/** The ms at which a UUIDv7 was made; 0 for what is no UUID. */
export function bornAt(id: string): number {
  const parts = /^([\da-f]{8})-([\da-f]{4})(-[\da-f]{4}){2}-[\da-f]{12}$/.exec(id)
  return parts ? Number(`0x${parts[1]}${parts[2]}`) : 0
}
