import { usePlace } from '../../state/location.ts'
import { JourneyList } from './journey-list.tsx'
import { OneJourney } from './one-journey.tsx'
import { Paths } from './paths.tsx'
import { TABS, type Tab, tabOf } from './place.ts'
import { Switch } from './switch.tsx'

/** Which ways lead to a conversion, what each is worth, and single journeys touch by touch. */
export default function Journeys() {
  const { params } = usePlace()
  const tab = tabOf(params)
  return (
    <>
      <div class="tabs">
        <Switch {...{ label: 'What is shown', options: TABS, chosen: tab, changes }} />
      </div>
      <Shown tab={tab} journey={params['journey']} />
    </>
  )
}

/** What belongs to the tab that is left goes with it. */
const changes = (tab: Tab) => ({
  tab: tab === 'paths' ? undefined : tab,
  ...{ journey: undefined, after: undefined, at: undefined, sort: undefined },
  ...{ through: undefined, onto: undefined },
})

function Shown({ tab, journey }: { tab: Tab; journey: string | undefined }) {
  if (tab === 'paths') return <Paths key="sequence" shape="sequence" />
  if (tab === 'sets') return <Paths key="set" shape="set" />
  return journey === undefined ? <JourneyList /> : <OneJourney id={journey} />
}
