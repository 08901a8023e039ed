import { BoundedMap } from '../../touch/bounded-map.ts'
import { CHECK_MS, type Checked, type CheckNote } from '../../touch/check-book.ts'
import { received } from './reply.ts'
import type { Objects, SiteOperations } from './site-object.ts'

/** Browsers that have come by the link of a check; anybody can send such an address. */
const VISITORS_MAX = 1000

/**
 * Checks of tags in the memory of the site's object, which all instances reach. An instance tells it of
 * browsers that it has seen come by the link of a check, and of no other.
 */
export class DurableChecks {
  readonly #sites: Objects<SiteOperations>
  readonly #seen = new BoundedMap<string, number>(VISITORS_MAX)

  constructor(sites: Objects<SiteOperations>) {
    this.#sites = sites
  }

  asked(site: string, token: string, now: number): Promise<Checked> {
    return received(this.#sites.getByName(site).askedCheck(token, now))
  }

  follows(site: string, visitor: string, now: number): boolean {
    return (this.#seen.get(`${site} ${visitor}`) ?? 0) > now
  }

  async note(site: string, note: CheckNote, now: number): Promise<void> {
    if (note.tokens.length > 0) this.#seen.set(`${site} ${note.visitor}`, now + CHECK_MS)
    await received(this.#sites.getByName(site).noteCheck(note, now))
  }
}
