import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { AuditFigures } from '../audit.ts'

/** An entry as it is stored, without its hash; figures are canonical JSON. */
export interface AuditRow {
  seq: number
  at: number
  kind: string
  subject: string
  before: string | null
  after: string | null
  facts: number
}

export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/** What the first entry follows on: it tells the chains of two sites apart. */
export const genesisOf = (site: string, createdAt: number): string =>
  sha256Hex(JSON.stringify(['pathworth audit', site, createdAt]))

/**
 * The hash of an entry: SHA-256 of the one before (64 hex digits), a line feed, and the entry as a JSON
 * array [seq, at, kind, subject, before, after, facts] in which subject, before and after are texts.
 */
export function chained(previous: string, row: AuditRow): string {
  const { seq, at, kind, subject, before, after, facts } = row
  return sha256Hex(`${previous}\n${JSON.stringify([seq, at, kind, subject, before, after, facts])}`)
}

/** The same figures always give the same text: names in the order of their code units, no spaces. */
export const canonical = (figures: AuditFigures): string => JSON.stringify(sorted(figures))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inside]) => [name, sorted(inside)]))
}
