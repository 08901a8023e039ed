import type { Basis } from '../../shared/wire/roi.ts'
import { DEFAULT_MODEL, type ModelName } from '../attribution/registry.ts'
import type { Settings } from './facts.ts'

export const DEFAULT_BASIS: Basis = 'conversion_date'

/** The model of a report that names none. */
export const defaultModelOf = ({ defaultModel }: Pick<Settings, 'defaultModel'>): ModelName =>
  defaultModel ?? DEFAULT_MODEL

/** The basis of a report that names none. */
export const defaultBasisOf = ({ defaultBasis }: Pick<Settings, 'defaultBasis'>): Basis =>
  defaultBasis ?? DEFAULT_BASIS

/** No figure follows from what is shown unasked, nor from how long it can be looked up what hits told. */
const WITHOUT_FIGURES: readonly string[] = [
  'defaultModel',
  'defaultBasis',
  'hitsKeptDays',
] satisfies (keyof Settings)[]

/** Whether both settings give the same figures, so that nothing has to be derived anew. */
export function giveSameFigures(one: Settings, other: Settings): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Settings>
  return [...names].every(
    (name) =>
      WITHOUT_FIGURES.includes(name) || JSON.stringify(one[name]) === JSON.stringify(other[name]),
  )
}
