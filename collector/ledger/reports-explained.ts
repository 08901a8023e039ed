import type { PathCell } from '../../shared/wire/explain-paths.ts'
import type { Adds, PartsPage } from '../roi/parts-met.ts'
import type { Tuple } from '../roi/report.ts'
import type { ConversionFacts, HitFact, ToldFact } from './reports-explain.ts'

/** Parts of one figure of a report: those of a page, with what each adds, and what all of them come to. */
export interface Explained<Part> {
  parts: (Part & { adds: Adds })[]
  /** How many there are in all. */
  count: number
  /** What all of them add up to. */
  adds: Adds
  /** How many come before the next page; null at the end. */
  nextPart: number | null
}

/** A figure of a report: what the report is asked, and where in it the figure stands. */
export interface FigureQuery<Kind extends string, Report, Place> {
  kind: Kind
  report: Report
  place: Place
  /** Whose weights and credit are told of touches. */
  model: string
  page: PartsPage
}

/** The report that has the figure, and the figure's parts. */
export type FigureAnswer<Kind extends string, Report, Part> = Omit<Report, 'kind'> &
  Explained<Part> & { kind: Kind }

/** A touch with the hit that it began with, or what was told of it. */
export interface TouchFacts extends Tuple {
  ts: number
  /** YYYYMMDD */
  day: number
  hit: HitFact | undefined
  told: ToldFact | undefined
}

/** A conversion; `returned` is what went back of one that closed on other days, or on its refunds' own. */
export interface ConversionOfFigure {
  kind: 'conversion' | 'returned'
  facts: ConversionFacts
  /** Of its touches, in their order: what each costs here; empty where none does. */
  costs: readonly number[]
}

/** A journey without a conversion, or one touch of none. */
export interface TouchesOfFigure {
  kind: 'journey' | 'touch'
  touches: readonly TouchFacts[]
  /** What each of them costs here. */
  costs: readonly number[]
}

export type JourneysOfFigure = ConversionOfFigure | TouchesOfFigure

/** Where a figure of the report of paths stands. */
export type PathPlace =
  | { cell: 'row'; steps: readonly string[] }
  | { cell: Exclude<PathCell, 'row'> }
