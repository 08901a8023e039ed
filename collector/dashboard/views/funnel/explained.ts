import { usePlace } from '../../state/location.ts'
import type { Explained } from '../../ui/figure.tsx'
import { askedOf } from './steps.ts'

/** How figures of the funnel are explained: of a row by its name, of all visits, or of orders without one. */
export function useExplainFunnel(): (
  place: { name: string } | 'total' | 'without_visit',
  measure: string,
) => Explained {
  const { by, abandonedAfter } = askedOf(usePlace().params)
  return (place, measure) => ({
    ...{ report: 'funnel', by, abandoned_after: String(abandonedAfter) },
    ...(typeof place === 'string' ? { cell: place } : { cell: 'row', name: place.name }),
    measure,
  })
}
