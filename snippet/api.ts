import { attempt } from './attempt.ts'
import type { Tag } from './tag.ts'

/** The one global of the tag. */
export interface Pathworth {
  /** Records an event (`pathworth('add_to_cart', {...})`), or hears `('consent', answer)`. */
  (...call: unknown[]): void
  /** The visitor's id; undefined while there may be none. */
  id?(): string | undefined
  consent?(answer: 'granted' | 'denied'): void
  /** Calls from before the tag was there, put by the page's own one-line stub. */
  q?: ArrayLike<unknown>[]
}

declare global {
  interface Window {
    pathworth?: Pathworth
    dataLayer?: unknown[]
  }
}

/**
 * Puts the global in its place. Calls wait until the returned function is called, as long as
 * nobody sees the page (prerendering).
 */
export function publishApi(tag: Tag): () => void {
  const run = (call: ArrayLike<unknown>) =>
    attempt(() => (call[0] === 'consent' ? tag.consent_(call[1]) : tag.record_(call[0], call[1])))

  const waiting = window.pathworth?.q || []
  let calls: { push(call: ArrayLike<unknown>): unknown } = waiting

  const api: Pathworth = (...call) => void calls.push(call)
  api.id = tag.visitor_
  api.consent = (answer) => api('consent', answer)
  window.pathworth = api

  return () => {
    calls = { push: run }
    for (const call of waiting) run(call)
  }
}
