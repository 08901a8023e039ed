import type { Context } from 'hono'
import { AdminError, AdminInputError, AdminUnknownError } from '../admin/errors.ts'
import { SiteExistsError } from '../ledger/ledger.ts'
import { json } from './answer.ts'
import { bearerOf } from './auth.ts'
import { parseJson, readText } from './body.ts'
import { unauthorized } from './caller.ts'
import { invalidFields, Problem } from './problem.ts'
import { RateLimit } from './rate-limit.ts'
import { equalInConstantTime, sha256 } from './secrets.ts'
import type { AdminAccess, Handler, Services } from './services.ts'

/** What is not there, by what it is. */
const UNKNOWN = {
  site: 'unknown-site',
  key: 'unknown-key',
  campaign: 'not-found',
  code: 'not-found',
  webhook: 'unknown-webhook',
  endpoint: 'unknown-endpoint',
  delivery: 'unknown-delivery',
} as const

const BODY_BYTES_MAX = 2 * 1024 * 1024

const WAY_OUT =
  'it is one command; where it has a list (of rates, say), send several with parts of it'

/** Of one address: nobody mistypes a token more often. */
const FAILED_TRIES = { perSecond: 0.1, burst: 10 }

/**
 * `POST /v1/admin`: one command of an operator, whose proof is the admin token. Not for browsers: it
 * answers no preflight.
 */
export function postAdmin({ token, run }: AdminAccess): Handler {
  const failedTries = new RateLimit(FAILED_TRIES, {
    everybody: true,
    advice: 'and look whether PATHWORTH_ADMIN_TOKEN is that of this collector',
  })
  let expected: Promise<string> | undefined
  return async (c, services) => {
    expected ??= sha256(token)
    await requireToken(c, services, await expected, failedTries)
    const command = parseJson(await readText(c, BODY_BYTES_MAX, { wayOut: WAY_OUT }))
    try {
      return json(200, await run(command))
    } catch (error) {
      throw refused(error)
    } finally {
      forgetSite(command, services)
    }
  }
}

/**
 * Hashes of both are compared, so that neither time nor length tells how much of a guess is right. A
 * try is taken before it is looked at: many at once are not more than many one by one.
 * @throws Problem 401, the same whether the token is wrong or missing; 429 after too many of them
 */
async function requireToken(
  c: Context,
  { clientAddress, clock }: Services,
  expected: string,
  failedTries: RateLimit,
): Promise<void> {
  const address = clientAddress(c)
  failedTries.take(address, clock())
  const given = await sha256(bearerOf(c.req) ?? '')
  if (!equalInConstantTime(given, expected))
    throw unauthorized('send "Authorization: Bearer <admin token of this collector>"')
  failedTries.giveBack(address)
}

/** What an operator can mend is told; all else is logged. */
function refused(error: unknown): unknown {
  if (error instanceof AdminInputError) return invalidFields(error.errors)
  if (error instanceof AdminUnknownError) return new Problem(UNKNOWN[error.what], error.message)
  if (error instanceof AdminError || error instanceof SiteExistsError)
    return new Problem('conflict', error.message)
  return error
}

/** Whatever has become of the command: the site's next request sees it as it is now. */
function forgetSite(command: unknown, { sites }: Services): void {
  const { site } = Object(command) as { site?: unknown }
  if (typeof site === 'string') sites.forget(site)
}
