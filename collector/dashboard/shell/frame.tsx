import type { ComponentType } from 'preact'
import { lazy, Suspense } from 'preact/compat'
import { useEffect, useRef } from 'preact/hooks'
import { follow, usePlace } from '../state/location.ts'
import { hrefOf, toView } from '../state/place.ts'
import { VIEWS, type ViewId } from '../state/views.ts'
import { Loading } from '../ui/states.tsx'
import { Account } from './account.tsx'
import { FilterBar } from './filter-bar.tsx'

type Load = () => Promise<{ default: ComponentType }>

/** Each page is a file of its own, loaded when it is first opened. */
const PAGES: Record<ViewId, Load> = {
  overview: () => import('../views/overview/page.tsx'),
  journeys: () => import('../views/journeys/page.tsx'),
  models: () => import('../views/models/page.tsx'),
  cohorts: () => import('../views/cohorts/page.tsx'),
  funnel: () => import('../views/funnel/page.tsx'),
  costs: () => import('../views/costs/page.tsx'),
  claims: () => import('../views/claims/page.tsx'),
  reconcile: () => import('../views/reconcile/page.tsx'),
  live: () => import('../views/live/page.tsx'),
  settings: () => import('../views/settings/page.tsx'),
}

const LOADED = Object.fromEntries(
  Object.entries(PAGES).map(([view, load]) => [view, lazy(load)]),
) as Record<ViewId, ComponentType>

const ExplainDrawer = lazy(() => import('../views/explain/drawer.tsx'))

/** Pages that are of no period. */
const WITHOUT_FILTERS: readonly ViewId[] = ['live', 'settings']

/** What is around every page: the navigation, who is signed in, and the filters. */
export function Frame() {
  const place = usePlace()
  const Page = LOADED[place.view]
  const title = VIEWS.find(({ id }) => id === place.view)?.title ?? ''
  const site = place.params['site'] ?? ''
  useEffect(() => {
    document.title = `${title} · ${site} · Pathworth`
  }, [title, site])
  return (
    <div class="frame">
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="side">
        <a class="brand" href={hrefOf(toView(place, 'overview'))}>
          <span class="mark" aria-hidden="true" /> Pathworth
        </a>
        <Navigation />
        <Account />
      </header>
      <main id="content" tabIndex={-1}>
        <h1>{title}</h1>
        {!WITHOUT_FILTERS.includes(place.view) && <FilterBar />}
        <Suspense fallback={<Loading label={title} />}>
          <Page />
        </Suspense>
      </main>
      {place.params['explain'] !== undefined && (
        <Suspense fallback={null}>
          <ExplainDrawer />
        </Suspense>
      )}
    </div>
  )
}

function Navigation() {
  const place = usePlace()
  const links = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone the links are a line that scrolls by itself.
    links.current
      ?.querySelector('[aria-current]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [place.view])
  return (
    <nav aria-label="Pages" ref={links}>
      <ul>
        {VIEWS.map(({ id, title }) => {
          const target = toView(place, id)
          return (
            <li key={id}>
              <a
                href={hrefOf(target)}
                aria-current={id === place.view ? 'page' : undefined}
                onClick={(event) => follow(event, target)}
              >
                {title}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
