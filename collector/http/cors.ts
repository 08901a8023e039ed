import { text } from './answer.ts'
import type { Handler } from './services.ts'

const PREFLIGHT_SECONDS = '86400'

/**
 * Any page may call the public routes: which pages a site listens to is the pipeline's rule
 * (`foreign_origin`), with a reason that is counted. With credentials, so that the collector can renew
 * the visitor's cookie; no route takes a cookie as a proof of anything.
 * @param origin the page that asks, when its browser says so
 */
export function corsHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  if (origin === undefined) return withoutOrigin
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Retry-After',
    'cross-origin-resource-policy': 'cross-origin',
    vary: 'Origin',
  }
}

const withoutOrigin = { vary: 'Origin' }

/** The tag needs no preflight; a page that sends JSON by itself gets a proper answer. Keys are for backends. */
export const preflight: Handler = async (c) =>
  text(204, null, {
    ...corsHeaders(c.req.header('origin')),
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'Content-Type',
    'access-control-max-age': PREFLIGHT_SECONDS,
  })
