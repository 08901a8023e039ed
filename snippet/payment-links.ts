import { listen } from './attempt.ts'
import type { Tag } from './tag.ts'

/**
 * Gives the visitor id to Stripe's payment links as they are followed, as `client_reference_id`, which
 * the payment carries back. Links of a domain of the shop's own are known by `data-payment-hosts`. A
 * link that has a reference keeps it.
 */
export function paymentLinks(tag: Tag): void {
  const hosts = ['buy.stripe.com', ...(tag.settings_.paymentHosts || '').split(/[\s,]+/)]
  /** What a link was given here: a visitor may deny consent before it is followed again. */
  const given = new WeakMap<HTMLAnchorElement, string>()

  listen(document, 'mousedown click auxclick', ({ target }) => {
    const link = (target as Element).closest<HTMLAnchorElement>('a[href]')
    if (!link || !hosts.includes(link.hostname)) return
    const { search } = link
    const own = given.get(link)
    const bare = own && search.endsWith(own) ? search.slice(0, -own.length) : search
    const id = tag.visitor_()
    const isFree = id && !/[?&]client_reference_id=/.test(bare)
    const reference = isFree ? `${bare ? '&' : '?'}client_reference_id=${id}` : ''
    given.set(link, reference)
    if (bare + reference !== search) link.search = bare + reference
  })
}
