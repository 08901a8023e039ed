import type { Filters } from '../../../../shared/wire/filters.ts'
import type { Unconverted } from '../../../journey/unconverted.ts'
import type { Sql } from '../sql.ts'
import type { ConvertedJourney } from './converted-journeys.ts'
import { JourneyFilter } from './journey-filter.ts'
import type { LooseTouch } from './loose-touches.ts'

/** Journeys whose touches are looked up together. */
const AT_ONCE = 200

/**
 * Which journeys a report of paths is asked for: those of which one touch at least is in all that the
 * filters ask of touches, as a list of journeys has them, and under a stage those alone that converted in it.
 * Without filters it is all of them.
 */
export class PathFilter {
  readonly #filter: JourneyFilter | undefined
  readonly #hasStage: boolean

  constructor(sql: Sql, filters: Filters | undefined) {
    this.#filter = filters && new JourneyFilter(sql, filters)
    this.#hasStage = filters?.stage !== undefined
  }

  /** Each journey in its order, and whether it is in. */
  converted(journeys: Iterable<ConvertedJourney>): Iterable<[ConvertedJourney, isIn: boolean]> {
    const filter = this.#filter
    if (!filter) return all(journeys)
    return told(journeys, (some) => {
      const rows = some.map((journey) => {
        const { conversion, packed } = journey
        return { row: { conversion, advocacy: 0 }, packed, journey }
      })
      return filter.kept(rows).map(({ journey }) => journey)
    })
  }

  /** What did not convert has no stage, and nobody knows of which it would have been. */
  unconverted(
    journeys: Iterable<Unconverted<LooseTouch>>,
  ): Iterable<[Unconverted<LooseTouch>, isIn: boolean]> {
    const filter = this.#filter
    if (!filter) return all(journeys)
    return told(journeys, (some) => {
      if (this.#hasStage) return []
      const kept = new Set(filter.keptLost(some.map(({ touches }) => touches)))
      return some.filter(({ touches }) => kept.has(touches))
    })
  }
}

function* all<Journey>(journeys: Iterable<Journey>): Generator<[Journey, boolean]> {
  for (const journey of journeys) yield [journey, true]
}

function* told<Journey>(
  journeys: Iterable<Journey>,
  keptOf: (some: readonly Journey[]) => readonly Journey[],
): Generator<[Journey, boolean]> {
  for (const some of inParts(journeys)) {
    const kept = new Set(keptOf(some))
    for (const journey of some) yield [journey, kept.has(journey)]
  }
}

function* inParts<One>(all: Iterable<One>): Generator<One[]> {
  let some: One[] = []
  for (const one of all) {
    some.push(one)
    if (some.length < AT_ONCE) continue
    yield some
    some = []
  }
  yield some
}
