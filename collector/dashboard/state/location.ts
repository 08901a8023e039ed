import { useEffect, useState } from 'preact/hooks'
import { type Changes, changed, hrefOf, type Place, placeOf, toView } from './place.ts'
import type { ViewId } from './views.ts'

// The address is the state: who goes back, forward or shares it gets the same page.

const listeners = new Set<(place: Place) => void>()

const current = (): Place => placeOf(new URL(location.href))

function tell(): void {
  const place = current()
  for (const listener of listeners) listener(place)
}

addEventListener('popstate', tell)

/** @param isStep false for what the back button should not return to */
function go(place: Place, isStep = true): void {
  const href = hrefOf(place)
  if (href === location.pathname + location.search) return
  if (isStep) history.pushState(null, '', href)
  else history.replaceState(null, '', href)
  tell()
}

/** Changes parameters of the page that is shown. */
export const setParams = (changes: Changes, isStep = true): void =>
  go(changed(current(), changes), isStep)

export const openView = (view: ViewId, changes: Changes = {}): void =>
  go(changed(toView(current(), view), changes))

export function usePlace(): Place {
  const [place, setPlace] = useState(current)
  useEffect(() => {
    listeners.add(setPlace)
    return () => {
      listeners.delete(setPlace)
    }
  }, [])
  return place
}

/** For links that are followed without loading the page anew; with a modifier key they are the browser's. */
export function follow(event: MouseEvent, place: Place): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  go(place)
  scrollTo(0, 0)
}
