import {
  newSnapshotId,
  type Restored,
  type Snapshot,
  SnapshotError,
  type Snapshots,
} from '../snapshots.ts'
import type { BookmarkedSnapshot, RegistryOperations } from './registry-object.ts'
import { received } from './reply.ts'
import type { Objects, SiteOperations } from './site-object.ts'

/** The platform can go back so far. https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/ */
const KEPT_DAYS = 30
const DAY_MS = 86_400_000

/**
 * Snapshots as bookmarks of the platform's point-in-time recovery: nothing is copied, and each is
 * good for 30 days. They are kept in the registry, since a site that goes back forgets what it knew.
 */
export class BookmarkSnapshots implements Snapshots {
  readonly #sites: Objects<SiteOperations>
  readonly #registry: () => RegistryOperations
  readonly #clock: () => number

  constructor(
    sites: Objects<SiteOperations>,
    registry: () => RegistryOperations,
    clock: () => number,
  ) {
    this.#sites = sites
    this.#registry = registry
    this.#clock = clock
  }

  async create(site: string, { note }: { note: string }): Promise<Snapshot> {
    return shown(await this.#take(site, note))
  }

  /** Only those that can still be gone back to. */
  async list(site: string): Promise<Snapshot[]> {
    const kept = await this.#registry().snapshots(site)
    return kept.filter(({ createdAt }) => this.#isKept(createdAt)).map(shown)
  }

  async restore(site: string, id: string): Promise<Restored> {
    const wanted = (await this.#registry().snapshots(site)).find((one) => one.id === id)
    if (!wanted)
      throw new SnapshotError(`${site} has no snapshot ${id}: "snapshot list ${site}" shows them`)
    if (!this.#isKept(wanted.createdAt))
      throw new SnapshotError(`${id} is older than ${KEPT_DAYS} days: the platform has let it go`)
    const present = await this.#take(site, `before going back to ${id}`)
    const undo = { ...present, bookmark: await this.#goBack(site, wanted.bookmark) }
    // What came between the two calls is in this one as well.
    await this.#registry().keepSnapshot(undo)
    return { site, id, facts: wanted.facts, undo: shown(undo) }
  }

  async #take(site: string, note: string): Promise<BookmarkedSnapshot> {
    const { bookmark, facts } = await received(this.#sites.getByName(site).moment())
    const createdAt = this.#clock()
    const id = newSnapshotId(createdAt)
    const snapshot = { id, site, createdAt, note, bytes: null, facts, bookmark }
    await this.#registry().keepSnapshot(snapshot)
    return snapshot
  }

  async #goBack(site: string, bookmark: string): Promise<string> {
    try {
      return await received(this.#sites.getByName(site).goBackTo(bookmark))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const where = why.includes('point-in-time')
        ? ' (Cloudflare does, "wrangler dev" does not)'
        : ''
      throw new SnapshotError(`${site} was not taken back: ${why}${where}`)
    }
  }

  #isKept(createdAt: number): boolean {
    return this.#clock() - createdAt < KEPT_DAYS * DAY_MS
  }
}

const shown = ({ bookmark: _, ...snapshot }: BookmarkedSnapshot): Snapshot => snapshot
