import { useState } from 'preact/hooks'
import { ask } from '../data/ask.ts'
import { detailOf } from '../ui/states.tsx'

/** Asks for a key once; the browser keeps a session that scripts can't read. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [error, setError] = useState<Error>()
  const [isBusy, setBusy] = useState(false)
  const signIn = async (event: SubmitEvent) => {
    event.preventDefault()
    const key = String(new FormData(event.currentTarget as HTMLFormElement).get('key')).trim()
    setBusy(true)
    setError(undefined)
    try {
      await ask('/v1/session', { method: 'POST', body: { key } })
      onSignedIn()
    } catch (caught) {
      setError(caught as Error)
      setBusy(false)
    }
  }
  return (
    <main class="sign-in">
      <form class="card" onSubmit={signIn}>
        <h1>
          <span class="mark" aria-hidden="true" /> Pathworth
        </h1>
        <p>What did each journey cost, what did it earn, and which touch earned it?</p>
        {/* Keepers of passwords ask for a name beside one. */}
        <input hidden readOnly autocomplete="username" value="Pathworth" />
        <label for="key">Key of your site</label>
        <input
          {...{ id: 'key', name: 'key', type: 'password', required: true }}
          {...{ autocomplete: 'current-password', spellcheck: false, placeholder: 'pw_read_…' }}
          aria-describedby={error ? 'key-error' : 'key-help'}
          aria-invalid={error !== undefined}
        />
        {error && (
          <p id="key-error" class="error" role="alert">
            {detailOf(error)}
          </p>
        )}
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'Signing in…' : 'Sign in'}
        </button>
        <p id="key-help" class="note">
          A read key sees reports, an admin key changes settings. The collector printed both when it
          started for the first time; <code>npm run pathworth -- key create</code> makes others.
        </p>
      </form>
    </main>
  )
}
