/** Where a fact came from; kept with it. */
export interface Provenance {
  /** `webhook:shopify` and the like of what a vendor has sent; `import` of what a file of orders says. */
  source: 'tag' | 'backend' | 'cli' | 'pixel' | 'import' | `webhook:${string}`
  /** Name of the holder of the key; '' for the public tag. */
  owner: string
  schemaVersion: number
  /** ms since the epoch */
  receivedAt: number
}
