// What the tag waits for, and how long. All in one place, since each leans on the others.

/** Pause (ms) in which events that come together are gathered into one request. */
export const gatherMs = 100

/** Longest pause (ms) that a Retry-After is believed. */
export const pauseMsMax = 3600e3

/**
 * How long (ms) a tab without a sign of life keeps others from its events. Longer than the longest
 * pause between two attempts, each of which is such a sign; a tab that ends well gives them up.
 */
export const leaseMs = 2 * pauseMsMax

/** How old (s) a handed-over id may be: a link that is kept, shared or crawled hands over none. */
export const handOverSeconds = 120
