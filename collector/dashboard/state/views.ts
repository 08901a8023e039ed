/** The pages of the dashboard. */
export type ViewId =
  | 'overview'
  | 'journeys'
  | 'models'
  | 'cohorts'
  | 'funnel'
  | 'costs'
  | 'claims'
  | 'reconcile'
  | 'live'
  | 'settings'

export interface View {
  id: ViewId
  path: string
  title: string
}

/** In the order of the navigation. */
export const VIEWS: readonly View[] = [
  { id: 'overview', path: '/', title: 'Overview' },
  { id: 'journeys', path: '/journeys', title: 'Journeys' },
  { id: 'models', path: '/models', title: 'Models' },
  { id: 'cohorts', path: '/cohorts', title: 'Cohorts' },
  { id: 'funnel', path: '/funnel', title: 'Funnel' },
  { id: 'costs', path: '/costs', title: 'Costs' },
  { id: 'claims', path: '/claims', title: 'Claims' },
  { id: 'reconcile', path: '/reconcile', title: 'Reconcile' },
  { id: 'live', path: '/live', title: 'Live' },
  { id: 'settings', path: '/settings', title: 'Settings' },
]

/** Where a page finds its files: the page itself is at each path of `VIEWS`. */
export const FILES_PATH = '/dashboard/'
