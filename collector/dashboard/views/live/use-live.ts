import { useEffect, useReducer } from 'preact/hooks'
import { addressOf } from '../../data/ask.ts'
import type { Query } from '../../state/question.ts'
import {
  EVENT_NAMES,
  type LiveChange,
  type LiveEvent,
  type LiveState,
  liveNext,
  NOTHING_YET,
} from './live-state.ts'

/** Lines that a page begins with. */
const RECENT = 50

/** A browser gives up when it is refused, as where too many listen: it is tried again after so long. */
const AGAIN_MS = 5000

/** What happens at the site, for as long as the page is shown. */
export function useLive(query: Query): { state: LiveState; pause: () => void } {
  const [state, change] = useReducer(liveNext, NOTHING_YET)
  const address = addressOf('/v1/stream', { ...query, recent: RECENT })
  useEffect(() => listen(address, change), [address])
  return { state, pause: () => change({ change: 'pause' }) }
}

/**
 * The browser comes back by itself with the id of the last event, wherever a stream ends; only where it was
 * refused a new one is opened, which says that id in its address. @returns what ends it
 */
function listen(address: string, change: (change: LiveChange) => void): () => void {
  let lastId: string | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let source: EventSource
  const open = () => {
    source = new EventSource(lastId === undefined ? address : `${address}&last_event_id=${lastId}`)
    source.onopen = () => change({ change: 'connection', connection: 'open' })
    source.onerror = () => {
      change({ change: 'connection', connection: 'lost' })
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS)
    }
    for (const name of EVENT_NAMES)
      source.addEventListener(name, ({ data, lastEventId }) => {
        lastId = lastEventId || lastId
        const event = { event: name, id: lastEventId, data: JSON.parse(data) } as LiveEvent
        change({ change: 'event', event })
      })
  }
  change({ change: 'begin' })
  open()
  return () => {
    clearTimeout(again)
    source.close()
  }
}
