import type { Batch, BatchAnswer } from '../facts.ts'
import { LedgerBusyError } from '../ledger.ts'
import type { AppendResult } from '../sqlite/site.ts'
import { received } from './reply.ts'
import type { Objects, SiteOperations } from './site-object.ts'

/** One message: the facts of one request, or of a part of it. */
export interface QueuedBatch {
  site: string
  batch: Batch
}

/** As much of a `Queue` as is used to send. */
export interface EventsQueue {
  sendBatch(messages: { body: QueuedBatch; contentType: 'json' }[]): Promise<unknown>
}

/** As much of a `Message` as is used to receive. */
export interface QueuedMessage {
  body: QueuedBatch
  ack(): void
  retry(options?: { delaySeconds: number }): void
}

/** A message may have 128 kB, in bytes; the longest character has three for one UTF-16 unit. */
const MESSAGE_UNITS_MAX = 40_000

/** A call may bring 256 kB and 100 messages: two of the largest would fit, so each goes alone. */
const RETRY_AFTER_SECONDS = 5

/**
 * Whether a batch may wait: one of the tag does, since its sender wants to know no more than that it
 * is kept. What asks for an outcome (conversions of a backend, `debug`) is written at once.
 */
export const mayWait = (batch: Batch): boolean => (batch.hits?.length ?? 0) > 0 && !batch.debug

/**
 * Puts a batch into the queue, and answers when the queue has it. Whether a hit was stored before
 * is not known yet: all count as accepted, and ids see to the rest.
 * @throws LedgerBusyError when the queue takes nothing
 */
export async function enqueue(queue: EventsQueue, site: string, batch: Batch): Promise<number> {
  const bodies = parted(batch).map((part): QueuedBatch => ({ site, batch: part }))
  try {
    for (const body of bodies) await queue.sendBatch([{ body, contentType: 'json' }])
  } catch {
    throw new LedgerBusyError(RETRY_AFTER_SECONDS)
  }
  return batch.hits?.length ?? 0
}

/** Halves of a batch, and halves of those, until each fits into a message. */
function parted(batch: Batch): Batch[] {
  const { hits = [], ...rest } = batch
  if (JSON.stringify(batch).length <= MESSAGE_UNITS_MAX || hits.length < 2) return [batch]
  const middle = hits.length >> 1
  return [
    ...parted({ hits: hits.slice(0, middle), ...rest }),
    ...parted({ hits: hits.slice(middle) }),
  ]
}

/** A site that can't take its messages now gets them again after so long, s. */
const REDELIVER_SECONDS = 30

/**
 * Hands a delivery to the sites that it is for, one transaction a site. What is applied is
 * acknowledged; what is not comes again, and ids make it harmless that some of it may be applied.
 */
export async function deliver(
  messages: readonly QueuedMessage[],
  sites: Objects<SiteOperations>,
): Promise<void> {
  const bySite = Map.groupBy(messages, ({ body }) => body.site)
  await Promise.all([...bySite].map(([site, own]) => deliverTo(sites.getByName(site), own)))
}

async function deliverTo(site: SiteOperations, messages: readonly QueuedMessage[]): Promise<void> {
  const batches = messages.map(({ body }) => body.batch)
  const answers = await received(site.append(batches)).catch(() => [] as AppendResult[])
  messages.forEach((message, at) => {
    const answer = answers[at]
    if (answer && !('error' in answer)) message.ack()
    else message.retry({ delaySeconds: REDELIVER_SECONDS })
  })
}

/** What a caller hears of a batch that waits. */
export const waitingAnswer = (accepted: number): BatchAnswer => ({
  accepted,
  duplicate: 0,
  conversions: [],
  refunds: [],
  identities: [],
  costs: [],
})
