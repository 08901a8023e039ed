import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { wireLink, wirePixel } from '../../shared/wire/links.ts'
import { pixelSignature, signatureOf } from '../http/link-signature.ts'
import { Signer } from '../http/secrets.ts'
import { landingOf, linkPath, linkText, whyNoTarget } from '../source/links.ts'
import { pixelPath, pixelText } from '../source/pixels.ts'
import { AdminInputError } from './errors.ts'
import { ledgerOf, type ReadableSites } from './owned-ledgers.ts'

export const linkCreate = z.object({
  command: z.literal('link_create'),
  site: siteId,
  link: wireLink,
})

export const pixelCreate = z.object({
  command: z.literal('pixel_create'),
  site: siteId,
  pixel: wirePixel,
})

/** Signs what a mail asks for when it is opened; nothing is stored of it. */
export async function createPixel(
  sites: ReadableSites,
  { site, pixel: wanted }: z.output<typeof pixelCreate>,
): Promise<Record<string, unknown>> {
  const state = await (await ledgerOf(sites, site)).state()
  const pixel = pixelText(wanted)
  const signature = await pixelSignature(pixel, state, new Signer())
  return { site, path: pixelPath(site, pixel, signature) }
}

/**
 * Signs a link; nothing is stored of it.
 * @throws AdminInputError for a page that is not the site's
 */
export async function createLink(
  sites: ReadableSites,
  { site, link: wanted }: z.output<typeof linkCreate>,
): Promise<Record<string, unknown>> {
  const state = await (await ledgerOf(sites, site)).state()
  const why = whyNoTarget(wanted.to, state.settings.domains)
  if (why) throw new AdminInputError([{ field: 'to', message: why }])
  const link = linkText(wanted)
  const signature = await signatureOf(link, state, new Signer())
  return {
    site,
    path: linkPath(site, link, signature),
    leads_to: landingOf(link, ''),
    expires: wanted.expires ?? null,
  }
}
