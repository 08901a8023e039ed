import { publishApi } from './api.ts'
import { attempt, listen } from './attempt.ts'
import { eventsUrl, type TagScript } from './settings.ts'
import { createTag, type Tag } from './tag.ts'

declare global {
  interface Document {
    /** Loaded ahead of time, and not shown yet (Speculation Rules). */
    prerendering?: boolean
  }
}

/** A part of the tag that can be left out. */
export type Feature = (tag: Tag) => void

/**
 * Starts the tag of a script element, with `features` in their order; does nothing
 * when there is one on the page already. A prerendered page is nobody's visit until it is shown.
 */
export function begin(features: Feature[], script: TagScript): void {
  attempt(() => {
    if (window.pathworth?.consent) return
    const tag = createTag(script.dataset, eventsUrl(script))
    const runQueue = publishApi(tag)

    function start(): void {
      for (const feature of features) attempt(() => feature(tag))
      runQueue()
      tag.open_()
    }

    if (document.prerendering) {
      listen(document, 'prerenderingchange', start)
    } else start()
  })
}
