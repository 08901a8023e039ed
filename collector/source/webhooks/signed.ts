/** What a delivery says of its own signature. */
export interface Signed {
  /** What the HMAC-SHA-256 covers before the raw body: `<timestamp>.` and the like. */
  prefix: string
  /** One is enough: several are there while a secret is rotated. */
  signatures: readonly string[]
  encoding: 'base64' | 'hex'
  /** When it was signed, ms since the epoch; null where the vendor's scheme has no time. */
  at: number | null
}

/** How a vendor signs. */
export interface SignatureScheme {
  /** Named in problems, so that people know what to look for. */
  header: string
  /** undefined when the delivery carries no signature, 'malformed' when it can't be one. */
  read: (header: (name: string) => string | undefined) => Signed | 'malformed' | undefined
  /** How the secret is a key: its text as it is, or base64 behind `whsec_`. */
  secret: 'text' | 'base64'
  /** How far off the time of a signature may be, ms; of schemes that have one. */
  toleranceMs?: number
}

export const TOLERANCE_MS = 300_000

/** More signatures than any rotation needs. */
const SIGNATURES_MAX = 10

/** A header that holds the signature of the body alone. */
export const bodySignature = (
  names: readonly string[],
  encoding: Signed['encoding'],
): SignatureScheme => ({
  header: names[0] ?? '',
  secret: 'text',
  read: (header) => {
    const given = names.map(header).find((value) => value !== undefined)
    if (given === undefined) return undefined
    return { prefix: '', signatures: [given.trim()], encoding, at: null }
  },
})

/**
 * A header of `name=value` pairs with a time in seconds and signatures of `<time><joint><body>` in hex:
 * Stripe's (`t=…,v1=…`) and Paddle's (`ts=…;h1=…`).
 */
export const timedPairs = (
  name: string,
  {
    separator,
    time,
    signature,
    joint,
  }: Record<'separator' | 'time' | 'signature' | 'joint', string>,
): SignatureScheme => ({
  header: name,
  secret: 'text',
  toleranceMs: TOLERANCE_MS,
  read: (header) => {
    const text = header(name)
    if (text === undefined) return undefined
    const pairs = text.split(separator).map((pair) => pair.trim().split('='))
    const valuesOf = (wanted: string) =>
      pairs.filter(([key]) => key === wanted).map(([, value = '']) => value)
    const [seconds = ''] = valuesOf(time)
    return timed(seconds, `${seconds}${joint}`, valuesOf(signature), 'hex')
  },
})

/** Standard Webhooks (standardwebhooks.com), version `v1`: signatures of `<id>.<time>.<body>`. */
export const standardWebhooks: SignatureScheme = {
  header: 'webhook-signature',
  secret: 'base64',
  toleranceMs: TOLERANCE_MS,
  read: (header) => {
    const [id, seconds, text] = ['id', 'timestamp', 'signature'].map((of) =>
      header(`webhook-${of}`),
    )
    if (text === undefined) return undefined
    if (!id || !seconds) return 'malformed'
    const signatures = text
      .split(' ')
      .filter((one) => one.startsWith('v1,'))
      .map((one) => one.slice('v1,'.length))
    return timed(seconds, `${id}.${seconds}.`, signatures, 'base64')
  },
}

function timed(
  seconds: string,
  prefix: string,
  signatures: readonly string[],
  encoding: Signed['encoding'],
): Signed | 'malformed' {
  const given = signatures.filter((one) => one !== '')
  if (!/^\d{1,11}$/.test(seconds) || given.length === 0) return 'malformed'
  const first = given.slice(0, SIGNATURES_MAX)
  return { prefix, signatures: first, encoding, at: Number(seconds) * 1000 }
}
