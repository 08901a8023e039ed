/** What one event may be: beyond, it is dropped and never cut, as a cut address says something else. */
export const limits = {
  /** Characters. Browsers and servers stop between 2,000 and 8,000; ad links stay below 2,000. */
  urlLengthMax: 4_096,
  referrerLengthMax: 4_096,
  titleLengthMax: 1_024,
  nameLengthMax: 64,
  /** Characters of the props as JSON text. */
  propsLengthMax: 8_192,
  /** A clock that is further off than this is corrected; nearer, it is the network's delay. */
  skewToleranceMs: 60_000,
  /** How far ahead of its arrival an event may be dated; it is then dated at its arrival. */
  futureToleranceMs: 60_000,
  /** How late a public hit may come: an outbox keeps what a phone could not send for a while. */
  publicAgeMaxMs: 7 * 24 * 60 * 60 * 1_000,
} as const
