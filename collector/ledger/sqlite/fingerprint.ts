import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { linesOf } from '../../attribution/data-driven/canonical.ts'
import type { PathSet } from '../../attribution/data-driven/paths.ts'

/** Lines that are hashed together. */
const LINES_AT_ONCE = 1000

/** SHA-256 of canonical paths, hex: the same journeys give the same, however they were read. */
export function fingerprintOf(paths: PathSet): string {
  const hash = sha256.create()
  let lines: string[] = []
  const take = () => {
    hash.update(utf8ToBytes(`${lines.join('\n')}\n`))
    lines = []
  }
  for (const line of linesOf(paths)) if (lines.push(line) === LINES_AT_ONCE) take()
  take()
  return bytesToHex(hash.digest())
}
