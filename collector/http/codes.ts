import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { codeText, type WireCode, wireCode } from '../../shared/wire/codes.ts'
import type { CodeFact, Provenance } from '../ledger/facts.ts'
import { codeRemoved, codeSaid, codeShown } from '../source/codes.ts'
import type { TouchRules } from '../touch/landing.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate } from './auth.ts'
import { freshness } from './freshness.ts'
import { type FieldError, invalidFields, Problem } from './problem.ts'
import { fromBackend } from './provenance.ts'
import { readQuery } from './query.ts'
import { ignoredFields, type Received, readRecords } from './records.ts'
import type { Handler } from './services.ts'

const knownFields = wireCode.shape
export const querySchema = z.object({ site: siteId.optional() })

/** `POST /v1/codes`: one code or up to 1,000, all stored or none; orders of before are credited anew. */
export const postCodes: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const { recordsBytesMax } = services.config
  const received = await readRecords(c, wireCode, knownFields, recordsBytesMax)
  const { rules } = caller.site
  const codes = codeFacts(received, rules, fromBackend(caller, services.clock()))
  const answer = await append(services, caller.site, { codes })
  const outcomes = answer.codes ?? []
  for (const outcome of outcomes) services.metrics.records.add(1, 'code', outcome)
  const results = codes.map((code, index) => ({
    ...codeShown(code, rules),
    outcome: outcomes[index],
    ...ignoredFields(received[index]?.ignored ?? []),
  }))
  return json(200, { results })
}

/** `GET /v1/codes`: those that are registered. */
export const getCodes: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'read')
  readQuery(c, querySchema)
  const answer = await site.ledger.report({ kind: 'codes' })
  const codes = answer.codes.map(({ registeredAt, ...code }) => ({
    ...codeShown(code, site.rules),
    registered_at: new Date(registeredAt).toISOString(),
  }))
  return json(200, { meta: { site: site.name, ...freshness(answer) }, codes })
}

/** `DELETE /v1/codes/{code}`: orders with it are as if it had never been one. */
export const deleteCode: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const code = codeText.safeParse(c.req.param('code'))
  if (!code.success) throw notRegistered()
  const provenance = fromBackend(caller, services.clock())
  const codes = [{ ...provenance, ...codeRemoved(code.data), removed: true }]
  const answer = await append(services, caller.site, { codes })
  if (answer.codes?.[0] === 'unchanged') throw notRegistered()
  services.metrics.records.add(1, 'code', 'removed')
  return json(200, { code: code.data, removed: true })
}

const notRegistered = (): Problem =>
  new Problem('not-found', 'no such code is registered: GET /v1/codes lists those that are')

/** @throws Problem that names each code whose channel contradicts its source and medium */
function codeFacts(
  received: readonly Received<WireCode>[],
  rules: TouchRules,
  provenance: Provenance,
): CodeFact[] {
  const errors: FieldError[] = []
  const facts = received.flatMap(({ record, place }) => {
    const said = codeSaid(record, rules)
    if (typeof said !== 'string') return [{ ...provenance, ...said, removed: false }]
    errors.push({ field: place ? `${place}.channel` : 'channel', message: said })
    return []
  })
  if (errors.length > 0) throw invalidFields(errors)
  return facts
}
