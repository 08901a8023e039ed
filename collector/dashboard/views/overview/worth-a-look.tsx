import type { ComponentChildren } from 'preact'
import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { changeOf, percent, signedPercent } from '../../format/numbers.ts'
import { follow, usePlace } from '../../state/location.ts'
import { changed, hrefOf, toView } from '../../state/place.ts'
import { filterValue } from '../../state/question.ts'
import type { ViewId } from '../../state/views.ts'
import { Figure, type FigureKind } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type Finding, findingsOf } from './findings.ts'
import { lineOf, type Row } from './lines.ts'

interface WorthALookProps {
  now: RoiAnswer
  /** Of the period that it is compared with, once it is known. */
  before: RoiAnswer | undefined
}

/** Where a reader who wants to change something should look first. */
export function WorthALook({ now, before }: WorthALookProps) {
  const findings = findingsOf({ now, before })
  if (findings.length === 0) return null
  return (
    <Panel
      title="Worth a look"
      note="As this model credits. Before money is moved, see whether other models agree, and remember that more spend rarely earns at the same rate."
      actions={<To view="models">Compare models</To>}
    >
      <ul class="findings">
        {findings.map((finding) => (
          <li key={keyOf(finding)}>
            <Sentence finding={finding} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function keyOf(finding: Finding): string {
  return 'row' in finding ? `${finding.kind} ${finding.row.channel}` : finding.kind
}

function Sentence({ finding }: { finding: Finding }) {
  switch (finding.kind) {
    case 'loss':
      return <Loss {...finding} />
    case 'spread':
      return <Spread {...finding} />
    case 'moved':
      return <Moved {...finding} />
    case 'cost_unknown':
      return (
        <>
          What <Name row={finding.row} /> costs is not known, so neither is its ROI.{' '}
          <To view="costs">See costs</To>
        </>
      )
    case 'coverage':
      return (
        <>
          Only {percent(finding.coverage)} of {finding.eligible} orders have a journey: what the
          others brought is credited to no channel. <To view="settings">See data health</To>
        </>
      )
  }
}

function Loss({ row, isFew }: Extract<Finding, { kind: 'loss' }>) {
  const isNothing = Number(row.value) === 0
  return (
    <>
      <Name row={row} /> cost <Of row={row} measure="cost" />
      {isNothing ? (
        ' and is credited with nothing.'
      ) : (
        <>
          {' '}
          and is credited with <Of row={row} measure="value" />: a profit of{' '}
          <Of row={row} measure="profit" />.
        </>
      )}
      {isFew && !isNothing && ' With so few conversions it may be chance.'}{' '}
      <ToChannel view="costs" row={row}>
        See its campaigns
      </ToChannel>
    </>
  )
}

function Spread({ best, worst }: Extract<Finding, { kind: 'spread' }>) {
  return (
    <>
      Of the channels that cost most, <Name row={best} /> has the best ROI (
      <Of row={best} measure="roi" />) and <Name row={worst} /> the lowest (
      <Of row={worst} measure="roi" />
      ).{' '}
      <ToChannel view="costs" row={worst}>
        See campaigns of {worst.channel}
      </ToChannel>
    </>
  )
}

function Moved({ row, before }: Extract<Finding, { kind: 'moved' }>) {
  const change = changeOf(row.value, before.value)
  return (
    <>
      <Name row={row} /> is credited with <Of row={row} measure="value" />; before it was{' '}
      <Figure kind="money" amount={before.value} />
      {change !== undefined && ` (${signedPercent(change)})`}.{' '}
      <ToChannel view="journeys" row={row}>
        See its journeys
      </ToChannel>
    </>
  )
}

const Name = ({ row }: { row: Row }) => <strong>{lineOf(row, 0).name}</strong>

const KINDS = { value: 'money', cost: 'money', profit: 'money', roi: 'percent' } as const

/** A figure of a channel, explained as in the table. */
function Of({ row, measure }: { row: Row; measure: keyof typeof KINDS }) {
  const kind: FigureKind = KINDS[measure]
  const explain = { ...lineOf(row, 0).explain, cell: 'row', measure }
  return <Figure {...{ kind, amount: row[measure], explain }} />
}

interface ToProps {
  view: ViewId
  changes?: Readonly<Record<string, string>>
  children: ComponentChildren
}

/** Another page with the same period, model and filters. */
function To({ view, changes = {}, children }: ToProps) {
  const target = changed(toView(usePlace(), view), changes)
  return (
    <a class="onwards" href={hrefOf(target)} onClick={(event) => follow(event, target)}>
      {children}
    </a>
  )
}

function ToChannel({ row, ...more }: ToProps & { row: Row }) {
  return <To {...more} changes={{ channel: filterValue(row.channel ?? '') }} />
}
