import { useEffect, useMemo, useState } from 'preact/hooks'
import { forgetAnswers } from '../data/answers.ts'
import { ask } from '../data/ask.ts'
import { useAnswer } from '../data/use-answer.ts'
import { setParams, usePlace } from '../state/location.ts'
import { todayIn } from '../state/period.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { Frame } from './frame.tsx'
import type { ModelsAnswer } from './models.ts'
import { type Session, SignedIn, type SiteFacts } from './session.ts'
import { SignIn } from './sign-in.tsx'

interface Sessions {
  sessions: Session[]
}

/** The whole page: signs in, opens a site, and shows the view that the address names. */
export function App() {
  const [isReady, setReady] = useState(false)
  const { answer, error, again } = useAnswer<Sessions>('/v1/session', isReady ? {} : undefined)
  useEffect(() => {
    void takeShare().finally(() => setReady(true))
  }, [])
  const changed = () => {
    forgetAnswers()
    again()
  }
  if (error && !answer) return <Failed error={error} again={again} />
  if (!answer) return <Loading label="Opening Pathworth" />
  if (answer.sessions.length === 0) return <SignIn onSignedIn={changed} />
  return <OpenSite sessions={answer.sessions} />
}

function OpenSite({ sessions }: { sessions: Session[] }) {
  const { params } = usePlace()
  const session = sessions.find(({ site }) => site === params['site']) ?? sessions[0]
  const asked = params['site']
  const site = session?.site
  const { answer, error, again } = useAnswer<ModelsAnswer>('/v1/models', { site })
  const facts: SiteFacts | undefined = answer?.meta
  useEffect(() => {
    if (site !== undefined && asked !== site) setParams({ site }, false)
  }, [site, asked])
  const signed = useMemo(
    () =>
      session && facts && { session, sessions, facts, today: todayIn(facts.timezone, Date.now()) },
    [session, sessions, facts],
  )
  if (error && !facts) return <Failed error={error} again={again} />
  if (!signed || signed.facts.site !== site) return <Loading label="Opening the site" />
  return (
    <SignedIn.Provider value={signed}>
      <Frame />
    </SignedIn.Provider>
  )
}

/** A share link has its secret behind the `#`, where no server and no log sees it. */
async function takeShare(): Promise<void> {
  const share = new URLSearchParams(location.hash.slice(1)).get('share')
  if (share === null) return
  history.replaceState(null, '', location.pathname + location.search)
  // A link that was revoked leads to the sign-in.
  await ask('/v1/session', { method: 'POST', body: { share } }).catch(() => undefined)
}
