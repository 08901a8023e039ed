import { type Cell, csvText, harmless } from '../roi/csv.ts'
import type { shownJourney } from './journey-view.ts'

type Shown = ReturnType<typeof shownJourney>

const OF_JOURNEY = [
  ...['day', 'stage', 'state', 'advocacy', 'value', 'refunded', 'currency', 'matched', 'reason'],
] as const
const OF_BOTH = ['ts', 'cost', 'profit', 'roi'] as const
const OF_TOUCH = [
  ...['id', 'channel', 'source', 'medium', 'campaign', 'term', 'content', 'click_id'],
  ...['landing_page', 'country', 'device', 'kind', 'external_id'],
] as const

/**
 * A `journey` line a conversion, then a `touch` line each of its touches, with the credit that `model` gives
 * it: amounts of a journey stand once, so that each column adds up. What a line does not have is empty.
 */
export function journeysCsv(journeys: readonly Shown[], model: string): string {
  return csvText([
    [
      ...['row_type', 'goal', 'transaction_id', ...OF_BOTH, ...OF_JOURNEY],
      ...OF_TOUCH.map((name) => (name === 'id' ? 'touch_id' : name)),
      ...['credited_conversions', 'credited_value'],
    ],
    ...journeys.flatMap((journey) => linesOf(journey, model)),
  ])
}

function linesOf(journey: Shown, model: string): Cell[][] {
  const name = [journey.goal, journey.transaction_id].map(harmless)
  return [
    [
      ...['journey', ...name],
      ...cells(journey, [...OF_BOTH, ...OF_JOURNEY]),
      ...[...OF_TOUCH, null, null].map(() => null),
    ],
    ...journey.touches.map((touch): Cell[] => [
      ...['touch', ...name],
      ...cells(touch, OF_BOTH),
      ...OF_JOURNEY.map(() => null),
      ...cells(touch, OF_TOUCH),
      ...cells(touch.credits[model] ?? {}, ['conversions', 'value']),
    ]),
  ]
}

/** What an object has under some names; only text that anybody may have written is made harmless. */
export function cells(of: object, names: readonly string[]): Cell[] {
  const values = of as Readonly<Record<string, unknown>>
  return names.map((name) => cellOf(values[name]))
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  const text = String(value)
  return isAmount(text) ? text : harmless(text)
}

/** A loss begins with a minus, too. */
const isAmount = (text: string): boolean => /^-\d+(\.\d+)?$/.test(text)
