import { useState } from 'preact/hooks'
import type { z } from 'zod'
import { addDays, formatDay } from '../../../../shared/dates.ts'
import type { periodsAnswer } from '../../../../shared/wire/answers/site.ts'
import { addressOf } from '../../data/ask.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useChange } from '../../data/use-change.ts'
import { instant } from '../../format/times.ts'
import { mayChange, useSigned } from '../../shell/session.ts'
import { useQuestions } from '../../state/use-report.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Field, MayNot } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

type PeriodsAnswer = z.output<typeof periodsAnswer>
type ClosedPeriod = PeriodsAnswer['periods'][number]

/** Which periods are closed; admins close and reopen them. */
export function Periods() {
  const { session, facts } = useSigned()
  const asked = useAnswer<PeriodsAnswer>('/v1/periods', { site: facts.site })
  const may = mayChange(session)
  return (
    <Panel
      title="Closed periods"
      note="The ROI report keeps showing the figures of a closed period as they were then; what has moved since stands beside them, as restated."
      address={asked.address}
      noCsv
    >
      <Answered asked={asked} label="Looking for closed periods">
        {({ periods }) => <List {...{ periods, may }} />}
      </Answered>
      {may ? <Close /> : <MayNot scope={session.scope} todo="close or reopen a period" />}
    </Panel>
  )
}

function List({ periods, may }: { periods: readonly ClosedPeriod[]; may: boolean }) {
  const { facts } = useSigned()
  const [reopened, setReopened] = useState<ClosedPeriod>()
  if (periods.length === 0) return <Empty title="No period is closed yet." />
  const columns: Column<ClosedPeriod>[] = [
    { key: 'days', title: 'Days', show: ({ from, to }) => `${from} to ${to}` },
    { key: 'note', title: 'Note', show: ({ note }) => note },
    {
      ...{ key: 'by', title: 'Closed' },
      show: ({ closed_by: by, closed_at: at }) => `${instant(at, facts.timezone)} by ${by}`,
    },
    {
      ...{ key: 'open', title: 'Change' },
      show: (period) =>
        may ? (
          <button type="button" class="quiet" onClick={() => setReopened(period)}>
            Reopen <span class="hidden">{period.from}</span>
          </button>
        ) : (
          '–'
        ),
    },
  ]
  return (
    <>
      <Table
        caption="Closed periods"
        {...{ columns, rows: periods }}
        keyOf={({ period }) => String(period)}
      />
      {reopened && <Reopen period={reopened} onEnd={() => setReopened(undefined)} />}
    </>
  )
}

function Reopen({ period, onEnd }: { period: ClosedPeriod; onEnd: () => void }) {
  const { facts } = useSigned()
  const change = useChange()
  const [note, setNote] = useState('')
  const reopen = async () => {
    const body = { period: period.period, note }
    const address = addressOf('/v1/periods/reopen', { site: facts.site })
    return (await change.send(address, { body })) !== undefined
  }
  return (
    <Confirm
      {...{ title: `Reopen ${period.from} to ${period.to}?`, action: 'Reopen', change, onEnd }}
      onYes={reopen}
    >
      <p>
        Reports show its figures of now again. The figures it was closed with are given up; that
        stands in the audit trail.
      </p>
      <Note {...{ note, setNote }} />
    </Confirm>
  )
}

const Note = ({ note, setNote }: { note: string; setNote: (note: string) => void }) => (
  <Field label="Note (why)">
    {(attributes) => (
      <input
        {...{ ...attributes, maxLength: 200, value: note }}
        onInput={({ currentTarget }) => setNote(currentTarget.value)}
      />
    )}
  </Field>
)

/** At first the period that is looked at, as far as its days are over. */
function Close() {
  const { today } = useSigned()
  const { period } = useQuestions()
  const yesterday = addDays(today, -1)
  const [days, setDays] = useState({
    from: formatDay(Math.min(period.from, yesterday)),
    to: formatDay(Math.min(period.to, yesterday)),
  })
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          setAsking(true)
        }}
      >
        {(['from', 'to'] as const).map((name) => (
          <Field key={name} label={name === 'from' ? 'First day' : 'Last day'}>
            {(attributes) => (
              <input
                {...{ ...attributes, type: 'date', required: true, max: formatDay(yesterday) }}
                value={days[name]}
                onInput={({ currentTarget }) => setDays({ ...days, [name]: currentTarget.value })}
              />
            )}
          </Field>
        ))}
        <button type="submit">Close this period…</button>
      </form>
      {isAsking && <AskClose {...days} onEnd={() => setAsking(false)} />}
    </>
  )
}

function AskClose({ from, to, onEnd }: { from: string; to: string; onEnd: () => void }) {
  const { facts } = useSigned()
  const change = useChange()
  const [note, setNote] = useState('')
  const close = async () => {
    const address = addressOf('/v1/periods/close', { site: facts.site })
    return (await change.send(address, { body: { from, to, note } })) !== undefined
  }
  return (
    <Confirm
      {...{ title: `Close ${from} to ${to}?`, action: 'Close the period', change, onEnd }}
      onYes={close}
    >
      <p>
        The ROI report keeps showing what these days come to now, whatever comes in later. It can be
        reopened.
      </p>
      <Note {...{ note, setNote }} />
    </Confirm>
  )
}
