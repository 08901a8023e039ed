import { percent } from '../../format/numbers.ts'
import { day, instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { follow, usePlace } from '../../state/location.ts'
import { changed, hrefOf, toView } from '../../state/place.ts'
import { VIEWS } from '../../state/views.ts'
import { written } from '../../ui/figure.tsx'
import { FactOf, Lines } from './fact.tsx'
import { spaced } from './naming.ts'
import {
  type AllocatedPart,
  type ClaimPart,
  type ConversionPart,
  type CostPart,
  type JourneyPart,
  type RefundPart,
  type TouchOfJourney,
  type TouchPart,
  tupleText,
  type VisitPart,
} from './parts.ts'

/** An order as it was reported, its refunds, and the touches of its journey. */
export function ConversionFacts({ part }: { part: ConversionPart }) {
  const { transaction_id, goal, reported, refunds, deals = [], items = [], touches } = part
  return (
    <div class="fact-list">
      <JourneyLink id={transaction_id} goal={goal} />
      {reported && <FactOf title="As it was reported" fact={reported} isOpen />}
      {refunds.map((refund) => (
        <FactOf key={String(refund['refund_id'])} title="Refund" fact={refund} />
      ))}
      {deals.flatMap((deal) => [
        deal.reported && (
          <FactOf
            key={deal.transaction_id}
            title={`Deal ${deal.transaction_id}`}
            fact={deal.reported}
          />
        ),
        ...deal.refunds.map((refund) => (
          <FactOf key={String(refund['refund_id'])} title="Refund of the deal" fact={refund} />
        )),
      ])}
      {items.length > 0 && (
        <Lines lines={items.map(({ item, share }) => [item, percent(Number(share))])} />
      )}
      {touches.length > 0 && (
        <>
          <h5>Touches of its journey</h5>
          <ol class="touches">
            {touches.map((touch) => (
              <TouchOf key={touch.id} {...{ touch }} />
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

/** To the page of journeys, where there is one. */
function JourneyLink({ id, goal }: { id: string; goal: string }) {
  const place = usePlace()
  const view = VIEWS.find(({ path }) => path === '/journeys')
  if (!view) return null
  const target = changed(toView(place, view.id), { journey: id, goal })
  return (
    <a href={hrefOf(target)} onClick={(event) => follow(event, target)}>
      See its journey
    </a>
  )
}

function TouchOf({ touch }: { touch: TouchOfJourney }) {
  const { facts } = useSigned()
  const { ts, in_cell, weight, credit, hit, kind, external_id, code } = touch
  const told = [kind && spaced(kind), external_id, code && `code ${code}`].filter(Boolean)
  return (
    <li class={in_cell ? 'in-cell' : undefined}>
      <p>
        <strong>{tupleText(touch)}</strong> · {instant(ts, facts.timezone)}
        {told.length > 0 && ` · ${told.join(', ')}`}
      </p>
      <p class="note">
        credited {percent(Number(weight))}, {written('money', credit.value, facts.currency)}
        {in_cell && ': it is in this figure'}
      </p>
      <CostOfTouch cost={touch.cost} />
      {hit && <FactOf title="The hit that it began with" fact={hit} />}
    </li>
  )
}

/** A row of a file, and the import that brought it. */
export function ClaimFacts({ part }: { part: ClaimPart }) {
  const { amount, currency, impressions, clicks, conversions, value, provenance } = part
  const reported = { amount, currency, impressions, clicks, conversions, value, provenance }
  return (
    <div class="fact-list">
      <FactOf title="As it was reported" fact={reported} isOpen />
      <FactOf title="The import that brought it" fact={part.import} />
    </div>
  )
}

/** A refund that does not count, as it was reported. */
export function RefundFacts({ part: { kind: _, adds: __, ...fact } }: { part: RefundPart }) {
  return <FactOf title="As it was reported" {...{ fact, isOpen: true }} />
}

/** A visit with its first hit, and what was ordered in it or after it. */
export function VisitFacts({ part: { hit, conversions = [] } }: { part: VisitPart }) {
  return (
    <div class="fact-list">
      {hit && <FactOf title="The hit that it began with" fact={hit} isOpen />}
      {conversions.map((order) => (
        <details key={order.transaction_id}>
          <summary>Order {order.transaction_id}</summary>
          <ConversionFacts part={order} />
        </details>
      ))}
    </div>
  )
}

/** Touches of a journey that did not convert. */
export function JourneyFacts({ part: { touches } }: { part: JourneyPart }) {
  const { facts } = useSigned()
  return (
    <ol class="touches">
      {touches.map((touch) => (
        <li key={`${touch.ts} ${tupleText(touch)}`}>
          <p>
            <strong>{tupleText(touch)}</strong> · {instant(touch.ts, facts.timezone)}
          </p>
          <CostOfTouch cost={touch.cost} />
          {touch.hit && <FactOf title="The hit that it began with" fact={touch.hit} />}
          {touch.told && <FactOf title="As it was told" fact={touch.told} />}
        </li>
      ))}
    </ol>
  )
}

function CostOfTouch({ cost }: { cost: string | undefined }) {
  const { currency } = useSigned().facts
  if (cost === undefined) return null
  return <p class="note">costs {written('money', cost, currency)} here</p>
}

/** A cost as it was booked, and its days in the period. */
export function CostFacts({ part }: { part: CostPart }) {
  const { facts } = useSigned()
  const { external_id, amount, currency, spread, days, provenance } = part
  const booked = {
    ...{ amount, currency, spread: `by ${spread}`, external_id },
    ...{ source: part.source, medium: part.medium, campaign: part.campaign, provenance },
  }
  return (
    <div class="fact-list">
      <FactOf title="As it was booked" fact={booked} isOpen />
      {part.import && <FactOf title="The import that brought it" fact={part.import} />}
      {days.length > 1 && (
        <details>
          <summary>Its {days.length} days in this period</summary>
          <Lines
            lines={days.map((one) => [day(one.day), written('money', one.amount, facts.currency)])}
          />
        </details>
      )}
    </div>
  )
}

export function AllocatedFacts({ part }: { part: AllocatedPart }) {
  return (
    <p class="note">
      {part.to
        ? 'Overhead that touches carry: it is taken off here, and is in the figures of their channels.'
        : 'A share of overhead, by how many touches there were: it is of many costs, and no fact of its own.'}
    </p>
  )
}

export function TouchFacts({ part: { hit, told } }: { part: TouchPart }) {
  return (
    <div class="fact-list">
      {hit && <FactOf title="The hit that it began with" fact={hit} isOpen />}
      {told && <FactOf title="As it was told" fact={told} isOpen />}
    </div>
  )
}
