/** Why an event was not kept. Each drop is counted under its reason, and `?debug=1` names it. */
export const dropReasons = [
  { reason: 'invalid_event', meaning: 'a field is missing, malformed or of the wrong type' },
  { reason: 'consent_denied', meaning: 'the visitor has refused consent' },
  { reason: 'prefetch', meaning: 'the browser loaded the page ahead of time, and nobody saw it' },
  { reason: 'webdriver', meaning: 'the browser says that a program drives it' },
  { reason: 'bot', meaning: 'the user agent is empty or that of a known robot' },
  { reason: 'foreign_origin', meaning: "the page does not stand on one of the site's domains" },
  { reason: 'oversized', meaning: 'a field is longer than its limit' },
  { reason: 'future', meaning: 'the event is dated after its arrival' },
  { reason: 'too_old', meaning: 'the event is older than public hits may be' },
] as const

/** Why the open of a mail was not kept. */
export const openDropReasons = [
  { reason: 'open_not_signed', meaning: "the pixel's signature does not fit what it says" },
  { reason: 'open_over_limit', meaning: 'its address has asked for more than anybody may' },
] as const

export type OpenDrop = (typeof openDropReasons)[number]['reason']

export type DropReason = (typeof dropReasons)[number]['reason']
