import { formatDay, formatMonth, isoWeek, monthOf } from '../../shared/dates.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import { addTo, noSums, type Sums } from './metrics.ts'

/** What a row says where its costs or touches were not recorded as finely as it asks. */
export const NOT_BROKEN_DOWN = 'not broken down'

/** What is known of a cell besides its day; what is absent can't be told. */
export type Named = Partial<Record<Dimension, string>>

/** The value of each dimension, in the order of `by`; null is NOT_BROKEN_DOWN. */
export type Key = readonly (string | null)[]

/** A row in the making. */
export interface Group {
  key: Key
  sums: Sums
  /** Its costs by category, minor units. */
  costs: CategorySums
  /** A day of its period. */
  day: number
}

export type CategorySums = Map<string, number>

/** The rows that cells fall into, by what `by` tells apart. Costs of one row are of many categories. */
export class Rows {
  readonly #by: readonly Dimension[]
  readonly #groups = new Map<string, Group>()

  constructor(by: readonly Dimension[]) {
    this.#by = by
  }

  /** The row of what has these names, on a day. */
  of(names: Named, day: number): Group {
    const key = this.#by.map((dimension) => nameIn(dimension, names, day))
    const id = JSON.stringify(key)
    const group = this.#groups.get(id) ?? { key, day, sums: noSums(), costs: new Map() }
    this.#groups.set(id, group)
    return group
  }

  /** The row of that name, where there is one. */
  find(key: Key): Group | undefined {
    return this.#groups.get(JSON.stringify(key))
  }

  /** In the order of time where `by` has it, then by value and cost, the largest first, then by name. */
  get sorted(): Group[] {
    return [...this.#groups.values()].sort(inOrder(this.#by))
  }

  named({ key }: Group): Named {
    return Object.fromEntries(
      this.#by.map((dimension, index) => [dimension, key[index] ?? NOT_BROKEN_DOWN]),
    )
  }
}

/** Adds a cost to sums and to its category. */
export function addCost(
  { sums, costs }: Pick<Group, 'sums' | 'costs'>,
  category: string,
  cost: number,
): void {
  addTo(sums, { cost })
  costs.set(category, (costs.get(category) ?? 0) + cost)
}

/** What a dimension is of what has these names, on a day; null where it can't be told. */
export function nameIn(dimension: Dimension, names: Named, day: number): string | null {
  switch (dimension) {
    case 'day':
      return formatDay(day)
    case 'week':
      return isoWeek(day)
    case 'month':
      return formatMonth(monthOf(day))
    default:
      return names[dimension] ?? null
  }
}

function inOrder(by: readonly Dimension[]): (a: Group, b: Group) => number {
  const indices = by.map((_, index) => index)
  const times = indices.filter((index) => isTime(by[index]))
  const compared = (a: Group, b: Group, which: readonly number[]) =>
    which.reduce((found, index) => found || byName(a.key[index], b.key[index]), 0)
  return (a, b) =>
    compared(a, b, times) ||
    b.sums.value - a.sums.value ||
    b.sums.cost - a.sums.cost ||
    compared(a, b, indices)
}

export function isTime(dimension: Dimension | undefined): boolean {
  return dimension === 'day' || dimension === 'week' || dimension === 'month'
}

type Name = string | null | undefined

/** By code unit, which no locale changes; a campaign that is really called so comes first. */
export function byName(a: Name, b: Name): number {
  const [one, other] = [a ?? NOT_BROKEN_DOWN, b ?? NOT_BROKEN_DOWN]
  if (one === other) return Number(a === null) - Number(b === null)
  return one < other ? -1 : 1
}
