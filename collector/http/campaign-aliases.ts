import { wireAlias } from '../../shared/wire/campaign-aliases.ts'
import { ALIASES_A_REQUEST_MAX } from '../ledger/campaign-aliases.ts'
import { aliasFact, aliasResult } from '../records/aliases-of.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate } from './auth.ts'
import { invalidFields } from './problem.ts'
import { fromBackend } from './provenance.ts'
import { ignoredFields, readRecords } from './records.ts'
import type { Handler } from './services.ts'

/** A row of the list may come back with another `means`: what else it says is no mistake. */
const knownFields = {
  ...wireAlias.shape,
  ...{ matched_by: true, alias: true, spend: true, credited: true, campaigns_of_credit: true },
}

/** `POST /v1/campaigns`: what links call campaigns of platforms; spend of before counts there, too. */
export const postCampaigns: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const { recordsBytesMax } = services.config
  const received = await readRecords(c, wireAlias, knownFields, recordsBytesMax)
  if (received.length > ALIASES_A_REQUEST_MAX) throw tooMany(received.length)
  const provenance = fromBackend(caller, services.clock())
  const aliases = received.map(({ record }) => aliasFact(record, provenance))
  const answer = await append(services, caller.site, { aliases })
  const results = (answer.aliases ?? []).flatMap((outcome, at) => {
    const [fact, { ignored = [] } = {}] = [aliases[at], received[at]]
    return fact ? [{ ...aliasResult(fact, outcome), ...ignoredFields(ignored) }] : []
  })
  for (const { outcome } of results) services.metrics.records.add(1, 'alias', outcome)
  return json(200, { results })
}

function tooMany(count: number) {
  const message = `has ${count} campaigns, and may have ${ALIASES_A_REQUEST_MAX}: send several requests`
  return invalidFields([{ field: 'body', message }])
}
