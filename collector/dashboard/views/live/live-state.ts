import type { StreamEventName, StreamEvents } from '../../../../shared/wire/stream.ts'

/** What is shown one below the other: all but figures. */
export type LiveName = Exclude<StreamEventName, 'roi'>

/** One event as it came. */
export type LiveEvent = {
  [Name in StreamEventName]: { event: Name; id: string; data: StreamEvents[Name] }
}[StreamEventName]

export type LiveLine = Extract<LiveEvent, { event: LiveName }>

export const EVENT_NAMES: readonly StreamEventName[] = [
  ...(['hit', 'touch', 'conversion', 'refund', 'cost', 'roi', 'reset'] as const),
]

/** What is counted, with its words. */
export const COUNTED = {
  hit: 'Hits',
  touch: 'Touches',
  conversion: 'Conversions',
  refund: 'Refunds',
  cost: 'Costs',
} as const

export type Counted = keyof typeof COUNTED

export type Connection = 'connecting' | 'open' | 'lost'

export interface LiveState {
  connection: Connection
  /** Shown, the newest first. */
  lines: readonly LiveLine[]
  /** Come while it is paused, the newest first. */
  held: readonly LiveLine[]
  isPaused: boolean
  /** Since the page was opened, without those that it began with. */
  counts: Readonly<Record<Counted, number>>
  roi: StreamEvents['roi'] | undefined
  /** Where to go on. */
  lastId: string | undefined
}

/** More can't be read by anybody, and would make the page slow. */
export const LINES_MAX = 200

export const NOTHING_YET: LiveState = {
  connection: 'connecting',
  lines: [],
  held: [],
  isPaused: false,
  counts: { hit: 0, touch: 0, conversion: 0, refund: 0, cost: 0 },
  roi: undefined,
  lastId: undefined,
}

export type LiveChange =
  | { change: 'event'; event: LiveEvent }
  | { change: 'connection'; connection: Connection }
  | { change: 'pause' }
  | { change: 'begin' }

/** The page after a change. */
export function liveNext(state: LiveState, change: LiveChange): LiveState {
  switch (change.change) {
    case 'connection':
      return { ...state, connection: change.connection }
    case 'pause':
      return state.isPaused
        ? { ...state, isPaused: false, lines: newest(state.held, state.lines), held: [] }
        : { ...state, isPaused: true }
    case 'begin':
      return { ...NOTHING_YET, isPaused: state.isPaused }
    case 'event':
      return afterEvent(state, change.event)
  }
}

/** An event that has been told before, which may be at the seam of two connections, changes nothing. */
function afterEvent(state: LiveState, event: LiveEvent): LiveState {
  if (event.event === 'roi') return { ...state, roi: event.data }
  const { lines, held, isPaused, lastId } = state
  if (event.event !== 'reset' && lastId !== undefined && orderOf(event.id) <= orderOf(lastId))
    return state
  const next = { ...state, lastId: event.id, counts: countedWith(state, event) }
  return isPaused
    ? { ...next, held: newest([event], held) }
    : { ...next, lines: newest([event], lines) }
}

/** Events before the first figures are those that the page began with: they are shown and not counted. */
function countedWith({ counts, roi }: LiveState, { event }: LiveLine): LiveState['counts'] {
  return roi === undefined || event === 'reset' ? counts : { ...counts, [event]: counts[event] + 1 }
}

const newest = (first: readonly LiveLine[], then: readonly LiveLine[]): LiveLine[] =>
  [...first, ...then].slice(0, LINES_MAX)

/** `41.0` comes before `41`: of a fact that has two events it is the first. */
const orderOf = (id: string): number => (id.endsWith('.0') ? Number(id) - 0.5 : Number(id))
