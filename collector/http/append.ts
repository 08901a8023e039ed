import type { Batch, BatchAnswer } from '../ledger/facts.ts'
import type { Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/** Hands one request's facts to the ledger; answers after they are stored. */
export function append({ metrics }: Services, site: OpenSite, batch: Batch): Promise<BatchAnswer> {
  metrics.batches.add(1)
  return site.ledger.append(batch)
}
