import { attempt, listen } from './attempt.ts'
import type { Tag } from './tag.ts'

/**
 * Page views: the first, those of single-page navigation, and the return of a page that the
 * browser had kept whole (back/forward cache). Only the first has a referrer: within the page
 * `document.referrer` keeps telling of the first arrival.
 */
export function pageViews(tag: Tag): void {
  const { spa, hash } = tag.settings_
  const view = (referrer: string, url = location.href) =>
    tag.record_('page_view', {}, { url, referrer, title: document.title })
  const page = () => location.href.replace(hash === 'on' ? '' : /#.*/, '')
  let seen = page()

  function navigated(): void {
    const url = location.href
    // Applications change the title after the address.
    if (page() !== seen) setTimeout(() => attempt(() => view('', url)))
    seen = page()
  }

  view(document.referrer)
  listen<PageTransitionEvent>(window, 'pageshow', (event) => {
    if (event.persisted) view('')
  })
  if (spa === 'off') return
  listen(window, 'popstate', navigated)
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method]
    history[method] = function (...args) {
      original.apply(this, args)
      attempt(navigated)
    }
  }
}
