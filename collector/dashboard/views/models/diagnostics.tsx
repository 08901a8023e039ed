import { count, percent } from '../../format/numbers.ts'
import { type Column, Table } from '../../ui/table.tsx'
import { Interval } from './interval.tsx'
import { auc, termsOf, type Version, whyThin } from './versions.ts'

type ChannelEffect = Version['channels'][number]
type Order = NonNullable<Version['diagnostics']['orders']>[number]

/** What a version was told, how well it tells journeys apart, and the effect that it gives each channel. */
export function Diagnostics({ version }: { version: Version }) {
  const thin = whyThin(version)
  return (
    <div class="diagnostics">
      {thin && (
        <p class="notice">
          {thin} It says more about chance than about channels: fit a longer period.
        </p>
      )}
      <Terms version={version} />
      <Orders version={version} />
      <Effects version={version} />
    </div>
  )
}

function Terms({ version }: { version: Version }) {
  const { data, diagnostics } = version
  const facts: [string, string][] = [
    ...termsOf(version),
    ['Fitted on', `${count(data.journeys)} journeys, ${count(data.paths)} different`],
    ['Resamples', count(diagnostics.resamples)],
    ['Fingerprint of the journeys', data.fingerprint.slice(0, 12)],
  ]
  return (
    <section>
      <h3>Parameters</h3>
      <dl class="terms">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** AUC grows with the order on the journeys that were counted: the one of those held out does not. */
function Orders({ version: { parameters, diagnostics } }: { version: Version }) {
  const { states, orders } = diagnostics
  const own = { ...diagnostics, order: Number(parameters['order'] ?? 0), states: states ?? 0 }
  const rows: readonly Order[] = orders ?? [own]
  const isOfOrders = orders !== undefined
  const share = (key: 'auc' | 'held_out_auc', title: string, means: string): Column<Order> => ({
    ...{ key, title, means, isFigure: true, show: (row) => auc(row[key]) },
  })
  const columns: Column<Order>[] = [
    {
      ...{ key: 'order', title: isOfOrders ? 'Order' : 'Model' },
      show: ({ order }) => nameOf(order, parameters['order']),
    },
    ...(isOfOrders
      ? [
          {
            key: 'states',
            title: 'States',
            isFigure: true,
            show: (row: Order) => count(row.states),
          },
        ]
      : []),
    share('auc', 'AUC', 'On the journeys that were counted: it always grows with the order'),
    share('held_out_auc', 'AUC held out', 'On a fifth of the journeys that was kept apart'),
    {
      ...{ key: 'held_out_seen', title: 'Journeys seen', isFigure: true },
      means: 'Of the journeys held out, those all of whose states were in the others',
      show: (row) => percent(row.held_out_seen),
    },
  ]
  return (
    <section>
      <h3>How well it tells journeys that convert from others</h3>
      <Table
        caption="AUC by order"
        {...{ rows, columns, keyOf: ({ order }: Order) => String(order) }}
      />
      <p class="note">
        0.5 is chance. Take the order with the highest AUC held out, and a lower one where they are
        about the same.
      </p>
    </section>
  )
}

function nameOf(order: number, fitted: unknown) {
  if (order === 0) return 'Shapley'
  return order === fitted ? <strong>{order}, this version</strong> : order
}

function Effects({ version: { channels, diagnostics } }: { version: Version }) {
  const bounds = channels.flatMap(({ effect, interval }) => [effect, ...interval])
  const span = { from: Math.min(0, ...bounds), to: Math.max(0, ...bounds) }
  return (
    <section class="effects">
      <h3>Effect of each channel</h3>
      <Table
        {...{ caption: 'Effect of each channel', rows: channels, sortedBy: 'effect' }}
        keyOf={({ channel }) => channel}
        columns={effectColumns(diagnostics.thin_channels, span)}
      />
    </section>
  )
}

/** @param span what intervals are drawn in */
function effectColumns(
  thin: readonly string[],
  span: { from: number; to: number },
): Column<ChannelEffect>[] {
  return [
    {
      ...{ key: 'channel', title: 'Channel', sort: ({ channel }) => channel },
      show: ({ channel }) => (
        <span class="row">
          {channel}
          {thin.includes(channel) && <span class="badge warn">Thin</span>}
        </span>
      ),
    },
    {
      ...{ key: 'effect', title: 'Effect', isFigure: true, sort: ({ effect }) => effect },
      means: 'The share of conversions that is lost without it (markov), or that it adds (shapley)',
      show: ({ effect }) => percent(effect),
    },
    {
      ...{ key: 'interval', title: '95 % interval' },
      means: 'Between them lies the effect in 95 % of resamples: a wide one is little data',
      show: ({ effect, interval }) => <Interval {...{ effect, interval, ...span }} />,
    },
    {
      ...{ key: 'conversions', title: 'Conversions with it', isFigure: true },
      sort: ({ conversions }) => conversions,
      show: ({ conversions }) => count(conversions),
    },
  ]
}
