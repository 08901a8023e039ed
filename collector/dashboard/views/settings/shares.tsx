import { useState } from 'preact/hooks'
import type { z } from 'zod'
import type { shareMade, sharesAnswer } from '../../../../shared/wire/answers/site.ts'
import { addressOf } from '../../data/ask.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useChange } from '../../data/use-change.ts'
import { instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { ShownOnce } from '../../ui/copied.tsx'
import { Field, problemOfField, Refused } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

type SharesAnswer = z.output<typeof sharesAnswer>
type Share = SharesAnswer['shares'][number]
type ShareMade = z.output<typeof shareMade>

/** Links for who should see reports, and neither persons nor single facts. */
export function Shares() {
  const { facts } = useSigned()
  const asked = useAnswer<SharesAnswer>('/v1/shares', { site: facts.site })
  return (
    <Panel
      title="Shared links"
      note="Whoever has a link sees reports, and neither persons nor single orders; it changes nothing. Send it as you would a key."
      address={asked.address}
      noCsv
    >
      <Answered asked={asked} label="Looking for shared links">
        {({ shares }) => <List shares={shares} />}
      </Answered>
      <Make />
    </Panel>
  )
}

/** How a link stands. @param now ms since the epoch */
export function stateOf({ revoked_at: revoked, expires_at: ends }: Share, now: number) {
  if (revoked !== null) return 'revoked'
  return ends !== null && Date.parse(ends) <= now ? 'over' : 'good'
}

function List({ shares }: { shares: readonly Share[] }) {
  const { facts } = useSigned()
  const [revoked, setRevoked] = useState<Share>()
  if (shares.length === 0) return <Empty title="Nothing is shared yet." />
  const time = (at: string | null, none: string) => (at ? instant(at, facts.timezone) : none)
  const columns: Column<Share>[] = [
    { key: 'name', title: 'For', show: ({ name }) => name },
    { key: 'made', title: 'Made', show: ({ created_at: at }) => time(at, '') },
    { key: 'ends', title: 'Ends', show: ({ expires_at: at }) => time(at, 'never') },
    {
      ...{ key: 'revoke', title: 'Revoked' },
      show: (share) => {
        const state = stateOf(share, Date.now())
        if (state !== 'good') return state === 'over' ? 'over' : time(share.revoked_at, '')
        return (
          <button type="button" class="quiet" onClick={() => setRevoked(share)}>
            Revoke <span class="hidden">the link for {share.name}</span>
          </button>
        )
      },
    },
  ]
  return (
    <>
      <Table caption="Shared links" {...{ columns, rows: shares }} keyOf={({ id }) => id} />
      {revoked && <Revoke share={revoked} onEnd={() => setRevoked(undefined)} />}
    </>
  )
}

function Revoke({ share, onEnd }: { share: Share; onEnd: () => void }) {
  const { facts } = useSigned()
  const change = useChange()
  const revoke = async () => {
    const address = addressOf(`/v1/shares/${share.id}`, { site: facts.site })
    return (await change.send(address, { method: 'DELETE' })) !== undefined
  }
  return (
    <Confirm
      {...{ title: `Revoke the link for “${share.name}”?`, action: 'Revoke', change, onEnd }}
      onYes={revoke}
    >
      <p>It shows nothing from now on, also in browsers that have it open.</p>
    </Confirm>
  )
}

const ENDS = { '30': '30 days', '90': '90 days', '365': 'a year', '': 'until it is revoked' }

function Make() {
  const { facts } = useSigned()
  const change = useChange<ShareMade>()
  const [made, setMade] = useState<ShareMade>()
  const make = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const { name, days } = Object.fromEntries(new FormData(form))
    const body = { name, ...(days && { days: Number(days) }) }
    const share = await change.send(addressOf('/v1/shares', { site: facts.site }), { body })
    if (!share) return
    setMade(share)
    form.reset()
  }
  return (
    <>
      {made && (
        <ShownOnce
          {...{ label: `The link for “${made.name}”.`, text: made.url }}
          onDone={() => setMade(undefined)}
        />
      )}
      <form class="form" aria-label="Share a link" onSubmit={(event) => void make(event)}>
        <Field label="Who the link is for" problem={problemOfField(change.error, 'name')}>
          {(attributes) => <input {...attributes} name="name" required maxLength={100} />}
        </Field>
        <Field label="How long it is good">
          {(attributes) => (
            <select {...attributes} name="days">
              {['90', '30', '365', ''].map((days) => (
                <option key={days} value={days}>
                  {ENDS[days as keyof typeof ENDS]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <button type="submit" disabled={change.isUnderWay}>
          Make a link
        </button>
      </form>
      {problemOfField(change.error, 'name') === undefined && <Refused error={change.error} />}
    </>
  )
}
