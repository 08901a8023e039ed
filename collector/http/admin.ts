import type { Context } from 'hono'
import { json } from './answer.ts'
import { askAdmin } from './asked-admin.ts'
import { bearerOf } from './auth.ts'
import { parseJson, readText } from './body.ts'
import { unauthorized } from './caller.ts'
import { RateLimit } from './rate-limit.ts'
import { equalInConstantTime, sha256 } from './secrets.ts'
import type { AdminAccess, Handler, Services } from './services.ts'

const BODY_BYTES_MAX = 2 * 1024 * 1024

const WAY_OUT =
  'it is one command; where it has a list (of rates, say), send several with parts of it'

/** Of one address: nobody mistypes a token more often. */
const FAILED_TRIES = { perSecond: 0.1, burst: 10 }

/**
 * `POST /v1/admin`: one command of an operator, whose proof is the admin token. Not for browsers: it
 * answers no preflight.
 */
export function postAdmin(token: string, { run }: AdminAccess): Handler {
  const failedTries = new RateLimit(FAILED_TRIES, {
    everybody: true,
    advice: 'and look whether PATHWORTH_ADMIN_TOKEN is that of this collector',
  })
  let expected: Promise<string> | undefined
  return async (c, services) => {
    expected ??= sha256(token)
    await requireToken(c, services, await expected, failedTries)
    const command = parseJson(await readText(c, BODY_BYTES_MAX, { wayOut: WAY_OUT }))
    return json(200, await askAdmin({ run }, services, command))
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
