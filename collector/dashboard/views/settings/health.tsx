import type { z } from 'zod'
import { type DropReason, dropReasons, openDropReasons } from '../../../../shared/drop-reasons.ts'
import type { dataHealth } from '../../../../shared/wire/answers/site.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { count, percent } from '../../format/numbers.ts'
import { ago, day } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { FreshnessLine } from '../../ui/freshness.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

type Answer = z.output<typeof dataHealth>
type Dropped = Answer['dropped'][number]
type Delivery = Answer['deliveries'][number]

/** What comes in, what does not, and how much of it finds its journey. */
export function Health() {
  const { facts } = useSigned()
  const asked = useAnswer<Answer>('/v1/health/data', { site: facts.site })
  return (
    <Panel title="Data health" address={asked.address}>
      <Answered asked={asked} label="Looking at what comes in">
        {(answer) => (
          <>
            <FreshnessLine meta={answer.meta}>{answer.meta.site}</FreshnessLine>
            <Matched answer={answer} />
            <Drops dropped={answer.dropped} />
            <Deliveries deliveries={answer.deliveries} />
            <Wishes wishes={answer.privacy_requests} />
          </>
        )}
      </Answered>
    </Panel>
  )
}

function Matched({ answer: { match_rate: rates } }: { answer: Answer }) {
  const rows = Object.entries(rates.by_source).map(([source, of]) => ({ source, ...of }))
  return (
    <section aria-labelledby="matched">
      <h3 id="matched">Orders that found their journey</h3>
      {rows.length === 0 ? (
        <p class="note">No order has come yet: post one, or connect the shop’s webhooks.</p>
      ) : (
        <Table
          caption={`Match rate by source, of the newest ${count(rates.of_newest)} orders at most`}
          rows={rows}
          keyOf={({ source }) => source}
          columns={[
            { key: 'source', title: 'Source', show: ({ source }) => source },
            {
              ...{ key: 'rate', title: 'Match rate', isFigure: true },
              show: ({ match_rate: rate }) => percent(rate),
              bar: ({ match_rate: rate }) => rate,
            },
            {
              ...{ key: 'matched', title: 'Matched', isFigure: true },
              show: ({ matched, eligible }) => `${count(matched)} of ${count(eligible)}`,
            },
          ]}
        />
      )}
    </section>
  )
}

/** What is counted beside what is dropped. */
const OTHERS: Readonly<Record<string, string>> = {
  own_campaign:
    'campaign tags on links between the site’s own pages: the hit is kept, the tags are ignored',
  erased: 'it was of somebody who was erased',
}

const meaningOf = (reason: string): string =>
  [...dropReasons, ...openDropReasons].find((one) => one.reason === (reason as DropReason))
    ?.meaning ??
  OTHERS[reason] ??
  ''

function Drops({ dropped }: { dropped: readonly Dropped[] }) {
  const columns: Column<Dropped>[] = [
    {
      ...{ key: 'reason', title: 'Reason' },
      show: ({ reason }) => (
        <>
          {reason.replaceAll('_', ' ')}
          <span class="why">{meaningOf(reason)}</span>
        </>
      ),
    },
    {
      ...{ key: 'n', title: 'Events', isFigure: true, sort: ({ n }) => n },
      show: ({ n }) => count(n),
    },
    {
      ...{ key: 'last', title: 'Last on (UTC)', sort: (row) => row.last_day },
      show: (row) => day(row.last_day),
    },
  ]
  return (
    <section aria-labelledby="dropped">
      <h3 id="dropped">What was dropped or ignored</h3>
      {dropped.length === 0 ? (
        <p class="note">Every event so far was kept as it came.</p>
      ) : (
        <Table
          {...{ caption: 'Events that were dropped or ignored, by reason', columns, rows: dropped }}
          {...{ keyOf: ({ reason }: Dropped) => reason, sortedBy: 'n' }}
        />
      )}
    </section>
  )
}

function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  const refusedOf = ({ refused }: Delivery) => Object.values(refused).reduce((all, n) => all + n, 0)
  const figure = (key: string, title: string, of: (row: Delivery) => number): Column<Delivery> => ({
    ...{ key, title, isFigure: true, sort: of, show: (row) => count(of(row)) },
  })
  return (
    <section aria-labelledby="deliveries">
      <h3 id="deliveries">Webhooks</h3>
      {deliveries.length === 0 ? (
        <p class="note">No shop has delivered anything by webhook.</p>
      ) : (
        <Table
          caption="Deliveries by source"
          rows={deliveries}
          keyOf={({ source }) => source}
          columns={[
            { key: 'source', title: 'Source', show: ({ source }) => source },
            figure('accepted', 'Accepted', ({ accepted }) => accepted),
            figure('ignored', 'Ignored', ({ ignored }) => ignored),
            figure('quarantine', 'Waiting in quarantine', (row) => row.in_quarantine),
            figure('refused', 'Refused', refusedOf),
            {
              ...{ key: 'last', title: 'Last' },
              show: ({ last_delivery: last }) => (last ? ago(last, Date.now()) : '–'),
            },
          ]}
        />
      )}
    </section>
  )
}

function Wishes({ wishes }: { wishes: Answer['privacy_requests'] }) {
  if (wishes.length === 0) return null
  return (
    <ul class="meta notices">
      {wishes.map(({ source, request, n, oldest }) => (
        <li key={source + request}>
          {n} wishes about personal data by {source} ({request.replaceAll('_', ' ')}) wait, the
          oldest since {ago(oldest, Date.now())}.
        </li>
      ))}
    </ul>
  )
}
