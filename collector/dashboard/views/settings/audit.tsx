import type { z } from 'zod'
import type { auditAnswer } from '../../../../shared/wire/answers/site.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

type Answer = z.output<typeof auditAnswer>
type Entry = Answer['entries'][number]

/** Entries share their numbers with facts: so far back they are looked for, and so many are shown. */
const NUMBERS_BACK = 1000
const SHOWN = 15

/** What has changed last in what was credited, and in who may ask. */
export function Audit() {
  const { facts } = useSigned()
  const site = facts.site
  const head = useAnswer<Answer>('/v1/audit', { site, limit: 1 }).answer?.meta.head.seq
  const asked = useAnswer<Answer>(
    '/v1/audit',
    head === undefined
      ? undefined
      : { site, after: Math.max(0, head - NUMBERS_BACK), limit: NUMBERS_BACK },
  )
  return (
    <Panel
      title="Audit trail"
      note="The newest changes of what was credited: late facts, refunds, settings, closed periods; and of keys and links. Each entry has the hash of the one before."
      address={asked.address || undefined}
      noCsv
    >
      <Answered asked={asked} label="Looking at the audit trail">
        {({ entries }) => <List entries={entries.slice(-SHOWN).toReversed()} />}
      </Answered>
    </Panel>
  )
}

function List({ entries }: { entries: readonly Entry[] }) {
  const { facts } = useSigned()
  if (entries.length === 0) return <Empty title="Nothing has changed lately." />
  const columns: Column<Entry>[] = [
    { key: 'at', title: 'When', show: ({ at }) => instant(at, facts.timezone) },
    { key: 'kind', title: 'What', show: ({ kind }) => kind.replaceAll('_', ' ') },
    { key: 'of', title: 'Of', show: ({ subject }) => textOf(subject) },
    { key: 'now', title: 'Now', show: ({ before, after }) => changeText(before, after) },
  ]
  return (
    <Table caption="Audit trail" {...{ columns, rows: entries }} keyOf={({ seq }) => String(seq)} />
  )
}

type Figures = Readonly<Record<string, unknown>>

const spelt = (figure: unknown): string =>
  typeof figure === 'string' ? figure : JSON.stringify(figure)

const textOf = (figures: Figures): string => Object.values(figures).map(spelt).join(', ')

/** `value 73.05 → 33.72`: of what has changed, and people can read. */
export function changeText(before: Figures | null, after: Figures | null): string {
  if (after === null) return 'taken away'
  const changed = Object.entries(after).filter(
    ([name, figure]) => name !== 'fingerprint' && spelt(before?.[name]) !== spelt(figure),
  )
  const texts = changed.map(([name, figure]) => {
    const was = before?.[name] === undefined ? '' : `${spelt(before[name])} → `
    return `${name.replaceAll('_', ' ')} ${was}${spelt(figure)}`
  })
  return texts.join(', ') || 'credited otherwise'
}
