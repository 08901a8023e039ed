import type { Context } from 'hono'
import { formatDay } from '../../shared/dates.ts'
import { isSiteId } from '../../shared/ids.ts'
import { localDay } from '../roi/dates.ts'
import { LINK_FIELDS, landingOf, linkText, whyNoTarget } from '../source/links.ts'
import { text } from './answer.ts'
import { isSigned } from './link-signature.ts'
import { invalidFields, Problem } from './problem.ts'
import type { Handler, Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/**
 * `GET /v1/click`: sends on to a page of the site, with the campaign that the link says. It stores nothing,
 * so that whoever follows links in mails to look at them does no harm: the page's tag tells of visitors.
 * @throws Problem 403 for what the site has not signed, 410 for what has ended
 */
export const getClick: Handler = async (c, services) => {
  const limited = services.rateLimit.take(services.clientAddress(c), services.clock())
  if (limited) await limited
  const { state } = await siteOf(c, services)
  const link = linkText(
    Object.fromEntries(LINK_FIELDS.map((field) => [field, c.req.query(field) ?? ''])),
  )
  if (!(await isSigned(link, c.req.query('sig') ?? '', state, services.signer))) throw notSigned()
  const why = whyNoTarget(link.to, state.settings.domains)
  if (why) throw new Problem('link-refused', `the address of this link ${why}`)
  const today = formatDay(localDay(services.clock(), state.settings.timeZone))
  if (link.expires !== '' && link.expires < today) throw ended(link.expires)
  return text(302, null, {
    location: landingOf(link, new URL(c.req.url).search),
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
  })
}

async function siteOf(c: Context, { sites }: Services): Promise<OpenSite> {
  const name = c.req.query('site') ?? ''
  if (name === '')
    throw invalidFields([{ field: 'site', message: 'is missing: copy the whole link' }])
  const site = isSiteId(name) ? await sites.open(name) : undefined
  if (site) return site
  const message = 'is no site here: copy the whole link'
  throw new Problem('unknown-site', `site: ${message}`, { errors: [{ field: 'site', message }] })
}

const notSigned = (): Problem =>
  new Problem(
    'link-refused',
    'its signature does not fit, so nobody is sent on: copy the whole link as it was sent, or make one with "pathworth link create"',
  )

const ended = (expires: string): Problem =>
  new Problem('link-expired', `its last day was ${expires}: the shop's own pages have what is new`)
