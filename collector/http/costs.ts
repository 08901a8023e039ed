import { daysBetween } from '../../shared/dates.ts'
import { costDaysPerRequest, type WireCost, wireCost } from '../../shared/wire/costs.ts'
import type { CostFact, Provenance } from '../ledger/facts.ts'
import { defaultSpread } from '../roi/spread.ts'
import type { TouchRules } from '../touch/landing.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate } from './auth.ts'
import { costScope } from './cost-scope.ts'
import { type FieldError, invalidFields } from './problem.ts'
import { fromBackend } from './provenance.ts'
import { rateHint } from './rate-hint.ts'
import { ignoredFields, type Received, readRecords } from './records.ts'
import type { Handler } from './services.ts'

const knownFields = wireCost.in.shape

/** `POST /v1/costs`: one cost or up to 1,000, all stored or none. */
export const postCosts: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const { recordsBytesMax } = services.config
  const received = await readRecords(c, wireCost, knownFields, recordsBytesMax)
  requireFewDays(received)
  const costs = costFacts(received, caller.site.rules, fromBackend(caller, services.clock()))
  const answer = await append(services, caller.site, { costs })
  for (const outcome of answer.costs) services.metrics.records.add(1, 'cost', outcome)
  const results = answer.costs.map((outcome, index) => ({
    external_id: costs[index]?.externalId ?? null,
    ...(costs[index]?.order && { transaction_id: costs[index].order.transactionId }),
    outcome,
    state: answer.costStates?.[index] ?? 'counted',
    ...ignoredFields(received[index]?.ignored ?? []),
    ...rateHint(answer.costStates?.[index] ?? 'counted', caller.site.name),
  }))
  return json(200, { results })
}

/** @throws Problem when the costs are for more days than are written in one piece */
function requireFewDays(received: readonly Received<WireCost>[]): void {
  const days = received.reduce(
    (sum, { record }) => sum + 1 + (record.order ? 0 : daysBetween(record.from, record.to)),
    0,
  )
  if (days <= costDaysPerRequest) return
  const message = `has costs of ${days} days together, and may have ${costDaysPerRequest}: send several requests`
  throw invalidFields([{ field: 'body', message }])
}

/** @throws Problem that names each cost whose channel contradicts its source and medium */
function costFacts(
  received: readonly Received<WireCost>[],
  rules: TouchRules,
  provenance: Provenance,
): CostFact[] {
  const errors: FieldError[] = []
  const facts = received.flatMap(({ record, place }) => {
    const scope = costScope(record, rules)
    if (typeof scope !== 'string') return [{ ...provenance, ...scope, ...unscoped(record) }]
    errors.push({ field: place ? `${place}.channel` : 'channel', message: scope })
    return []
  })
  if (errors.length > 0) throw invalidFields(errors)
  return facts
}

function unscoped(record: WireCost) {
  const { external_id, from, to, category, amount, currency, spread, order } = record
  return {
    externalId: external_id ?? null,
    from,
    to,
    category,
    amount,
    currency,
    spread: order ? 'day' : (spread ?? defaultSpread(category)),
    ...(order ? { order } : {}),
  } as const
}
