import { parse } from 'tldts'

/** Browsers count suffixes such as myshopify.com as public, too: a shop there must not share. */
const asBrowsers = { allowPrivateDomains: true }

/** `shop.example` of `www.shop.example`; null for an IP address, localhost and a bare suffix. */
export function registrableDomain(host: string): string | null {
  return parse(host, asBrowsers).domain
}

/** `com`, `co.uk`, `myshopify.com`: all may register below it. A name of one's own network is none. */
export function isPublicSuffix(host: string): boolean {
  const { domain, isIcann, isPrivate } = parse(host, asBrowsers)
  return domain === null && (isIcann === true || isPrivate === true)
}
