import { type Landing, land, type TouchRules } from '../../collector/touch/landing.ts'

/** The shop of these tests. */
export const rules: TouchRules = { ownHosts: ['shop.example', 'shop.fr'], siteRules: [] }

export const PAGE = 'https://www.shop.example/jackets'

/** A landing on the shop's page with a query or fragment behind it. */
export function landed(tail: string, referrer = ''): Landing {
  return land(PAGE + tail, referrer, rules)
}

/** A landing on the shop's page from a referrer. */
export function from(referrer: string): Landing {
  return landed('', referrer)
}

/** `google / cpc`, as marketers write it. */
export function sourceMedium({ source, medium }: Landing): string {
  return `${source} / ${medium}`
}
