import { attempt } from './attempt.ts'

/** What came of a request: the HTTP status, 0 without an answer, and the Retry-After header. */
export type Answer = (status: number, retryAfter: string | null) => void

/**
 * Posts `body` as text/plain, which needs no preflight, with the collector's own cookies (it may
 * renew the visitor's), also while the page is being left. Never throws.
 */
export function post(url: string, body: string, answer: Answer): void {
  const failed = () => answer(0, null)
  try {
    if (!window.fetch) postByXhr(url, body, answer)
    else
      fetch(url, { method: 'POST', body, keepalive: true, credentials: 'include' }).then(
        (response) => answer(response.status, response.headers.get('Retry-After')),
        failed,
      )
  } catch {
    failed()
  }
}

function postByXhr(url: string, body: string, answer: Answer): void {
  const request = new XMLHttpRequest()
  request.open('POST', url)
  request.withCredentials = true
  request.onloadend = () => answer(request.status, request.getResponseHeader('Retry-After'))
  request.send(body)
}

/** Hands `body` to the browser as the page goes away; false when it will not take it. */
export const postOnLeave = (url: string, body: string): boolean =>
  !!attempt(() => navigator.sendBeacon(url, body))
