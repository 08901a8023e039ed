import { SiteExistsError, type SiteState } from '../ledger.ts'
import type { Moment, PastLedger, Pasts } from '../past.ts'
import { DurableLedger } from './ledgers.ts'
import { received } from './reply.ts'
import type { Objects, SiteOperations } from './site-object.ts'

/**
 * A past writes 7 rows and more for each fact: of a million as many as a sixth of what a month of the paid plan
 * includes, by a thread that the site's object shares with its events.
 */
const FACTS_MAX = 1_000_000

/** Ledgers remembered; forgetting one costs a second pass over its tables. */
const KNOWN_MAX = 100

/** Sites as they were, each in an object that empties itself when nobody asks. */
export class DurablePasts implements Pasts {
  readonly goesOn = false
  readonly #sites: Objects<SiteOperations>
  readonly #known = new Map<string, DurableLedger>()

  constructor(sites: Objects<SiteOperations>) {
    this.#sites = sites
  }

  async open(state: SiteState, moment: Moment): Promise<PastLedger> {
    const name = nameOf(state, moment)
    const statusNote = `fact ${moment.upTo}`
    const empty: SiteState = { ...state, keys: [], status: 'moving_in', statusNote }
    try {
      await received(this.#sites.getByName(name).createScratch(empty))
      // It had emptied itself: what was done in it is to be done again.
      this.#known.delete(name)
    } catch (error) {
      if (!(error instanceof SiteExistsError)) throw error
    }
    const ledger = this.#known.get(name) ?? new DurableLedger(name, this.#sites, undefined)
    if (this.#known.size >= KNOWN_MAX) this.#known.clear()
    this.#known.set(name, ledger)
    return ledger
  }

  async lacksRoom(_state: SiteState, { upTo }: Moment): Promise<string | undefined> {
    if (upTo <= FACTS_MAX) return undefined
    return `there are ${upTo} facts up to then, and an answer of the past goes over ${FACTS_MAX} at most here, since it writes them and all that follows into another object: "move" the site to a folder, and ask a collector on Node`
  }

  async drop(state: SiteState, moment: Moment): Promise<void> {
    await received(this.#sites.getByName(nameOf(state, moment)).clearScratch())
  }
}

/** No site has such a name, so that the object of a site is never taken for one. */
const nameOf = ({ site, createdAt }: SiteState, { upTo, line }: Moment): string =>
  `as of ${upTo} ${site} ${createdAt} ${line}`
