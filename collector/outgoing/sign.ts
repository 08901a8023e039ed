const encoder = new TextEncoder()

/** Bytes of a secret that is made here: as many as the hash has. */
const SECRET_BYTES = 32

const PREFIX = 'whsec_'

/** What receivers check with: Standard Webhooks writes secrets as base64 behind `whsec_`. */
export function newSecret(random: Uint8Array<ArrayBuffer>): string {
  return PREFIX + base64(random)
}

export const secretBytes = (): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(SECRET_BYTES))

/**
 * The headers of one try, by Standard Webhooks: one signature of `<id>.<seconds>.<body>` for each
 * secret, so that a receiver may know the old one or the new one.
 * @param at ms since the epoch; receivers refuse what is minutes old
 */
export async function signedHeaders(
  { message, body, secrets }: { message: string; body: string; secrets: readonly string[] },
  at: number,
): Promise<Record<string, string>> {
  const seconds = String(Math.floor(at / 1000))
  const signed = encoder.encode(`${message}.${seconds}.${body}`)
  const signatures = await Promise.all(secrets.map((secret) => signatureOf(secret, signed)))
  return {
    'webhook-id': message,
    'webhook-timestamp': seconds,
    'webhook-signature': signatures.join(' '),
  }
}

async function signatureOf(secret: string, signed: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = Uint8Array.from(atob(secret.slice(PREFIX.length)), (char) => char.charCodeAt(0))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
  return `v1,${base64(new Uint8Array(await crypto.subtle.sign('HMAC', key, signed)))}`
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
