/** How many facts a site has, by kind: `hits`, `conversions`, `refunds`, `identities`, `costs`. */
export type FactCounts = Readonly<Record<string, number>>

/** A site as it was at one moment. */
export interface Snapshot {
  id: string
  site: string
  /** ms since the epoch */
  createdAt: number
  /** Why it was made, in the operator's words. */
  note: string
  /** What it takes on the disk; null where nobody can tell. */
  bytes: number | null
  facts: FactCounts
}

/** What became of a site that was taken back to a snapshot. */
export interface Restored {
  site: string
  id: string
  /** As the snapshot has them, and the site from now on. */
  facts: FactCounts
  /** The site as it was until now: restore that, and all of this is undone. */
  undo: Snapshot
}

/**
 * What a host can do about the past of a site. Carries plain data only, as `Ledgers` does.
 *
 * - A snapshot holds everything that was acknowledged before `create` was asked.
 * - `restore` is all or nothing, also when the host dies in it. Batches that arrive meanwhile are
 *   refused (`LedgerBusyError`) or come after it: none is acknowledged and then lost.
 * - A site's keys and settings are part of it, and go back with it.
 */
export interface Snapshots {
  /** @throws SnapshotError */
  create(site: string, options: { note: string }): Promise<Snapshot>
  /** Oldest first. */
  list(site: string): Promise<Snapshot[]>
  /**
   * Makes a snapshot of the present first.
   * @throws SnapshotError for one that there is not, that is damaged, of another site or of a newer
   *   schema; nothing has changed then
   */
  restore(site: string, id: string): Promise<Restored>
}

/** A snapshot that can't be made or restored, with the way out. */
export class SnapshotError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SnapshotError'
  }
}

/** `20261130T101500123Z-4f9a`: the UTC time, so that names sort by age, and what tells two apart. */
export const snapshotIdPattern = /^\d{8}T\d{9}Z-[0-9a-f]{4}$/

export function newSnapshotId(now: number): string {
  const time = new Date(now).toISOString().replace(/[-:.]/g, '')
  const [random = 0] = crypto.getRandomValues(new Uint16Array(1))
  return `${time}-${random.toString(16).padStart(4, '0')}`
}

const KINDS = ['hits', 'conversions', 'refunds', 'identities', 'costs'] as const

/** The facts among the counts of a `stats` report. */
export const factCounts = (counted: Readonly<Record<string, number>>): FactCounts =>
  Object.fromEntries(KINDS.map((kind) => [kind, counted[kind] ?? 0]))
