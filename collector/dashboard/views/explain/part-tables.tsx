import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { BRIDGE_FIELDS, LEFT_OUT_MEASURES } from '../../../../shared/bridge.ts'
import { count } from '../../format/numbers.ts'
import { day, instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { written } from '../../ui/figure.tsx'
import { Scroll } from '../../ui/table.tsx'
import { kindOf } from './formula.ts'
import { measureTitle, spaced } from './naming.ts'
import {
  AllocatedFacts,
  ClaimFacts,
  ConversionFacts,
  CostFacts,
  JourneyFacts,
  RefundFacts,
  TouchFacts,
  VisitFacts,
} from './part-facts.tsx'
import { type JourneyPart, type Part, tupleText } from './parts.ts'

interface Kind {
  kind: Part['kind']
  title: string
  /** What every part of the kind is told by, but for what it adds. */
  heads: readonly string[]
  /** What it may add, of which only those are shown that one of them has. */
  adds: readonly string[]
}

const OF_BRIDGE = [...BRIDGE_FIELDS, ...LEFT_OUT_MEASURES]

const KINDS: readonly Kind[] = [
  {
    ...{ kind: 'conversion', title: 'Conversions', heads: ['Order', 'Day', 'Stage'] },
    adds: [
      'customers',
      'returned',
      'conversions',
      'new_customers',
      'value',
      'revenue',
      'cost',
      ...OF_BRIDGE,
    ],
  },
  {
    ...{ kind: 'returned', title: 'What went back', heads: ['Order', 'Day', 'Stage'] },
    adds: ['value', 'revenue', 'cost', ...BRIDGE_FIELDS],
  },
  {
    ...{ kind: 'claim', title: 'Rows of files', heads: ['Campaign', 'Days', 'File'] },
    adds: ['spend', 'value', 'conversions', 'clicks', 'impressions'],
  },
  {
    ...{ kind: 'refund', title: 'Refunds', heads: ['Order', 'Day', 'Why'] },
    adds: ['count', 'amount'],
  },
  {
    ...{ kind: 'journey', title: 'Journeys without a conversion' },
    ...{ heads: ['Journey', 'Days', 'Touches'], adds: ['journeys', 'cost'] },
  },
  { ...{ kind: 'cost', title: 'Costs', heads: ['Cost', 'Days', 'Scope'] }, adds: ['cost'] },
  {
    ...{ kind: 'allocated', title: 'Overhead that touches carry', heads: ['Touches', 'Day'] },
    adds: ['cost'],
  },
  {
    ...{ kind: 'visit', title: 'Visits', heads: ['Visit', 'Time', 'Came to'] },
    adds: ['visits', 'orders', 'value'],
  },
  {
    ...{ kind: 'cart', title: 'Carts', heads: ['Visit', 'Time'] },
    adds: ['carts', 'cart_value'],
  },
  { ...{ kind: 'touch', title: 'Touches', heads: ['Touch', 'Time'] }, adds: ['touches', 'cost'] },
]

/** Parts by their kind, each with what it adds. */
export function PartTables({ parts, currency }: { parts: readonly Part[]; currency: string }) {
  return (
    <>
      {KINDS.map((kind) => {
        const some = parts.filter((part) => part.kind === kind.kind)
        return some.length > 0 && <PartTable key={kind.kind} {...{ kind, parts: some, currency }} />
      })}
    </>
  )
}

interface PartTableProps {
  kind: Kind
  parts: readonly Part[]
  currency: string
}

function PartTable({ kind, parts, currency }: PartTableProps) {
  const { title, heads } = kind
  const adds = kind.adds.filter((name) => parts.some((part) => Number(part.adds[name] ?? 0) !== 0))
  return (
    <>
      <h4>{title}</h4>
      <Scroll label={title}>
        <table>
          <caption class="hidden">{title}, and what each adds to the figure</caption>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              {adds.map((name) => (
                <th key={name} scope="col" class="right">
                  + {measureTitle(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map((part, at) => (
              <PartRow key={keyOf(part, at)} {...{ part, adds, currency }} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}

/** Parts keep their places: more are only put behind them. */
const keyOf = (part: Part, at: number): string => `${part.kind} ${at}`

interface PartRowProps {
  part: Part
  adds: readonly string[]
  currency: string
}

function PartRow({ part, adds, currency }: PartRowProps) {
  const [isOpen, setOpen] = useState(false)
  const { facts } = useSigned()
  const [head, ...cells] = cellsOf(part, facts.timezone)
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            class="opener"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {head}
          </button>
        </th>
        {cells.map((cell, at) => (
          <td key={at}>{cell}</td>
        ))}
        {adds.map((name) => (
          <td key={name} class="right figure">
            {written(kindOf(name), part.adds[name] ?? null, currency)}
          </td>
        ))}
      </tr>
      {isOpen && (
        <tr class="facts">
          <td colSpan={1 + cells.length + adds.length}>{factsOf(part)}</td>
        </tr>
      )}
    </>
  )
}

/** What a part is told by, as the heads of its kind have it. */
function cellsOf(part: Part, zone: string): [string, ...string[]] {
  switch (part.kind) {
    case 'conversion':
    case 'returned': {
      const why = part.reason === '' ? '' : `: ${spaced(part.reason)}`
      return [part.transaction_id, day(part.day), `${spaced(part.stage)}${why}`]
    }
    case 'claim':
      return [
        part.import.campaign || part.import.campaign_id || 'all campaigns',
        daysOf(part),
        part.import.file,
      ]
    case 'refund':
      return [part.transaction_id, day(part.day), spaced(part.state)]
    case 'cost':
      return [spaced(part.category), daysOf(part), tupleText(part) || 'no channel']
    case 'allocated':
      return [tupleText(part) || 'all touches', part.day ? day(part.day) : '']
    case 'touch':
      return [tupleText(part), instant(part.ts, zone)]
    case 'visit':
      return [tupleText(part), instant(part.ts, zone), spaced(part.furthest_step ?? '')]
    case 'cart':
      return [tupleText(part), instant(part.ts, zone)]
    case 'journey':
      return journeyCells(part)
  }
}

const daysOf = ({ from, to }: { from: string; to: string }): string =>
  from === to ? day(from) : `${day(from)} to ${day(to)}`

function journeyCells({ touches }: JourneyPart): [string, ...string[]] {
  const [first, last] = [touches[0], touches.at(-1)]
  const days = [first?.day, last?.day].flatMap((one) => (one ? [day(one)] : []))
  return [
    [...new Set(touches.map(({ channel }) => channel ?? ''))].join(' → '),
    [...new Set(days)].join(' to '),
    count(touches.length),
  ]
}

function factsOf(part: Part): ComponentChildren {
  switch (part.kind) {
    case 'conversion':
    case 'returned':
      return <ConversionFacts part={part} />
    case 'claim':
      return <ClaimFacts part={part} />
    case 'refund':
      return <RefundFacts part={part} />
    case 'cost':
      return <CostFacts part={part} />
    case 'allocated':
      return <AllocatedFacts part={part} />
    case 'touch':
      return <TouchFacts part={part} />
    case 'visit':
    case 'cart':
      return <VisitFacts part={part} />
    case 'journey':
      return <JourneyFacts part={part} />
  }
}
