/** An array of 1,000 conversions with their items: what hosts allow one body of a backend. */
export const RECORDS_BYTES_MAX = 2 * 1024 * 1024

/** A year of some hundred campaigns by day and device. */
export const IMPORT_BYTES_MAX = 50 * 1024 * 1024

/** What the HTTP face can be told; a host parses it from its environment. */
export interface AppConfig {
  /** Believe `X-Forwarded-Host` and `X-Forwarded-Proto`: only behind a proxy that sets them. */
  trustProxy: boolean
  /** Where browsers reach the collector, if a host was told; else it is where they ask. */
  publicUrl?: string
  /** Bytes of one `POST /v1/events`. */
  eventsBytesMax: number
  /** Bytes of one body of a backend: conversions, refunds, identities, costs. */
  recordsBytesMax: number
  /** Bytes of one file of `POST /v1/imports`. */
  importBytesMax: number
  /** Public event posts of one client address; 0 a second switches the limit off. */
  rateLimit: { perSecond: number; burst: number }
  /** How long a site's settings and keys are believed before they are asked for again. */
  siteRefreshMs: number
  /** Requests that come together wait for one look; not where a request can't wait for another's. */
  sharesLookups: boolean
}
