import { useCallback, useMemo } from 'preact/hooks'
import type { CompareAnswer } from '../../../../shared/wire/answers/roi.ts'
import { Chart } from '../../charts/chart.tsx'
import type { Palette } from '../../charts/palette.ts'
import { count, money, moneyChange, percent, signedPercent } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { shiftedOf } from './chosen.ts'
import { shiftOption } from './shift-chart.ts'
import { type ChannelShift, movedShare, shiftsOf } from './shifts.ts'

interface ShiftProps {
  answer: CompareAnswer
  /** By name: the first is what the others are compared with. */
  models: readonly string[]
  titleOf: (name: string) => string
  address: string
}

/** How much more or less each channel is credited with under another model. */
export function Shift({ answer, models, titleOf, address }: ShiftProps) {
  const { params } = usePlace()
  const [first = ''] = models
  const other = shiftedOf(params, models)
  const shifts = useMemo(() => shiftsOf(answer.rows, first, other), [answer, first, other])
  const titles = { first: titleOf(first), other: titleOf(other) }
  return (
    <Panel
      title={`What moves under ${titles.other}`}
      note={noteOf(shifts, titles)}
      address={address}
      actions={<Other {...{ models, other, titleOf }} />}
      table={() => <Shifts shifts={shifts} titles={titles} />}
    >
      <Drawn shifts={shifts} titles={titles} />
    </Panel>
  )
}

interface Titles {
  first: string
  other: string
}

function noteOf(shifts: readonly ChannelShift[], { first, other }: Titles): string {
  const moved = movedShare(shifts)
  const share = moved === null ? '' : ` ${percent(moved)} of what is credited is elsewhere then.`
  return `To the right: credited with more under ${other} than under ${first}; to the left: with less.${share}`
}

interface OtherProps extends Pick<ShiftProps, 'models' | 'titleOf'> {
  other: string
}

function Other({ models, other, titleOf }: OtherProps) {
  const [first = '', ...others] = models
  return (
    <label class="row note">
      {titleOf(first)} →
      <select
        aria-label="Shift to"
        value={other}
        onChange={({ currentTarget }) => setParams({ shift: currentTarget.value })}
      >
        {others.map((name) => (
          <option key={name} value={name}>
            {titleOf(name)}
          </option>
        ))}
      </select>
    </label>
  )
}

function Drawn({ shifts, titles }: { shifts: readonly ChannelShift[]; titles: Titles }) {
  const { currency } = useSigned().facts
  const option = useCallback(
    (palette: Palette) => shiftOption(shifts, currency, palette),
    [shifts, currency],
  )
  const [largest] = shifts
  if (!largest || Number(largest.value) === 0)
    return <Empty title="Both models credit every channel with the same" />
  const height = shifts.length * 30 + 40
  return (
    <Chart
      {...{ option, height }}
      label={`Bars of what each channel is credited with more or less under ${titles.other} than under ${titles.first}; the largest is ${largest.channel} with ${moneyChange(largest.value, currency)}. The table has the figures.`}
    />
  )
}

function Shifts({ shifts, titles }: { shifts: readonly ChannelShift[]; titles: Titles }) {
  const { currency } = useSigned().facts
  return (
    <Table
      caption={`Shift from ${titles.first} to ${titles.other} by channel`}
      rows={shifts}
      keyOf={({ channel }) => channel}
      columns={columnsOf(titles, currency)}
    />
  )
}

function columnsOf({ first, other }: Titles, currency: string): Column<ChannelShift>[] {
  const figure = (
    key: keyof ChannelShift,
    title: string,
    show: Column<ChannelShift>['show'],
  ): Column<ChannelShift> => ({
    ...{ key, title, show, isFigure: true },
    sort: (row) => (row[key] === null ? null : Number(row[key])),
  })
  return [
    {
      ...{ key: 'channel', title: 'Channel', show: ({ channel }) => channel || '(none)' },
      sort: ({ channel }) => channel,
    },
    figure('before', first, ({ before }) => money(before, currency)),
    figure('after', other, ({ after }) => money(after, currency)),
    figure('value', 'Difference', ({ value }) => moneyChange(value, currency)),
    figure('ratio', 'Of it', ({ ratio }) => (ratio === null ? '–' : signedPercent(ratio))),
    figure('conversions', 'Conversions', ({ conversions }) => count(conversions)),
  ]
}
