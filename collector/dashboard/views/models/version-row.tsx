import { useState } from 'preact/hooks'
import { count } from '../../format/numbers.ts'
import { day, instant } from '../../format/times.ts'
import { mayChange, useSigned } from '../../shell/session.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { Activate } from './activate.tsx'
import { Diagnostics } from './diagnostics.tsx'
import { activeOf, auc, type Version } from './versions.ts'

interface VersionRowProps {
  version: Version
  versions: readonly Version[]
}

/** One version in a line; opened, how good it is. Which one is open, the address says. */
export function VersionRow({ version, versions }: VersionRowProps) {
  const { facts, session } = useSigned()
  const { params } = usePlace()
  const [isAsking, setAsking] = useState(false)
  const { id, active, data, diagnostics, fitted_at, owner } = version
  const isOpen = params['version'] === id
  const turn = () => setParams({ version: isOpen ? undefined : id })
  return (
    <>
      <tr>
        <th scope="row">
          <button type="button" class="opener" aria-expanded={isOpen} onClick={turn}>
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {id}
          </button>
        </th>
        <td>
          <State version={version} />
        </td>
        <td>
          {day(data.from)} – {day(data.to)}
        </td>
        <td class="right figure">{count(data.conversions)}</td>
        <td class="right figure">{auc(diagnostics.held_out_auc)}</td>
        <td class="note">
          {instant(fitted_at, facts.timezone)} by {owner}
        </td>
        <td class="right">
          {mayChange(session) && !active && (
            <button type="button" onClick={() => setAsking(true)}>
              Make active<span class="hidden"> {id}</span>
            </button>
          )}
          {isAsking && (
            <Activate
              {...{ version, active: activeOf(versions, version.model) }}
              onEnd={() => setAsking(false)}
            />
          )}
        </td>
      </tr>
      {isOpen && (
        <tr class="opened">
          <td colSpan={7}>
            <Diagnostics version={version} />
          </td>
        </tr>
      )}
    </>
  )
}

function State({ version: { active, diagnostics } }: { version: Version }) {
  return (
    <span class="row">
      <span class={active ? 'badge good' : 'badge'}>{active ? 'Active' : 'Fitted'}</span>
      {!diagnostics.enough && <span class="badge warn">Thin</span>}
    </span>
  )
}
