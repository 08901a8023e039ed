import type { Provenance } from '../ledger/facts.ts'
import type { Caller } from './auth.ts'

/** Version of the wire format that these routes speak. */
export const SCHEMA_VERSION = 1

/** What a key's holder says came from the holder. */
export function fromBackend({ key }: Caller, now: number): Provenance {
  return { source: 'backend', owner: key.holder, schemaVersion: SCHEMA_VERSION, receivedAt: now }
}
