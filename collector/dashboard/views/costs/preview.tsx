import { count, money } from '../../format/numbers.ts'
import { day } from '../../format/times.ts'
import { type Column, Table } from '../../ui/table.tsx'
import type { ImportAnswer } from './answers.ts'
import { KINDS } from './choices.ts'

/** What would be taken in, what would be replaced, and what is refused and why. Nothing is stored yet. */
export function Preview({ answer, isSkipping }: { answer: ImportAnswer; isSkipping: boolean }) {
  return (
    <section class="preview" aria-label="What would be imported">
      <dl>
        {factsOf(answer).map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {answer.refused.length > 0 && <RefusedLines {...{ answer, isSkipping }} />}
      {answer.campaigns.length > 0 && <Campaigns {...answer} />}
      {answer.deals && answer.deals.length > 0 && <Deals deals={answer.deals} />}
      {answer.notes.length > 0 && (
        <ul class="notices">
          {answer.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

const sumsText = (sums: ImportAnswer['spend']): string =>
  sums.map(({ amount, currency }) => money(amount, currency)).join(' + ')

function factsOf({ kind, rows, from, to, spend, replaces, unchanged, ...more }: ImportAnswer) {
  const { value, refunded, identified_by: known } = more
  const facts: [string, string][] = [
    ['Recognised as', KINDS[kind] ?? kind.replaceAll('_', ' ')],
    ['Rows', count(rows)],
    ['Days', from && to ? (from === to ? day(from) : `${day(from)} to ${day(to)}`) : '–'],
    [value ? 'Value' : 'Sum', sumsText(value ?? spend) || '–'],
  ]
  if (refunded && refunded.length > 0) facts.push(['Given back', sumsText(refunded)])
  if (known) facts.push(['Known by', knownText(known) || '–'])
  if (replaces) facts.push(['Replaces', `${count(replaces)} rows of earlier imports`])
  if (unchanged) facts.push(['Known already', `${count(unchanged)} rows`])
  return facts
}

const KNOWN_BY: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  customer_id: 'customer id',
  visitor: 'visitor id',
  click_id: 'click id',
  none: 'nothing',
}

/** `12 e-mail address, 3 nothing`: by what lines say who somebody is. */
const knownText = (known: Readonly<Record<string, number>>): string =>
  Object.entries(known)
    .filter(([, lines]) => lines > 0)
    .map(([name, lines]) => `${KNOWN_BY[name] ?? name}: ${count(lines)}`)
    .join(', ')

type Campaign = ImportAnswer['campaigns'][number]

/** @param only of a file that has one alone */
const campaignColumns = (only: string): Column<Campaign>[] => [
  { key: 'campaign', title: 'Campaign', show: ({ campaign }) => campaign || '(none)' },
  {
    ...{ key: 'amount', title: 'Amount', isFigure: true, sort: ({ amount }) => Number(amount) },
    show: ({ amount, currency }) => <span class="figure">{money(amount, currency ?? only)}</span>,
  },
]

const Campaigns = ({ campaigns, spend }: Pick<ImportAnswer, 'campaigns' | 'spend'>) => (
  <Table
    caption="Sums by campaign"
    {...{ columns: campaignColumns(spend[0]?.currency ?? ''), rows: campaigns }}
    keyOf={({ campaign, currency = '' }) => `${campaign}\n${currency}`}
  />
)

type Deal = NonNullable<ImportAnswer['deals']>[number]

const DEAL_COLUMNS: Column<Deal>[] = [
  { key: 'stage', title: 'Stage', show: ({ stage }) => stage },
  { key: 'status', title: 'Counts as', show: ({ status }) => status },
  {
    ...{ key: 'deals', title: 'Deals', isFigure: true },
    show: ({ deals }) => <span class="figure">{count(deals)}</span>,
  },
  {
    ...{ key: 'amounts', title: 'Amount', isFigure: true },
    show: ({ amounts }) => (
      <span class="figure">
        {amounts.map(({ amount, currency }) => money(amount, currency)).join(' + ')}
      </span>
    ),
  },
]

const Deals = ({ deals }: { deals: readonly Deal[] }) => (
  <Table
    caption="Deals by stage"
    {...{ columns: DEAL_COLUMNS, rows: deals }}
    keyOf={({ stage, status }) => `${stage}\n${status}`}
  />
)

const LINES_SHOWN = 50

function RefusedLines({ answer, isSkipping }: { answer: ImportAnswer; isSkipping: boolean }) {
  const { refused } = answer
  return (
    <div class="refused">
      <p class={isSkipping ? 'note' : 'error'} role="status">
        {isSkipping ? 'Left out' : 'Refused'}: {count(refused.length)}{' '}
        {refused.length === 1 ? 'line' : 'lines'}.{' '}
        {isSkipping
          ? 'The rest can be imported.'
          : 'Make the choice that it asks for, mend the file, or leave these lines out.'}
      </p>
      <ul>
        {refused.slice(0, LINES_SHOWN).map(({ line, reason }) => (
          <li key={`${line} ${reason}`}>
            <strong>Line {line}</strong>: {reason}
          </li>
        ))}
      </ul>
      {refused.length > LINES_SHOWN && (
        <p class="note">and {count(refused.length - LINES_SHOWN)} more</p>
      )}
    </div>
  )
}
