import { type Adds, type PartMet, PartsMet } from '../../../roi/parts-met.ts'
import type { PathBook, PathEntry } from '../../../roi/paths.ts'
import type { ExplainPathsAnswer, ExplainPathsQuery } from '../../ledger.ts'
import type { JourneysOfFigure, PathPlace } from '../../reports-explained.ts'
import type { Snapshot } from '../sql.ts'
import { type FactsContext, factsOfConversions } from './conversion-facts.ts'
import type { ClosedAdds, PathPart, PathPlaceBeside, PathWitness } from './path-witness.ts'
import { pathsWith } from './paths.ts'
import { touchFacts } from './touch-facts.ts'

/** A figure of the report of paths: the report itself, and those of its parts that the figure is made of. */
export function explainPaths(
  snapshot: Snapshot,
  { report, model, place, page }: ExplainPathsQuery,
): Omit<ExplainPathsAnswer, 'closedPeriods'> {
  const met = new PartsMet<PathPart>(page)
  const witness = new FigureOfPaths(place, met)
  const { answer, book } = pathsWith(snapshot, report, undefined, witness)
  const row = place.cell === 'row' ? book.rowOf(place.steps) : undefined
  return {
    ...answer,
    kind: 'explain_paths',
    paths: row ? [row] : [],
    parts: factsOf({ snapshot, fresh: answer, model }, met.parts),
    ...{ count: met.count, adds: met.adds, nextPart: met.next },
  }
}

/** Takes those parts that stand in one place. */
class FigureOfPaths implements PathWitness {
  readonly #place: PathPlace
  readonly #met: PartsMet<PathPart>

  constructor(place: PathPlace, met: PartsMet<PathPart>) {
    this.#place = place
    this.#met = met
  }

  closed(book: PathBook, entry: PathEntry | undefined, part: PathPart, adds: ClosedAdds): void {
    const place = this.#place
    const isOfPlace =
      place.cell === 'row'
        ? entry !== undefined && book.isOf(entry, place.steps)
        : place.cell === 'closed' || (place.cell === 'other' && !entry)
    if (isOfPlace) this.#met.add(part, { ...adds })
  }

  beside(place: PathPlaceBeside, part: PathPart, adds: Adds): void {
    if (place === this.#place.cell) this.#met.add(part, adds)
  }
}

type FactsOfPaths = JourneysOfFigure & { adds: Adds }

/** The facts of the parts of a page. */
function factsOf(context: FactsContext, parts: readonly PartMet<PathPart>[]) {
  const ids = parts.flatMap(({ part }) => ('conversion' in part ? [part.conversion] : []))
  const facts = factsOfConversions(context, ids)
  const touches = parts.flatMap(({ part }) => ('touches' in part ? part.touches : []))
  const told = touchFacts(context.snapshot.sql, touches)
  return parts.flatMap(({ part, adds }): FactsOfPaths[] => {
    if ('touches' in part) return [{ ...part, adds, touches: part.touches.map(told) }]
    const known = facts.get(part.conversion)
    return known ? [{ kind: part.kind, costs: part.costs, adds, facts: known }] : []
  })
}
