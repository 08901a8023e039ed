import type { Pathworth } from './api.ts'
import { attempt } from './attempt.ts'
import { begin } from './begin.ts'
import { features } from './features.ts'
import type * as declared from './p.d.mts'

// The tag for bundlers. All that it keeps is the page's one global, as with the script element, so that
// both know of each other; and nothing happens before `start`, also where there is no page.

/** The page's tag, or until it starts a stub that keeps calls for it. */
function tag(): Pathworth {
  // Not a function where the page has an element of that name.
  if (typeof window.pathworth === 'function') return window.pathworth
  const calls: unknown[][] = []
  const stub = Object.assign((...call: unknown[]) => void calls.push(call), { q: calls })
  window.pathworth = stub
  return stub
}

export const start: typeof declared.start = (options) =>
  begin(features, { src: '', dataset: { ...options } })

export const track: typeof declared.track = (name, props) => void attempt(() => tag()(name, props))

export const consent: typeof declared.consent = (answer) =>
  void attempt(() => tag()('consent', answer))

export const visitorId: typeof declared.visitorId = () => attempt(() => window.pathworth?.id?.())
