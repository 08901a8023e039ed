const encoder = new TextEncoder()

/** HMAC-SHA-256 keys by secret; a site has two. Bounded, since a secret may be changed. */
const KEYS_MAX = 1000

/**
 * Signs texts with HMAC-SHA-256, hex. The secret is taken as the text that it is, as
 * `createHmac('sha256', secret)` does in every language a shop may sign in.
 */
export class Signer {
  readonly #keys = new Map<string, CryptoKey>()

  async sign(secret: string, message: string): Promise<string> {
    const key = this.#keys.get(secret) ?? (await this.#makeKey(secret))
    return hex(await crypto.subtle.sign('HMAC', key, encoder.encode(message)))
  }

  async #makeKey(secret: string): Promise<CryptoKey> {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const bytes = encoder.encode(secret)
    const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
    if (this.#keys.size >= KEYS_MAX) this.#keys.clear()
    this.#keys.set(secret, key)
    return key
  }
}

/** SHA-256, hex. */
export async function sha256(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', encoder.encode(text)))
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Compares all characters whatever the first that differs, so that time tells nothing. */
export function equalInConstantTime(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}
