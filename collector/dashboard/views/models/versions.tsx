import { useEffect, useState } from 'preact/hooks'
import { forgetAnswers } from '../../data/answers.ts'
import type { ModelsAnswer } from '../../shell/models.ts'
import { mayChange, useSigned } from '../../shell/session.ts'
import { MayNot } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { Scroll } from '../../ui/table.tsx'
import { FitNew } from './fit-new.tsx'
import { FitRow } from './fit-row.tsx'
import { VersionRow } from './version-row.tsx'
import { isUnderWay, newestFirst } from './versions.ts'

interface VersionsProps {
  known: ModelsAnswer
  again: () => void
  address: string
}

/** What was fitted on the site's own journeys, how good it is, and which of it credits. */
export function Versions({ known, again, address }: VersionsProps) {
  const { session } = useSigned()
  const [isFitting, setFitting] = useState(false)
  const mayFit = mayChange(session)
  useWatched(isUnderWay(known), again)
  return (
    <Panel
      title="Data-driven versions"
      note="Fitted on journeys of this site that converted and those that did not. They say which channels those have that convert; that a channel is why is not proved. A version never changes: to go back is to make an older one active."
      address={address}
      noCsv
      actions={
        mayFit && (
          <button type="button" onClick={() => setFitting(!isFitting)} aria-expanded={isFitting}>
            Fit a new version
          </button>
        )
      }
    >
      {!mayFit && <MayNot scope={session.scope} todo="fit a version or make one active" />}
      {mayFit && isFitting && <FitNew onDone={() => setFitting(false)} />}
      <List known={known} />
    </Panel>
  )
}

function List({ known }: { known: ModelsAnswer }) {
  const { fits, versions } = newestFirst(known)
  if (fits.length + versions.length === 0)
    return (
      <Empty title="Nothing was fitted yet">
        <p>Fit one on the journeys of the last months: 300 conversions are enough to begin with.</p>
      </Empty>
    )
  return (
    <Scroll label="Data-driven versions">
      <table class="versions">
        <caption class="hidden">Versions of data-driven models, the newest first</caption>
        <thead>
          <tr>
            {['Version', 'State', 'Journeys of', 'Conversions', 'AUC held out', 'Fitted', ''].map(
              (title) => (
                <th key={title} scope="col" class={FIGURES.includes(title) ? 'right' : undefined}>
                  {title || <span class="hidden">What can be done</span>}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {fits.map((fit) => (
            <FitRow key={fit.id} fit={fit} />
          ))}
          {versions.map((version) => (
            <VersionRow key={version.id} {...{ version, versions }} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

const FIGURES = ['Conversions', 'AUC held out']

const EVERY_MS = 1500

/** Asks again while something goes on; when it is over, every figure may be another. */
function useWatched(isOn: boolean, again: () => void): void {
  useEffect(() => {
    if (!isOn) return
    const timer = setInterval(again, EVERY_MS)
    return () => {
      clearInterval(timer)
      forgetAnswers()
    }
  }, [isOn])
}
