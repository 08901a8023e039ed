import type { DropReason } from '../../shared/drop-reasons.ts'
import type { Batch, ConversionFact, IdentityFact } from '../ledger/facts.ts'
import type { SiteState } from '../ledger/ledger.ts'
import type { Hit } from '../touch/hit.ts'
import type { Outcome, WireEvent } from '../touch/pipeline.ts'
import { idOfUnread, readEvent } from './envelope.ts'
import type { Signer } from './secrets.ts'
import { identityOf, readIdentification, reportedConversion } from './tag-facts.ts'

/** What became of one event before the ledger: kept, or dropped with a reason. */
export interface Fate {
  id: string | null
  reason: DropReason | undefined
}

/** The events of one request, sorted: what is to be stored, and the fate of each in its order. */
export interface Intake {
  fates: Fate[]
  hits: Hit[]
  conversions: ConversionFact[]
  identities: IdentityFact[]
  drops: NonNullable<Batch['drops']>
  dropped: number
}

/** What sorting needs to know besides the events. */
export interface Sorter {
  /** The pipeline of this request, for its visitor. */
  sort: (event: WireEvent) => Outcome
  state: SiteState
  signer: Signer
}

/** Sends each event through the pipeline; a bad one is dropped by itself. */
export async function sortEvents(events: readonly unknown[], sorter: Sorter): Promise<Intake> {
  const intake: Intake = {
    fates: [],
    hits: [],
    conversions: [],
    identities: [],
    drops: {},
    dropped: 0,
  }
  for (const raw of events) {
    const event = readEvent(raw)
    if (event === undefined) drop(intake, idOfUnread(raw), 'invalid_event')
    else if (event.name === 'identify') await takeIdentify(intake, event, sorter)
    else take(intake, event, sorter)
  }
  return intake
}

function take(intake: Intake, event: WireEvent, { sort, state }: Sorter): void {
  const hit = keep(intake, event, sort)
  // A backend posts its orders to /v1/conversions; what it sends here is the past of a page.
  if (hit === undefined || hit.source === 'backend') return
  const conversion = reportedConversion(hit, event.props, state)
  if (conversion) intake.conversions.push(conversion)
}

/** The hash is a proof, not an observation: it is looked at and not kept. */
async function takeIdentify(
  intake: Intake,
  event: WireEvent,
  { sort, state, signer }: Sorter,
): Promise<void> {
  const identification = await readIdentification(event.props, state, signer)
  if (identification === undefined) return drop(intake, event.id, 'invalid_event')
  const { hash: _, ...props } = event.props
  const hit = keep(intake, { ...event, props }, sort)
  if (hit) intake.identities.push(identityOf(hit, identification))
}

function keep(intake: Intake, event: WireEvent, sort: Sorter['sort']): Hit | undefined {
  const outcome = sort(event)
  if ('dropped' in outcome) {
    drop(intake, event.id, outcome.dropped)
    return undefined
  }
  intake.hits.push(outcome.hit)
  intake.fates.push({ id: event.id, reason: undefined })
  return outcome.hit
}

function drop(intake: Intake, id: string | null, reason: DropReason): void {
  intake.fates.push({ id, reason })
  intake.drops[reason] = (intake.drops[reason] ?? 0) + 1
  intake.dropped += 1
}
