import type { WireLink } from '../../shared/wire/links.ts'
import { isOwnHost } from '../touch/address.ts'
import { campaignFields } from '../touch/tables/campaign-fields.ts'
import { clickIds } from '../touch/tables/click-ids.ts'

/** The fields of a link in the order in which they are signed; each is a parameter of its address. */
export const LINK_FIELDS = [
  'to',
  'source',
  'medium',
  'campaign',
  'content',
  'term',
  'expires',
] as const

/** What a link says, as texts; '' for what it leaves out. */
export type LinkText = Record<(typeof LINK_FIELDS)[number], string>

/** Where the route is; the link's address without the collector's. */
const PATH = '/v1/click'

/** Of a parameter that a mailer or a network has put on the link, characters. */
const CARRIED_LENGTH_MAX = 500

const campaignParams: ReadonlySet<string> = new Set(
  campaignFields.flatMap(({ params }): readonly string[] => params),
)
const clickParams: ReadonlySet<string> = new Set(clickIds.map(({ param }) => param))

export const linkText = (link: Readonly<Partial<WireLink>>): LinkText =>
  Object.fromEntries(LINK_FIELDS.map((field) => [field, link[field] ?? ''])) as LinkText

/** What is signed: no e-mail address has a line break, so that its hash is nobody's signature. */
export const signedText = (site: string, link: LinkText): string =>
  `click 1\n${JSON.stringify([site, ...LINK_FIELDS.map((field) => link[field])])}`

/** The link's address below the collector's. */
export function linkPath(site: string, link: LinkText, signature: string): string {
  const pairs = LINK_FIELDS.filter((field) => link[field] !== '').map(
    (field) => `${field}=${encodeURIComponent(link[field])}`,
  )
  return `${PATH}?${[`site=${site}`, ...pairs, `sig=${signature}`].join('&')}`
}

/** Why a link of the site can't lead to `to`; undefined when it can. */
export function whyNoTarget(to: string, domains: readonly string[]): string | undefined {
  const { protocol, hostname, username, password } = new URL(to)
  if (protocol !== 'https:' && protocol !== 'http:') return 'is neither https:// nor http://'
  if (username !== '' || password !== '') return 'holds a user name: leave it out'
  const host = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
  if (isOwnHost(host, domains)) return undefined
  return `leads to ${host}, which is none of the site's domains (${domains.join(', ')})`
}

/**
 * Where a link leads: its page, with its campaign in the place of whichever the address had, and with the
 * click ids that mailers and networks have put on the link. All else of the address stays as it is.
 * @param asked the query that the link was called with
 */
export function landingOf(link: LinkText, asked: string): string {
  const { href } = new URL(link.to)
  const hash = href.indexOf('#')
  const [page, fragment] = hash < 0 ? [href, ''] : [href.slice(0, hash), href.slice(hash)]
  const mark = page.indexOf('?')
  const [path, query] = mark < 0 ? [page, ''] : [page.slice(0, mark), page.slice(mark + 1)]
  const kept = query.split('&').filter((pair) => pair !== '' && !campaignParams.has(nameOf(pair)))
  const known = new Set(kept.map(nameOf))
  const carried = carriedBy(asked).filter(([param]) => !known.has(param.toLowerCase()))
  const added = [...campaignOf(link), ...carried].map(
    ([param, value]) => `${param}=${encodeURIComponent(value)}`,
  )
  return `${path}?${[...kept, ...added].join('&')}${fragment}`
}

const campaignOf = ({ source, medium, campaign, content, term }: LinkText): [string, string][] =>
  Object.entries({ source, medium, campaign, content, term })
    .filter(([, value]) => value !== '')
    .map(([field, value]) => [`utm_${field}`, value])

/** What vendors append to each link they send: nobody has signed it, and anybody could have said it. */
const carriedBy = (asked: string): [string, string][] =>
  [...new URLSearchParams(asked)].filter(
    ([param, value]) => clickParams.has(param.toLowerCase()) && value.length <= CARRIED_LENGTH_MAX,
  )

/** A parameter's name as readers of tags compare it. */
function nameOf(pair: string): string {
  const [name = ''] = new URLSearchParams(pair).keys()
  return name.toLowerCase()
}
