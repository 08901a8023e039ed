import type { RefusalReason, WebhookSecret } from '../../ledger/webhooks.ts'
import type { SignatureScheme, Signed } from '../../source/webhooks/signed.ts'

const encoder = new TextEncoder()

/** In hex it has 64. */
const SIGNATURE_CHARACTERS_MAX = 128

/** A delivery as it came. */
export interface Received {
  header: (name: string) => string | undefined
  /** The body, before anything is made of it: the signature is of these. */
  bytes: Uint8Array<ArrayBuffer>
}

/**
 * Whether a delivery is signed as its vendor signs, with one of the secrets: undefined, or why it is
 * refused. WebCrypto compares in constant time, and works on every host.
 * @param secrets of the source, those that have ended too
 * @param now ms since the epoch
 */
export async function refusalOf(
  scheme: SignatureScheme,
  secrets: readonly WebhookSecret[],
  { header, bytes }: Received,
  now: number,
): Promise<RefusalReason | undefined> {
  const signed = scheme.read(header)
  if (signed === undefined) return 'unsigned'
  if (signed === 'malformed') return 'malformed'
  const good = secrets.filter((one) => isGood(one, now))
  if (good.length === 0) return 'no_secret'
  const signatures = signed.signatures.flatMap((text) => signatureOf(text, signed.encoding) ?? [])
  if (signatures.length === 0) return 'malformed'
  const message = joined(encoder.encode(signed.prefix), bytes)
  for (const { secret } of good)
    if (await isSignedWith(keyBytes(secret, scheme.secret), signatures, message))
      // The time is only believed when it is signed, and a wrong secret is told from an old delivery.
      return isInTime(signed, scheme, now) ? undefined : 'old'
  return 'wrong'
}

const isGood = ({ secret, validUntil }: WebhookSecret, now: number): boolean =>
  secret !== '' && (validUntil === null || now < validUntil)

const isInTime = ({ at }: Signed, { toleranceMs = 0 }: SignatureScheme, now: number): boolean =>
  at === null || Math.abs(now - at) <= toleranceMs

async function isSignedWith(
  secret: Uint8Array<ArrayBuffer>,
  signatures: readonly Uint8Array<ArrayBuffer>[],
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (secret.length === 0) return false
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['verify'])
  for (const signature of signatures)
    if (await crypto.subtle.verify('HMAC', key, signature, message)) return true
  return false
}

/** Base64 with or without the prefix that tells people what it is. */
function keyBytes(secret: string, kind: SignatureScheme['secret']): Uint8Array<ArrayBuffer> {
  if (kind === 'text') return encoder.encode(secret)
  return ofBase64(secret.replace(/^whsec_/, '')) ?? new Uint8Array()
}

/**
 * undefined for what is not written so. Only the one text that vendors write is a signature: neither
 * capitals in hex, nor bits that base64 has too many at its end.
 */
function signatureOf(
  text: string,
  encoding: Signed['encoding'],
): Uint8Array<ArrayBuffer> | undefined {
  if (text.length > SIGNATURE_CHARACTERS_MAX) return undefined
  if (encoding === 'hex') {
    if (!/^(?:[0-9a-f]{2})+$/.test(text)) return undefined
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  }
  const bytes = ofBase64(text)
  return bytes && btoa(String.fromCharCode(...bytes)) === text ? bytes : undefined
}

function ofBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}

function joined(
  prefix: Uint8Array<ArrayBuffer>,
  body: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  if (prefix.length === 0) return body
  const all = new Uint8Array(prefix.length + body.length)
  all.set(prefix)
  all.set(body, prefix.length)
  return all
}
