import { attempt } from './attempt.ts'

/** What came of a request, as far as the browser tells; nothing without an answer. */
export type Answer = Pick<Response, 'status'> & Partial<Pick<Response, 'headers'>>

/** Hands `body` to the browser as the page goes away; false when it will not take it. */
export const postOnLeave = (url: string, body: string) =>
  attempt(() => navigator.sendBeacon(url, body))

/**
 * Posts `body` as text/plain, which needs no preflight, with the collector's own cookies (it may
 * renew the visitor's), also while the page is being left. Rejects without an answer. A page
 * without `fetch` gets none, and has to believe the browser that took the beacon.
 */
export const post = async (url: string, body: string): Promise<Answer> =>
  (window.fetch as unknown)
    ? fetch(url, { method: 'POST', body, keepalive: true, credentials: 'include' })
    : { status: postOnLeave(url, body) ? 202 : 0 }
