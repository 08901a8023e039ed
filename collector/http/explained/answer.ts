import { formatAmount, formatMillionths } from '../../../shared/money.ts'
import type { Explained } from '../../ledger/reports-explained.ts'
import { type Formulas, figureFormula, type Shown } from '../../roi/figure-formula.ts'
import type { Adds } from '../../roi/parts-met.ts'
import { json } from '../answer.ts'
import { type CsvPart, partsCsv } from '../explain-csv.ts'
import { csvFile } from '../report-meta.ts'

/** What parts may add: amounts of money, or how many; in millionths where these can be shared out. */
export type Units = Readonly<Record<string, 'money' | 'count' | 'millionths'>>

/** One figure of a report, as it was found. */
export interface FigureFound<Part> {
  meta: object
  /** Which one: the report, the place, and what names it. */
  cell: { report: string; cell: string } & Readonly<Record<string, unknown>>
  measure: string
  /** All figures of the place, as the report shows them. */
  figures: Readonly<Record<string, Shown | undefined>>
  formulas: Formulas
  /** Why there is none, where the reason is not that nothing is divided by nothing. */
  why?: string | undefined
  found: Explained<Part>
  units: Units
  /** The site's. */
  currency: string
  shownPart: (part: Part) => object
}

/** The answer: the figure with its formula, a page of its parts, and what all of them add up to. */
export function figureAnswer<Part extends { kind: string }>(
  figure: FigureFound<Part>,
  format: 'json' | 'csv',
  name: string,
): Response {
  const { measure, figures, formulas, why, found } = figure
  const adds = (of: Adds) => shownAdds(of, figure)
  const parts = found.parts.map((part) => ({
    kind: part.kind,
    adds: adds(part.adds),
    ...figure.shownPart(part),
  }))
  const page = { parts: parts.length, ...adds(summed(found.parts.map((part) => part.adds))) }
  const total = { parts: found.count, ...adds(found.adds) }
  const next = found.nextPart === null ? null : String(found.nextPart)
  if (format === 'csv') {
    const csv = partsCsv(parts as CsvPart[], { page, total }, Object.keys(figure.units))
    return csvFile(csv, name, next)
  }
  const formula = figureFormula(measure, formulas, figures, why)
  const cell = { ...figure.cell, measure, ...formula, ...figures }
  return json(200, { meta: figure.meta, cell, parts, page, total, next })
}

/** What none of the parts has is zero. */
function shownAdds(
  adds: Adds,
  { units, currency }: Pick<FigureFound<never>, 'units' | 'currency'>,
) {
  const shown = Object.entries(units).map(([name, unit]): [string, string | number] => {
    const amount = adds[name] ?? 0
    if (unit === 'count') return [name, amount]
    return [name, unit === 'money' ? formatAmount(amount, currency) : formatMillionths(amount)]
  })
  return Object.fromEntries(shown)
}

function summed(all: readonly Adds[]): Adds {
  const sums: Record<string, number> = {}
  for (const adds of all)
    for (const [name, amount] of Object.entries(adds)) sums[name] = (sums[name] ?? 0) + amount
  return sums
}
