import { useState } from 'preact/hooks'
import { addressOf } from '../../data/ask.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useChange } from '../../data/use-change.ts'
import { count, money } from '../../format/numbers.ts'
import { instant } from '../../format/times.ts'
import { mayChange, useSigned } from '../../shell/session.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { MayNot } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { ImportShown, ImportsAnswer } from './answers.ts'
import { KINDS } from './choices.ts'

const PAGE = 20

/** Files that were taken in, the newest first; each can be rolled back as a whole. */
export function Imports() {
  const { session, facts } = useSigned()
  const { params } = usePlace()
  const before = params['imports_before']
  const query = { site: facts.site, limit: PAGE, before }
  const asked = useAnswer<ImportsAnswer>('/v1/imports', query)
  return (
    <Panel
      title="Imports"
      note="Of all periods. Rolled back, an import counts no more, and what it had replaced counts again."
      address={asked.address}
      noCsv
    >
      <Answered asked={asked} label="Looking for imports">
        {({ imports, next }) => (
          <>
            <List imports={imports} may={mayChange(session)} />
            {before !== undefined && <Turn title="Newest imports" before={undefined} />}
            {next !== null && <Turn title="Older imports" before={String(next)} />}
          </>
        )}
      </Answered>
      {!mayChange(session) && <MayNot scope={session.scope} todo="roll an import back" />}
    </Panel>
  )
}

const Turn = ({ title, before }: { title: string; before: string | undefined }) => (
  <button type="button" class="quiet" onClick={() => setParams({ imports_before: before })}>
    {title}
  </button>
)

const STATES: Readonly<Record<string, string>> = {
  applied: 'Counts',
  rolled_back: 'Rolled back',
  unfinished: 'Not finished: send the file again',
}

function List({ imports, may }: { imports: readonly ImportShown[]; may: boolean }) {
  const [rolledBack, setRolledBack] = useState<ImportShown>()
  if (imports.length === 0)
    return (
      <Empty title="No file was imported yet.">
        <p>Drop a report of your ad platform above.</p>
      </Empty>
    )
  return (
    <>
      <Table
        caption="Imports"
        {...{ columns: columnsOf(may, setRolledBack), rows: imports }}
        keyOf={({ id }) => id}
      />
      {rolledBack && <RollBack of={rolledBack} onEnd={() => setRolledBack(undefined)} />}
    </>
  )
}

const columnsOf = (may: boolean, rollBack: (of: ImportShown) => void): Column<ImportShown>[] => [
  { key: 'file', title: 'File', show: ({ file, kind }) => file || KINDS[kind] || kind },
  { key: 'kind', title: 'Kind', show: ({ kind }) => KINDS[kind] ?? kind.replaceAll('_', ' ') },
  { key: 'days', title: 'Days', show: ({ from, to }) => (from === to ? from : `${from} to ${to}`) },
  {
    ...{ key: 'rows', title: 'Rows', isFigure: true },
    show: ({ rows }) => <span class="figure">{count(rows)}</span>,
  },
  {
    ...{ key: 'spend', title: 'Sum', isFigure: true },
    show: ({ spend, value = spend }) =>
      value.map(({ amount, currency }) => (
        <span key={currency} class="figure amounts">
          {money(amount, currency)}
        </span>
      )),
  },
  { key: 'by', title: 'Imported', show: (one) => <Imported of={one} /> },
  { key: 'state', title: 'State', show: ({ state }) => STATES[state] ?? state },
  {
    ...{ key: 'change', title: 'Change' },
    show: (one) =>
      may && one.state === 'applied' ? (
        <button type="button" class="quiet" onClick={() => rollBack(one)}>
          Roll back <span class="hidden">{one.file || one.id}</span>
        </button>
      ) : (
        '–'
      ),
  },
]

function Imported({ of: { imported_at: at, imported_by: by } }: { of: ImportShown }) {
  const { facts } = useSigned()
  return (
    <time dateTime={at}>
      {instant(at, facts.timezone)} by {by}
    </time>
  )
}

function RollBack({ of, onEnd }: { of: ImportShown; onEnd: () => void }) {
  const { facts } = useSigned()
  const change = useChange()
  const name = of.file || KINDS[of.kind] || of.kind
  const rollBack = async () => {
    const address = addressOf(`/v1/imports/${of.id}/rollback`, { site: facts.site })
    return (await change.send(address)) !== undefined
  }
  return (
    <Confirm
      {...{ title: `Roll back ${name}?`, action: 'Roll back', change, onEnd }}
      onYes={rollBack}
    >
      <p>
        Its {count(of.rows)} rows of {of.from} to {of.to} count no more. What it had replaced counts
        again; what a later import has replaced since stays. The file can be imported again.
      </p>
    </Confirm>
  )
}
