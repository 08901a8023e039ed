import { ga4EventNames } from '../shared/event-names.ts'
import { attempt } from './attempt.ts'
import type { Tag } from './tag.ts'

type Layer = unknown[]

/** What may stand in a dataLayer: a tag manager's object, or the arguments of a `gtag` call. */
interface Item {
  event?: unknown
  ecommerce?: unknown
  0?: unknown
  1?: unknown
  2?: unknown
}

/**
 * Hears the GA4 events that the shop pushes to its dataLayer anyway, those from before the tag
 * included. A page without one gets none: the tag waits for the page to make it.
 */
export function dataLayer(tag: Tag): void {
  if (tag.settings_.autocart === 'off') return

  function take(items: Layer): void {
    for (const item of items as Item[]) {
      attempt(() => {
        const isGtag = item[0] === 'event'
        const name = isGtag ? item[1] : item.event
        if (!(ga4EventNames as readonly unknown[]).includes(name)) return
        tag.record_(name, isGtag ? item[2] : item.ecommerce || item)
      })
    }
  }

  function hear(layer: Layer): void {
    const push = layer.push
    take(layer)
    layer.push = function (...items) {
      const length = push.apply(this, items)
      take(items)
      return length
    }
  }

  const known = window.dataLayer
  if (known) hear(known)
  else
    Object.defineProperty(window, 'dataLayer', {
      configurable: true,
      set(value: Layer) {
        Object.defineProperty(window, 'dataLayer', {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        })
        attempt(() => hear(value))
      },
    })
}
