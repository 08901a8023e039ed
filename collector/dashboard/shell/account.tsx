import { ask } from '../data/ask.ts'
import { setParams } from '../state/location.ts'
import { useSigned } from './session.ts'
import { Theme } from './theme.tsx'

/** Which site is open, as whom, and the way out. */
export function Account() {
  const { session, sessions } = useSigned()
  const signOut = async () => {
    await ask(`/v1/session?site=${session.site}`, { method: 'DELETE' })
    // Nothing that was read stays in the page.
    location.assign('/')
  }
  return (
    <div class="account">
      {sessions.length > 1 ? (
        <label>
          <span class="note">Site</span>
          <select
            value={session.site}
            onChange={({ currentTarget }) => setParams({ site: currentTarget.value })}
          >
            {sessions.map(({ site }) => (
              <option key={site} value={site}>
                {site}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <strong>{session.site}</strong>
      )}
      <span class="note">
        {session.name} ({session.scope})
      </span>
      <div class="row">
        <Theme />
        <button type="button" class="quiet" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </div>
  )
}
