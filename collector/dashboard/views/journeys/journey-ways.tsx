import { follow, setParams, usePlace } from '../../state/location.ts'
import { changed, hrefOf } from '../../state/place.ts'
import { Empty } from '../../ui/states.tsx'

/** Who may see totals alone sees no single customer. */
export function Unseen() {
  return (
    <Empty title="Single journeys are not part of a shared link">
      <p>
        You see all totals: paths and combinations are in the other tabs. Journeys of single
        customers need a key of the site.
      </p>
    </Empty>
  )
}

/** Orders by their id, of whatever day. */
export function OrderSearch() {
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    const id = new FormData(event.currentTarget as HTMLFormElement).get('order')
    if (typeof id === 'string' && id.trim() !== '') setParams({ journey: id.trim() })
  }
  return (
    <form class="row order-search" onSubmit={search}>
      <label class="choice">
        <span>Order id</span>
        <input name="order" type="search" autocomplete="off" placeholder="of any day" required />
      </label>
      <button type="submit">Show its journey</button>
    </form>
  )
}

/** To a journey, of this goal or another. */
export function JourneyLink({ id, goal }: { id: string; goal?: string }) {
  const place = usePlace()
  const to = { journey: id, tab: undefined, ...(goal !== undefined && { goal }) }
  const target = changed(place, to)
  return (
    <a href={hrefOf(target)} onClick={(event) => follow(event, target)}>
      {id}
    </a>
  )
}
