import type { Batch, BatchAnswer } from '../facts.ts'
import { LedgerBusyError } from '../ledger.ts'
import type { AppendResult } from '../sqlite/site.ts'
import { type Logged, logged } from './logged.ts'

/** One message: the facts of one request, or of a part of it. */
export interface QueuedBatch {
  /** A newer Worker may write what this one can't read. */
  v: 1
  site: string
  batch: Batch
}

/** As much of a `Queue` as is used to send. */
export interface EventsQueue {
  sendBatch(messages: { body: QueuedBatch; contentType: 'json' }[]): Promise<unknown>
}

/** As much of a `Message` as is used to receive. */
export interface QueuedMessage {
  body: unknown
  ack(): void
  retry(): void
}

/** The platform takes 128,000; what it adds of its own is not told. */
const MESSAGE_BYTES_MAX = 120_000

/** So long the platform should need to take messages again, s. */
const RETRY_AFTER_SECONDS = 5

/**
 * Whether a batch may wait: one of the tag does, since its sender wants to know no more than that it
 * is kept. What asks for an outcome (a backend's, `debug`) is written at once.
 */
export const mayWait = ({ hits = [], debug }: Batch): boolean =>
  hits.length > 0 && !debug && hits.every(({ source }) => source === 'tag')

/**
 * Puts a batch into the queue, and answers when the queue has it. What a call may bring (256 kB)
 * would hold two of the largest messages, so each goes alone.
 * @returns parts that no message holds, not even one by one: they have to be written at once
 * @throws LedgerBusyError when the queue takes nothing
 */
export async function enqueue(queue: EventsQueue, site: string, batch: Batch): Promise<Batch[]> {
  const bodies = parted(batch).map((part): QueuedBatch => ({ v: 1, site, batch: part }))
  try {
    for (const body of bodies.filter(fits)) await queue.sendBatch([{ body, contentType: 'json' }])
  } catch {
    throw new LedgerBusyError(RETRY_AFTER_SECONDS)
  }
  return bodies.filter((body) => !fits(body)).map(({ batch }) => batch)
}

const fits = (body: object): boolean =>
  new TextEncoder().encode(JSON.stringify(body)).length <= MESSAGE_BYTES_MAX

/** Halves of a batch, and halves of those, until each fits into a message or is of single facts. */
function parted(batch: Batch): Batch[] {
  const { hits = [], conversions = [], identities = [] } = batch
  const longest = Math.max(hits.length, conversions.length, identities.length)
  // The name of a site is short enough for what is left over.
  if (longest < 2 || fits(batch)) return [batch]
  return [0, 1].flatMap((half) =>
    parted({
      hits: halfOf(hits, half),
      conversions: halfOf(conversions, half),
      identities: halfOf(identities, half),
    }),
  )
}

function halfOf<Fact>(facts: readonly Fact[], half: number): Fact[] {
  const middle = Math.ceil(facts.length / 2)
  return half === 0 ? facts.slice(0, middle) : facts.slice(middle)
}

/** The ledger of a site, as far as a delivery needs it. */
export interface Receiver {
  /** Stores batches in one transaction; one that can't be stored gets its error. */
  appendAll(batches: readonly Batch[]): Promise<AppendResult[]>
}

/**
 * Hands a delivery to the sites that it is for, one transaction a site. What is applied is
 * acknowledged. What is not comes again, after the `retry_delay` and as often as wrangler.toml says,
 * and ends in the dead letter queue; ids make it harmless that some of it may be applied.
 *
 * That goes for messages that can't be read, too (the Worker that can may be on its way), and for
 * those of a site that the registry doesn't know: facts are nobody's to throw away, and an object is
 * made by creating a site and by nothing else.
 */
export async function deliver(
  messages: readonly QueuedMessage[],
  open: (site: string) => Promise<Receiver | undefined>,
): Promise<void> {
  const readable = messages.map((message) => ({ message, body: readBody(message.body) }))
  const bySite = Map.groupBy(readable, ({ body }) => body?.site)
  await Promise.all([...bySite].map(([site, own]) => deliverTo(site, own, open)))
}

interface ReadMessage {
  message: QueuedMessage
  body: QueuedBatch | undefined
}

async function deliverTo(
  site: string | undefined,
  messages: readonly ReadMessage[],
  open: (site: string) => Promise<Receiver | undefined>,
): Promise<void> {
  const answers = await appended(site, messages, open).catch((error: unknown) => failed(error))
  const reasons = new Set<string>()
  for (const [at, { message }] of messages.entries()) {
    const answer = Array.isArray(answers) ? answers[at] : answers
    if (answer && !('error' in answer)) {
      message.ack()
      continue
    }
    reasons.add(answer?.error ?? 'no answer')
    message.retry()
  }
  if (reasons.size > 0) logged(retried(site, messages.length, reasons))
}

/** @throws Error for all of the messages */
async function appended(
  site: string | undefined,
  messages: readonly ReadMessage[],
  open: (site: string) => Promise<Receiver | undefined>,
): Promise<AppendResult[]> {
  if (site === undefined) throw new Error('this Worker can not read the message')
  const receiver = await open(site)
  if (!receiver) throw new Error('the registry knows no such site')
  return receiver.appendAll(messages.flatMap(({ body }) => (body ? [body.batch] : [])))
}

const failed = (error: unknown): { error: string } => ({
  error: error instanceof Error ? error.message : String(error),
})

const retried = (site: string | undefined, messages: number, reasons: Set<string>): Logged => ({
  level: 'warn',
  event: 'queue_retried',
  ...(site === undefined ? {} : { site }),
  messages,
  reasons: [...reasons],
})

const LISTS = ['hits', 'conversions', 'identities']

/** The frame alone: facts are as a Worker wrote them, and what is none fails by itself. */
function readBody(body: unknown): QueuedBatch | undefined {
  if (!isRecord(body) || body['v'] !== 1) return undefined
  const { site, batch } = body
  if (typeof site !== 'string' || site === '' || !isRecord(batch)) return undefined
  const lists = LISTS.map((name) => batch[name] ?? [])
  return lists.every(Array.isArray) ? { v: 1, site, batch } : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** What a caller hears of a batch that waits: whether a hit is stored already is not known yet. */
export const waitingAnswer = (accepted: number): BatchAnswer => ({
  accepted,
  duplicate: 0,
  conversions: [],
  refunds: [],
  identities: [],
  costs: [],
})
