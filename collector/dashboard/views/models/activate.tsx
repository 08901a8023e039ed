import { useState } from 'preact/hooks'
import { useChange } from '../../data/use-change.ts'
import { useSigned } from '../../shell/session.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { type Version, whatChanges, whyThin } from './versions.ts'

interface ActivateProps {
  version: Version
  /** What credits now. */
  active: Version | undefined
  onEnd: () => void
}

/** Says what changes before a version is made active. */
export function Activate({ version, active, onEnd }: ActivateProps) {
  const { facts } = useSigned()
  const change = useChange()
  const thin = whyThin(version)
  const [isForced, setForced] = useState(false)
  const address = `/v1/models/${encodeURIComponent(version.id)}/activate?site=${facts.site}`
  const activate = async () =>
    (await change.send(address, { body: { force: isForced } })) !== undefined
  return (
    <Confirm
      {...{ title: `Make ${version.id} active?`, action: 'Make active', change, onEnd }}
      onYes={activate}
    >
      {whatChanges(version, active).map((text) => (
        <p key={text}>{text}</p>
      ))}
      {thin && (
        <label class="row">
          <input
            type="checkbox"
            checked={isForced}
            onChange={({ currentTarget }) => setForced(currentTarget.checked)}
          />
          {thin} Make it active all the same.
        </label>
      )}
    </Confirm>
  )
}
