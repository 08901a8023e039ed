/** What kind of machine showed the page, as far as its user agent tells. */
export type Device = 'desktop' | 'mobile' | 'tablet' | ''

/**
 * One raw event as it is kept: a fact, never changed. What is derived from things that are not
 * kept (address, user agent, sending clock) is stored here: country, device, corrected time.
 */
export interface Hit {
  /** UUID of the event, lower case: a hit is stored once under it. */
  eventId: string
  /** UUID of the visitor, lower case. */
  visitor: string
  name: string
  /** Corrected event time, ms since the epoch. */
  ts: number
  url: string
  referrer: string
  title: string
  /** JSON text of an object, or '' when there are no props. */
  props: string
  /** ISO 3166-1 alpha-2, or '' when unknown. */
  country: string
  device: Device
  browser: string
  os: string
  consent: string
  mode: string
  /** Provenance: who sent it, by which version of the wire format, and when it came (ms). */
  source: 'tag' | 'backend'
  schemaVersion: number
  receivedAt: number
}
