import type { Batch, BatchAnswer, ConversionAnswer, CostState, RefundAnswer } from '../facts.ts'
import type { Derivation } from './derivation.ts'

/** An answer that is complete once the transaction has settled what it settles. */
type Unsettled = () => BatchAnswer

/** Takes in what a batch brings. */
export function appendBatch(derivation: Derivation, batch: Batch, now: number): Unsettled {
  const hits = derivation.appendHits(batch.hits ?? [], now, batch.debug === true)
  for (const [reason, n] of Object.entries(batch.drops ?? {}))
    derivation.tallies.count(reason as keyof typeof batch.drops, n)
  const identities = (batch.identities ?? []).map((fact) => derivation.appendIdentity(fact))
  const conversions = (batch.conversions ?? []).map((fact) => derivation.appendConversion(fact))
  const refunds = (batch.refunds ?? []).map((fact) => derivation.appendRefund(fact))
  for (const fact of batch.names ?? []) derivation.appendName(fact)
  const costs = (batch.costs ?? []).map((fact) => derivation.appendCost(fact, now))
  const codes = batch.codes?.map((fact) => derivation.appendCode(fact))
  const touches = batch.touches?.map((fact) => derivation.appendTouch(fact, now))
  const rates = batch.rates && derivation.appendRates(batch.rates, now)
  const aliases = batch.aliases && derivation.aliasing.take(batch.aliases, now)
  const imports = batch.imports?.map((step) => derivation.imports.take(step, now))
  for (const open of batch.opens ?? []) derivation.opens.append(open)
  keepDelivered(derivation, batch)
  derivation.tallies.flush(now)
  return () => ({
    accepted: hits.accepted,
    duplicate: hits.duplicate,
    ...(batch.debug ? { hits: hits.answers } : {}),
    conversions: conversions.map((answer): ConversionAnswer => answer()),
    refunds: refunds.map((answer): RefundAnswer => answer()),
    identities,
    costs: costs.map(({ outcome }) => outcome),
    ...statesOf(costs),
    ...(codes ? { codes } : {}),
    ...(touches ? { touches: touches.map((answer) => answer()) } : {}),
    ...(rates ? { rates } : {}),
    ...(aliases ? { aliases } : {}),
    ...(imports ? { imports } : {}),
  })
}

/** What a vendor has sent, beside the facts of it. */
function keepDelivered({ webhooks, erasing }: Derivation, batch: Batch): void {
  for (const count of batch.deliveries ?? []) webhooks.count(count)
  for (const delivery of batch.quarantined ?? []) webhooks.keep(delivery)
  for (const closed of batch.quarantineClosed ?? []) webhooks.close(closed)
  for (const wish of batch.privacyRequests ?? []) webhooks.request(wish)
  if (batch.privacyRequests) erasing.wake()
}

function statesOf(costs: readonly { state: () => CostState }[]): { costStates?: CostState[] } {
  const costStates = costs.map(({ state }) => state())
  return costStates.every((state) => state === 'counted') ? {} : { costStates }
}
