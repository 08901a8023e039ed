/**
 * A UUID of version 8 for what has no id of its own: it begins with a time, as those of hits do, and goes
 * on with a hash of a name. The same name has the same id wherever and whenever it is derived.
 * @param ts ms since the epoch
 */
export function madeUuid(ts: number, name: string): string {
  const [a, b, c] = [1, 2, 3].map((seed) => hex(hash(name, seed), 8)) as [string, string, string]
  const time = hex(ts, 12)
  return `${time.slice(0, 8)}-${time.slice(8)}-8${a.slice(0, 3)}-8${a.slice(3, 6)}-${b}${c.slice(0, 4)}`
}

const hex = (number: number, digits: number): string =>
  number.toString(16).padStart(digits, '0').slice(-digits)

/** FNV-1a over UTF-16, mixed at the end as MurmurHash3 is: 32 bits that tell names apart. */
function hash(text: string, seed: number): number {
  let value = Math.imul(seed, 0x9e3779b1) ^ 0x811c9dc5
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
