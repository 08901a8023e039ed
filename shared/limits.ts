// What crosses the wire is bounded, and both sides know the bounds. The unit is last in each
// name or said beside it.

/** Events in one `POST /v1/events`. Source: the wire format, version 1. */
export const eventsPerRequest = 100

/** Bytes of the body of one `POST /v1/events`. Source: the wire format, version 1. */
export const requestBytesMax = 64 * 1024

/** Events that a tab keeps until they are delivered; the oldest are dropped first. */
export const outboxEventsMax = 100

/** Bytes of JSON that a tab keeps until they are delivered; the oldest are dropped first. */
export const outboxBytesMax = 64 * 1024

/**
 * Bytes of one body that the tag sends: half of the 64 KiB that the Fetch standard allows all
 * keepalive requests of a page together, so that a page that is left can send a second one.
 */
export const batchBytesMax = 32 * 1024

/**
 * Milliseconds from a visitor id's birth to its end: 13 months, as 395 days. Source: the CNIL's
 * guidelines on audience measurement, which ask for no more and for no renewal.
 */
export const visitorLifeMs = 395 * 24 * 60 * 60 * 1000
