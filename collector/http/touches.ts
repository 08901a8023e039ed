import { foreignId } from '../../shared/ids.ts'
import { type WireTouch, wireTouch } from '../../shared/wire/touches.ts'
import type { OfflineTouchFact } from '../ledger/facts.ts'
import { offlineTouchFact, removedTouchFact } from '../records/touches-of.ts'
import { type TouchSaid, touchChannel, touchSaid } from '../source/touches.ts'
import type { TouchRules } from '../touch/landing.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate } from './auth.ts'
import { factTerms } from './fact-terms.ts'
import { refuseFuture } from './not-future.ts'
import { type FieldError, invalidFields, Problem } from './problem.ts'
import { fromBackend } from './provenance.ts'
import { rateHint } from './rate-hint.ts'
import { checkRecords, ignoredFields, type Received } from './records.ts'
import type { Handler } from './services.ts'
import { senderOf } from './webhooks/sender.ts'

const knownFields = wireTouch.in.shape

/** `POST /v1/touches`: one touch or up to 1,000, all stored or none; orders of before are credited anew. */
export const postTouches: Handler = async (c, services) => {
  const { site, provenance, text } = await senderOf(c, services)
  const received = checkRecords(text, wireTouch, knownFields, 'touches')
  refuseFuture(received, provenance.receivedAt)
  const said = placesOf(received, site.rules)
  const terms = factTerms(services, site, provenance)
  const touches = await Promise.all(
    said.map(({ record, place }) => offlineTouchFact(record, place, terms)),
  )
  const answer = await append(services, site, { touches })
  const outcomes = answer.touches ?? []
  for (const { outcome } of outcomes) services.metrics.records.add(1, 'touch', outcome)
  const results = touches.map((touch, index) => ({
    id: touch.externalId,
    outcome: outcomes[index]?.outcome,
    ...(touch.removed ? { removed: true } : placeShown(touch, site.rules)),
    state: outcomes[index]?.state,
    ...ignoredFields(received[index]?.ignored ?? []),
    ...rateHint(outcomes[index]?.state ?? 'counted', site.name),
  }))
  return json(200, { results })
}

/** `DELETE /v1/touches/{id}`: orders are credited as if it had never been. */
export const deleteTouch: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const id = foreignId.safeParse(c.req.param('id'))
  if (!id.success) throw notKnown()
  const provenance = fromBackend(caller, services.clock())
  const touches = [removedTouchFact(id.data, provenance)]
  const answer = await append(services, caller.site, { touches })
  if (answer.touches?.[0]?.outcome === 'unchanged') throw notKnown()
  services.metrics.records.add(1, 'touch', 'removed')
  return json(200, { id: id.data, removed: true })
}

const notKnown = (): Problem =>
  new Problem('not-found', 'no touch has this id: it is the "id" under which it was sent')

interface Placed {
  record: WireTouch
  place: TouchSaid
}

/** @throws Problem that names each touch whose channel contradicts its source and medium */
function placesOf(received: readonly Received<WireTouch>[], rules: TouchRules): Placed[] {
  const errors: FieldError[] = []
  const placed = received.flatMap(({ record, place: at }) => {
    const place = touchSaid(record, rules)
    if (typeof place !== 'string') return [{ record, place }]
    errors.push({ field: at ? `${at}.channel` : 'channel', message: place })
    return []
  })
  if (errors.length > 0) throw invalidFields(errors)
  return placed
}

const placeShown = (touch: OfflineTouchFact, rules: TouchRules) => ({
  channel: touchChannel(touch, rules),
  source: touch.campaignSource,
  medium: touch.campaignMedium,
  campaign: touch.campaign,
})
