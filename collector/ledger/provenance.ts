/** Where a fact came from; kept with it. */
export interface Provenance {
  source: 'tag' | 'backend' | 'cli'
  /** Name of the holder of the key; '' for the public tag. */
  owner: string
  schemaVersion: number
  /** ms since the epoch */
  receivedAt: number
}
