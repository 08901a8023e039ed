import { siteId } from '../../shared/ids.ts'
import type { KeyRecord, KeyScope } from '../ledger/ledger.ts'
import { equalInConstantTime, sha256 } from './secrets.ts'

const KEY_BYTES = 32
const keyPattern = /^pw_(write|read|admin|share)_([a-z0-9-]{1,63})_([A-Za-z0-9_-]{43})$/

/** What a key says of itself; whether it is true only its site knows. */
export interface ParsedKey {
  scope: KeyScope
  site: string
}

/**
 * A new key, `pw_<scope>_<site>_<256 bits as base64url>`: it names its site, so that no request needs
 * to, and what it is for, so that people can tell keys apart. (A site id holds no underscore.)
 * @param random fills an array with random bytes: `crypto.getRandomValues`
 */
export function makeKey(
  site: string,
  scope: KeyScope,
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): string {
  return `pw_${scope}_${site}_${base64url(random(new Uint8Array(KEY_BYTES)))}`
}

/** undefined for a text that is no key of ours. */
export function parseKey(text: string): ParsedKey | undefined {
  const match = keyPattern.exec(text)
  if (!match) return undefined
  const [, scope, site = ''] = match
  return siteId.safeParse(site).success ? { scope: scope as KeyScope, site } : undefined
}

/** What is stored of a key: SHA-256, hex. 256 random bits need no salt and no slow hash. */
export function hashKey(text: string): Promise<string> {
  return sha256(text)
}

/** The record of a key that is not revoked, or undefined. */
export async function findKey(
  text: string,
  keys: readonly KeyRecord[],
): Promise<KeyRecord | undefined> {
  const hash = await hashKey(text)
  return keys.find((key) => key.revokedAt === null && equalInConstantTime(key.hash, hash))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
