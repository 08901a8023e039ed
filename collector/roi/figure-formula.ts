import { equation, type Formula } from './formula.ts'

/** A figure as its report shows it. */
export type Shown = string | number | null

/**
 * How each figure of a report comes about, by its name: `ROI = ({value} − {cost}) ÷ {cost}`, with the names of other
 * figures of the same place.
 */
export type Formulas = Readonly<Record<string, string>>

/** Of what is counted or added up. */
export const added = (name: string): string => `${name} = what the parts add up to`

/**
 * The formula of a figure with the figures in it. Its result is the report's own, so that they can't disagree.
 * @param why there is none, where it is null; else nothing is divided by nothing
 */
export function figureFormula(
  measure: string,
  formulas: Formulas,
  figures: Readonly<Record<string, Shown | undefined>>,
  why?: string,
): Formula {
  const text = (formulas[measure] ?? added(measure)).replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(figures[name] ?? name.replaceAll('_', ' ')),
  )
  const result = figures[measure] ?? null
  if (result !== null || why === undefined) return equation(text, result)
  return { result, formula: `${text} = null, ${why}` }
}
