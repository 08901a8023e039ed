import { Problem } from './problem.ts'

/** Addresses remembered at most; beyond it those that have rested longest are forgotten. */
const ADDRESSES_MAX = 50_000

interface Bucket {
  tokens: number
  at: number
}

/**
 * A token bucket for each client address, in memory only: the address is kept nowhere else, and is
 * forgotten once its bucket would be full again.
 *
 * Addresses of the machine itself and of private networks are not limited: they are those of a proxy
 * that the host was not told to trust, and behind it stand all visitors together.
 */
export class RateLimit {
  readonly #perSecond: number
  readonly #burst: number
  readonly #everybody: boolean
  readonly #advice: string
  readonly #buckets = new Map<string, Bucket>()

  /**
   * @param perSecond 0 switches the limit off
   * @param everybody limits private addresses, too, and all whose address is not known as one
   * @param advice what who is refused should do besides waiting
   */
  constructor(
    { perSecond, burst }: { perSecond: number; burst: number },
    { everybody = false, advice = 'in larger batches' } = {},
  ) {
    this.#perSecond = perSecond
    this.#burst = Math.max(1, burst)
    this.#everybody = everybody
    this.#advice = advice
  }

  /** Takes one token. @throws Problem 429 with Retry-After when there is none */
  take(address: string, now: number, advice = this.#advice): void {
    if (this.#isFree(address)) return
    const bucket = this.#buckets.get(address) ?? { tokens: this.#burst, at: now }
    const rested = Math.max(0, now - bucket.at) / 1000
    const tokens = Math.min(this.#burst, bucket.tokens + rested * this.#perSecond)
    if (tokens < 1) throw this.#refusal(tokens, advice)
    this.#remember(address, { tokens: tokens - 1, at: now })
  }

  /** Gives a token back that should not have counted. */
  giveBack(address: string): void {
    const bucket = this.#buckets.get(address)
    if (bucket) bucket.tokens = Math.min(this.#burst, bucket.tokens + 1)
  }

  #isFree(address: string): boolean {
    if (this.#perSecond <= 0) return true
    return !this.#everybody && (address === '' || isPrivateAddress(address))
  }

  #remember(address: string, bucket: Bucket): void {
    // Set again at the end: the map's order is then that of the last visit.
    this.#buckets.delete(address)
    this.#buckets.set(address, bucket)
    if (this.#buckets.size <= ADDRESSES_MAX) return
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }

  #refusal(tokens: number, advice: string): Problem {
    const seconds = String(Math.max(1, Math.ceil((1 - tokens) / this.#perSecond)))
    return new Problem('too-many-requests', `send again in ${seconds} s, ${advice}`, {
      headers: { 'retry-after': seconds },
    })
  }
}

const privateAddress =
  /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|^::1$|^f[cd][0-9a-f]{2}:/i

/** Loopback, RFC 1918 and RFC 4193 (unique local IPv6). */
export function isPrivateAddress(address: string): boolean {
  return privateAddress.test(address)
}
