import { sum } from '../../format/numbers.ts'
import { type Explained, isOfOther } from './answers.ts'

export interface Provenance {
  seq: number
  source: string
  owner: string
  schema_version: number
  received_at: string
}

/** A fact as it is told: what it says, and how it came. */
export type Fact = Readonly<Record<string, unknown>> & { provenance?: Provenance }

export interface TouchOfJourney {
  id: string
  ts: string
  channel: string
  source: string
  medium: string
  campaign: string
  /** Whether the touch earns part of the figure. */
  in_cell: boolean
  /** Its share of the order, such as "0.333333334". */
  weight: string
  credit: { conversions: string; value: string }
  hit: Fact | null
  /** Where the figure has what each touch costs. */
  cost?: string
  kind?: string
  external_id?: string
  code?: string
}

export type Adds = Readonly<Record<string, string | number>>

export interface ConversionPart {
  /** `returned` is what went back of one. */
  kind: 'conversion' | 'returned'
  adds: Adds
  transaction_id: string
  goal: string
  ts: string
  day: string
  stage: string
  /** Why it has no touch; empty where it has one. */
  reason: string
  value: string
  refunded: string
  reported: Fact | null
  refunds: Fact[]
  deals?: { transaction_id: string; goal: string; reported: Fact | null; refunds: Fact[] }[]
  items?: { item: string; share: string }[]
  touches: TouchOfJourney[]
}

interface Tuple {
  channel?: string
  source?: string
  medium?: string
  campaign?: string
}

export interface CostPart extends Tuple {
  kind: 'cost'
  adds: Adds
  external_id: string | null
  from: string
  to: string
  category: string
  amount: string
  currency: string
  spread: string
  import?: Fact
  days: { day: string; amount: string }[]
  provenance: Provenance
}

/** What touches carry of overhead; of overhead itself, what it gives to them. */
export interface AllocatedPart extends Tuple {
  kind: 'allocated'
  adds: Adds
  day?: string
  to?: string
}

export interface TouchPart extends Tuple {
  kind: 'touch'
  adds: Adds
  ts: string
  day: string
  hit: Fact | null
  told?: Fact
}

/** A journey without a conversion. */
export interface JourneyPart {
  kind: 'journey'
  adds: Adds
  touches: LooseTouch[]
}

/** One of its touches, with what it costs there. */
export interface LooseTouch extends Tuple {
  ts: string
  day: string
  cost?: string
  hit: Fact | null
  told?: Fact
}

/** A visit of the funnel, or the last one that has looked at a cart. */
export interface VisitPart extends Tuple {
  kind: 'visit' | 'cart'
  adds: Adds
  ts: string
  hit: Fact | null
  furthest_step?: string
  conversions?: ConversionPart[]
}

/** A refund that does not count. */
export interface RefundPart {
  kind: 'refund'
  adds: Adds
  goal: string
  transaction_id: string
  refund_id: string
  ts: string
  day: string
  amount: string
  currency: string
  /** Why it does not. */
  state: string
  provenance: Provenance
}

/** A row of a file of an ad platform: what it says, in its own currency. */
export interface ClaimPart {
  kind: 'claim'
  adds: Adds
  from: string
  to: string
  amount: string
  currency: string
  impressions: number | null
  clicks: number | null
  conversions: string | null
  value: string | null
  import: Fact & Record<'file' | 'campaign' | 'campaign_id', string>
  provenance: Provenance
}

export type Part =
  | ClaimPart
  | RefundPart
  | VisitPart
  | ConversionPart
  | CostPart
  | AllocatedPart
  | TouchPart
  | JourneyPart

export const partsOf = (pages: readonly Explained[]): Part[] =>
  pages.flatMap(({ parts }) => parts as unknown as Part[])

/** `channel › source › campaign`, as far as they are known. */
export const tupleText = ({ channel, source, campaign }: Tuple): string =>
  [channel, source, campaign].filter((name) => name).join(' › ')

/** What parts add to a figure, by measure. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  ...{ roi: ['value', 'cost'], roas: ['value', 'cost'], profit: ['value', 'cost'] },
  ...{ value: ['value'], margin: ['value'], aov: ['value', 'conversions'], cost: ['cost'] },
  ...{ cpa: ['cost', 'conversions'], cac: ['cost', 'new_customers'], touches: ['touches'] },
  ...{ conversions: ['conversions'], new_customers: ['new_customers'] },
  ...{ repeat_rate: ['conversions'], conversions_per_touch: ['conversions', 'touches'] },
  ...{ journeys: ['journeys'], conversion_rate: ['conversions', 'journeys'] },
  ...{ median_days: ['conversions'], median_touches: ['conversions'] },
}

/** Of other reports each answer says what its parts add; of the ROI report, and of paths, less is of use. */
function addedFor(answer: Explained, measure: string): readonly string[] {
  if (!isOfOther(answer) || answer.cell.report === 'paths') return ADDED[measure] ?? []
  return Object.keys(answer.total).filter((name) => name !== 'parts')
}

/** One line of how far the parts that are shown add up. */
export interface Sum {
  name: string
  /** Of the parts that are shown: exactly, as all of them are. */
  shown: string
  /** Of the figure; null where it is not known. */
  whole: string | null
  isWhole: boolean
}

/** How far pages of parts have come, for what the measure is made of. */
export function sumsOf(pages: readonly Explained[], measure: string): Sum[] {
  const [first] = pages
  if (!first) return []
  const figures = { ...(isOfOther(first) && first.total), ...first.cell }
  return addedFor(first, measure).flatMap((name) => {
    const whole = figures[name]
    if (whole === undefined) return []
    const shown = sum(addedBy(pages, name))
    const of = whole === null ? null : String(whole)
    return [{ name, shown, whole: of, isWhole: of !== null && isSame(shown, of) }]
  })
}

/** Of decimal strings, which may have different numbers of decimals. */
const isSame = (a: string, b: string): boolean =>
  /^-?0(\.0*)?$/.test(sum([a, b.startsWith('-') ? b.slice(1) : `-${b}`]))

/** Pages say of most what they add up to. */
const addedBy = (pages: readonly Explained[], name: string): string[] =>
  name === 'new_customers'
    ? pages.flatMap(({ parts }) => parts.map(({ adds }) => String(adds[name] ?? '0')))
    : pages.map(({ page }) => String((page as Adds)[name] ?? '0'))
