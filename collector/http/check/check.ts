import { CHECK_PARAMETER, checkQuery } from '../../../shared/wire/check.ts'
import { json } from '../answer.ts'
import { authenticate } from '../auth.ts'
import { readQuery } from '../query.ts'
import type { Handler } from '../services.ts'

/** `GET /v1/check`: what became of the hits of a browser that has come by an address with this token. */
export const getCheck: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'read')
  const { token } = readQuery(c, checkQuery)
  const { expiresAt, hits } = await services.checks.asked(site.name, token, services.clock())
  const expires_at = new Date(expiresAt).toISOString()
  return json(200, { site: site.name, parameter: CHECK_PARAMETER, token, expires_at, hits })
}
