import { type WireLink, wireLink } from '../../shared/wire/links.ts'
import { landingOf, linkPath, linkText, whyNoTarget } from '../source/links.ts'
import { json } from './answer.ts'
import { askedAddress, requestOf } from './asked-address.ts'
import { authenticate } from './auth.ts'
import { signatureOf } from './link-signature.ts'
import { type FieldError, invalidFields } from './problem.ts'
import { ignoredFields, type Received, readRecords } from './records.ts'
import type { Handler } from './services.ts'

const knownFields = wireLink.shape

/** `POST /v1/links`: one link or up to 1,000, signed; nothing is stored. */
export const postLinks: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'write')
  const { recordsBytesMax } = services.config
  const received = await readRecords(c, wireLink, knownFields, recordsBytesMax)
  refuseForeign(received, site.state.settings.domains)
  const { origin: base } = askedAddress(requestOf(c), services.config)
  const results = await Promise.all(
    received.map(async ({ record, ignored }) => {
      const link = linkText(record)
      const signature = await signatureOf(link, site.state, services.signer)
      return {
        link: base + linkPath(site.name, link, signature),
        leads_to: landingOf(link, ''),
        expires: record.expires ?? null,
        ...ignoredFields(ignored),
      }
    }),
  )
  return json(200, { results })
}

/** @throws Problem that names each link whose page is not the site's */
function refuseForeign(received: readonly Received<WireLink>[], domains: readonly string[]): void {
  const errors = received.flatMap(({ record, place }): FieldError[] => {
    const message = whyNoTarget(record.to, domains)
    return message ? [{ field: place ? `${place}.to` : 'to', message }] : []
  })
  if (errors.length > 0) throw invalidFields(errors)
}
