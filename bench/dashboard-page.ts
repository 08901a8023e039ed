import type { Page } from 'playwright'

/** After a click or a key, ms. */
export interface Answered {
  /** Until something of it was painted, as Chromium's Event Timing has it (to 8 ms). */
  painted: number
  /** Until the fresh answer stood there. */
  fresh: number
}

interface Watched {
  painted: number
  fresh: number
}

declare global {
  interface Window {
    watched?: Watched
  }
}

const UNDER_WAY = '.spinner, .stale, .chart:not(:has(canvas))'

/** Waits until nothing on the page is under way. */
export async function done(page: Page): Promise<void> {
  await page.locator(UNDER_WAY).first().waitFor({ state: 'detached' })
}

/** Does something on the page, and tells when that was answered; undefined where there is nothing to do. */
export async function until(
  page: Page,
  act: () => Promise<boolean>,
): Promise<Answered | undefined> {
  await page.evaluate(watch, UNDER_WAY)
  if (!(await act())) return undefined
  await page.waitForFunction(() => Boolean(window.watched?.painted && window.watched.fresh))
  return page.evaluate(() => window.watched)
}

/** Runs in the page. */
function watch(underWay: string): void {
  const watched = { painted: 0, fresh: 0 }
  window.watched = watched
  const inputs = ['click', 'pointerdown', 'pointerup', 'keydown']
  const events = new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (inputs.includes(name)) watched.painted = Math.max(watched.painted, duration)
  })
  // Shorter ones than 16 ms are told of by no browser: then it is the frame that counts.
  events.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
  const begin = ({ timeStamp }: Event) => {
    let quiet = 0
    const look = () => {
      const now = performance.now()
      watched.painted ||= now - timeStamp
      quiet = document.querySelector(underWay) ? 0 : quiet + 1
      if (quiet === 2) watched.fresh = now - timeStamp
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(() => setTimeout(look))
  }
  for (const kind of ['click', 'keydown'])
    addEventListener(kind, begin, { capture: true, once: true })
}
