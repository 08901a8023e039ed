/** What a part adds to a figure, by name; whole numbers: minor units, or how many. */
export type Adds = Readonly<Record<string, number>>

/** A part of a figure, with what it adds. */
export interface PartMet<Part> {
  part: Part
  adds: Adds
}

/** Which of the parts are told, in the order in which the report meets them. */
export interface PartsPage {
  /** How many come before. */
  skip: number
  limit: number
}

/**
 * The parts of one figure, as a report that adds it up meets them. All are counted and added up; those of a page are
 * kept, so that a figure of very many takes no more memory than one of a few.
 */
export class PartsMet<Part> {
  readonly #page: PartsPage
  readonly parts: PartMet<Part>[] = []
  /** Of all parts. */
  readonly adds: Record<string, number> = {}
  #count = 0

  constructor(page: PartsPage) {
    this.#page = page
  }

  get count(): number {
    return this.#count
  }

  /** How many come before the next page; null where there is none. */
  get next(): number | null {
    const { skip, limit } = this.#page
    return skip + limit < this.#count ? skip + limit : null
  }

  add(part: Part, adds: Adds): void {
    const { skip, limit } = this.#page
    if (this.#count >= skip && this.#count < skip + limit) this.parts.push({ part, adds })
    this.#count += 1
    for (const [name, amount] of Object.entries(adds))
      this.adds[name] = (this.adds[name] ?? 0) + amount
  }
}
