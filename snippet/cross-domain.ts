import { attempt, listen } from './attempt.ts'
import type { Tag } from './tag.ts'
import { handOverSeconds } from './timing.ts'

const now = () => Math.floor(Date.now() / 1000)

/**
 * Carries the visitor id to the shop's other domains (`data-domains`) in `_pw` of the links that
 * are followed, and takes it from there when it is fresh and the browser names such a domain as
 * the referrer.
 */
export function crossDomain(tag: Tag): void {
  const domains = (tag.settings_.domains || '').split(/[\s,]+/).filter(Boolean)
  const isOurs = (host: string) => domains.some((domain) => `.${host}`.endsWith(`.${domain}`))

  attempt(() => {
    const [given, id = '', seconds = ''] = /[?&]_pw=([^.&]*)\.?([^&]*)/.exec(location.search) || []
    if (!given) return
    // Before any event sees the address, and before the tag follows the history.
    history.replaceState(history.state, '', withoutHandOver(location.href))
    const age = now() - Number.parseInt(seconds, 36)
    if (Math.abs(age) <= handOverSeconds && isOurs(new URL(document.referrer).hostname)) {
      tag.handedOver_ = id
    }
  })

  listen(document, 'mousedown click auxclick', ({ target }) => {
    const link = (target as Element).closest<HTMLAnchorElement>('a[href]')
    const id = tag.visitor_()
    if (!link || !id || !isOurs(link.hostname) || link.hostname === location.hostname) return
    const search = withoutHandOver(link.search)
    link.search = `${search + (search ? '&' : '?')}_pw=${id}.${now().toString(36)}`
  })
}

/** Takes `_pw` out of an address or a query, and leaves everything else byte for byte. */
const withoutHandOver = (address: string) =>
  address.replace(/([?&])_pw=[^&#]*(&?)/, (_, before, after) => (after ? before : ''))
