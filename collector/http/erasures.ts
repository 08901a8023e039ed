import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { isNobody, NOBODY_NAMED, wireErasure } from '../../shared/wire/erasures.ts'
import { erasePerson, erasuresOf, personNamed } from '../records/erasing.ts'
import { json } from './answer.ts'
import { authenticate } from './auth.ts'
import { ONE_SMALL_OBJECT, parseJson, readText } from './body.ts'
import { emailHasher } from './email.ts'
import { fieldErrors, plainMessages } from './fields.ts'
import { invalidFields } from './problem.ts'
import { readQuery } from './query.ts'
import type { Handler } from './services.ts'

const BODY_BYTES_MAX = 10_000

export const listQuery = z.object({ site: siteId.optional() })

/** `POST /v1/erasures`: one person, for good; `dry_run` tells how much there is of them. */
export const postErasure: Handler = async (c, services) => {
  const { site, key } = await authenticate(c, services, 'admin')
  const body = parseJson(await readText(c, BODY_BYTES_MAX, { wayOut: ONE_SMALL_OBJECT }))
  const checked = wireErasure.strict().safeParse(body, { error: plainMessages })
  if (!checked.success) throw invalidFields(fieldErrors(checked.error))
  const { dry_run: dryRun, ...named } = checked.data
  if (isNobody(named)) throw invalidFields([{ field: 'body', message: NOBODY_NAMED }])
  const person = await personNamed(named, emailHasher(site.state, services.signer))
  const by = { dryRun, at: services.clock(), owner: key.holder }
  return json(200, await erasePerson(site.ledger, person, by))
}

/** `GET /v1/erasures`: the last first; who it was is not known. */
export const getErasures: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'admin')
  readQuery(c, listQuery)
  return json(200, { meta: { site: site.name }, ...(await erasuresOf(site.ledger)) })
}
