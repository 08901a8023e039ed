import type { Filters } from '../../shared/wire/filters.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import { filtersOn, verdictOn } from './filters.ts'
import { addCost, type CategorySums, type Group, type Named, Rows } from './rows.ts'

/** What costs are told by. None says of which country, device, order or stage it is. */
const TOLD_BY = ['channel', 'source', 'medium', 'campaign'] as const
const TOLD_APART: ReadonlySet<Dimension> = new Set<Dimension>([
  ...TOLD_BY,
  ...(['site', 'day', 'week', 'month', 'category'] as const),
])

/** In what of a report nothing tells the costs apart. */
export interface UnknownCosts {
  /** Dimensions of the row or of the filters that its costs do not say; none where all of it is known. */
  ofRow(group: Group): readonly Dimension[]
  ofTotal: readonly Dimension[]
}

/**
 * Costs that may be of a row, or not: as finely as they say, they are of it, and what more the row or the
 * filters ask no cost says. Where there are any, what the row has cost is not known; where there are none,
 * it is nothing.
 */
export class UntoldCosts implements UnknownCosts {
  readonly #by: readonly Dimension[]
  readonly #rows: Rows
  readonly #filters: Filters
  /** Filters that no cost can be in. */
  readonly #untold: readonly Dimension[]
  /** Of costs that are in all other filters: in no row, and not in the total. */
  readonly #inside: Rows
  readonly #overhead: CategorySums = new Map()

  /** @param rows of the report, and with them its costs of all that they do not tell apart */
  constructor(by: readonly Dimension[], rows: Rows, filters: Filters = {}) {
    this.#by = by
    this.#rows = rows
    this.#filters = filtersOn(filters, TOLD_BY)
    this.#untold = untold(Object.keys(filters) as Dimension[])
    this.#inside = new Rows(by)
  }

  /** Takes a cost that is undecided under the filters. @param names of its scope; undefined for overhead */
  add(names: Named | undefined, day: number, category: string, amount: number): void {
    if (verdictOn(this.#filters, names ?? {}) !== 'in') return
    if (names) addCost(this.#inside.of(names, day), category, amount)
    else this.#overhead.set(category, (this.#overhead.get(category) ?? 0) + amount)
  }

  ofRow({ key }: Group): readonly Dimension[] {
    const named = untold(this.#by.filter((_, at) => key[at] !== null))
    const coarse = this.#by.map((name, at) => (TOLD_APART.has(name) ? (key[at] ?? null) : null))
    const isInside = hasCosts(this.#inside.find(coarse)?.costs)
    const isBeside = named.length > 0 && hasCosts(this.#rows.find(coarse)?.costs)
    if (!isInside && !isBeside) return []
    return [...new Set([...named, ...(isInside ? this.#untold : [])])]
  }

  get ofTotal(): readonly Dimension[] {
    const isAny =
      hasCosts(this.#overhead) || this.#inside.sorted.some(({ costs }) => hasCosts(costs))
    return isAny ? this.#untold : []
  }
}

/** What filters ask that no cost says, of a cost that is in all else; nothing of one that is not. */
export const untoldOf = (filters: Filters, names: Named = {}): readonly Dimension[] =>
  verdictOn(filtersOn(filters, TOLD_BY), names) === 'in'
    ? untold(Object.keys(filters) as Dimension[])
    : []

const untold = (names: readonly Dimension[]): Dimension[] =>
  names.filter((name) => !TOLD_APART.has(name))

const hasCosts = (costs: CategorySums = new Map()): boolean =>
  [...costs.values()].some((amount) => amount !== 0)
