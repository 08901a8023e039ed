import { CheckBook, type Checked, type CheckNote } from '../../touch/check-book.ts'

/** Where checks of tags are kept for a while: what a host gives that has more than one process. */
export interface Checks {
  /** Begins a check of a site, or goes on with it. */
  asked(site: string, token: string, now: number): Promise<Checked>
  /** Whether hits of a visitor are to be noted though they name no token. */
  follows(site: string, visitor: string, now: number): boolean
  note(site: string, note: CheckNote, now: number): Promise<void>
}

/** Sites that are checked at a time. */
const SITES_MAX = 100

/** Checks of one process. */
export class MemoryChecks implements Checks {
  readonly #books = new Map<string, CheckBook>()

  async asked(site: string, token: string, now: number): Promise<Checked> {
    const book = this.#books.get(site) ?? new CheckBook()
    this.#books.delete(site)
    this.#books.set(site, book)
    if (this.#books.size > SITES_MAX) this.#books.delete([...this.#books.keys()][0] ?? '')
    return book.asked(token, now)
  }

  follows(site: string, visitor: string, now: number): boolean {
    return this.#books.get(site)?.follows(visitor, now) ?? false
  }

  async note(site: string, note: CheckNote, now: number): Promise<void> {
    this.#books.get(site)?.note(note, now)
  }
}
