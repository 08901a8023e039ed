import { mayChange, useSigned } from '../../shell/session.ts'
import { MayNot } from '../../ui/field.tsx'
import { Audit } from './audit.tsx'
import { Health } from './health.tsx'
import { Keys } from './keys.tsx'
import { Shares } from './shares.tsx'
import { Site } from './site.tsx'

/** What is set for the site, who may see it, and how sound its data are. */
export default function SettingsPage() {
  const { session } = useSigned()
  return (
    <>
      <Site />
      {mayChange(session) ? (
        <>
          <Keys />
          <Shares />
        </>
      ) : (
        <section class="card panel" aria-label="Keys and shared links">
          <MayNot scope={session.scope} todo="see keys, shared links and the audit trail" />
        </section>
      )}
      <Health />
      {mayChange(session) && <Audit />}
    </>
  )
}
