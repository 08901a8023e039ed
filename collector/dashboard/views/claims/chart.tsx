import { useCallback } from 'preact/hooks'
import { Chart } from '../../charts/chart.tsx'
import { baseOption, type Palette } from '../../charts/palette.ts'
import { money, shortMoney } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type ClaimRow, campaignTitle } from './rows.ts'

/** As many as can be told apart. */
const DRAWN = 12

/** What is claimed and what is credited, side by side, of the dearest campaigns. */
export function ClaimedChart({ rows, address }: { rows: ClaimRow[]; address: string }) {
  const drawn = rows.filter(({ claimed }) => claimed.value !== null).slice(0, DRAWN)
  return (
    <Panel
      title="Value claimed and credited"
      note="Of the dearest campaigns. Two platforms claim the same sale, each by its own window: claims are never added up."
      {...{ address, noCsv: true }}
    >
      {drawn.length === 0 ? (
        <Empty title="No file of this period reports a value that its platform claims.">
          <p>Its conversions and clicks are below.</p>
        </Empty>
      ) : (
        <Drawn rows={drawn} />
      )}
    </Panel>
  )
}

function Drawn({ rows }: { rows: ClaimRow[] }) {
  const { currency } = useSigned().facts
  const keys = rows.map(campaignTitle).join('\n')
  const option = useCallback(
    (palette: Palette) => optionOf(rows, currency, palette),
    // Rows are cut anew each time; what they are is said by their names and values.
    [keys, rows.map(({ claimed }) => claimed.value).join(), currency],
  )
  const words = rows
    .map(
      (row) =>
        `${campaignTitle(row)} claimed ${money(row.claimed.value, currency)}, credited ${money(row.credited?.value, currency)}`,
    )
    .join('; ')
  return <Chart {...{ option, height: 80 + rows.length * 44 }} label={`Pairs of bars: ${words}.`} />
}

function optionOf(rows: ClaimRow[], currency: string, palette: Palette) {
  const { axis, ...base } = baseOption(palette)
  const bar = (name: string, color: string, amount: (row: ClaimRow) => string | null) => ({
    ...{ name, type: 'bar', color, barMaxWidth: 14, itemStyle: { borderRadius: 3 } },
    data: rows.map((row) => Number(amount(row) ?? 0)),
    tooltip: { valueFormatter: (value: number) => money(value.toFixed(2), currency) },
  })
  return {
    ...base,
    tooltip: { ...base.tooltip, trigger: 'axis' },
    grid: { ...base.grid, right: 24 },
    xAxis: {
      ...{ ...axis, type: 'value', splitNumber: 4 },
      axisLabel: { ...axis.axisLabel, formatter: (at: number) => shortMoney(at, currency) },
    },
    yAxis: {
      ...{ ...axis, type: 'category', inverse: true, splitLine: { show: false } },
      data: rows.map(campaignTitle),
      axisLabel: { ...axis.axisLabel, color: palette.text, width: 130, overflow: 'truncate' },
    },
    series: [
      bar('Claimed', palette.muted, ({ claimed }) => claimed.value),
      bar('Credited', palette.value, ({ credited }) => credited?.value ?? null),
    ],
  }
}
