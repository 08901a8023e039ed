import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import {
  type FactCounts,
  factCounts,
  newSnapshotId,
  type Snapshot,
  SnapshotError,
  snapshotIdPattern,
} from '../snapshots.ts'
import { openSiteFile } from '../sqlite/site-file.ts'
import { copySite, replaceContent } from './copy-site.ts'
import { flushFile, flushFolder } from './flush.ts'
import { siteFile } from './site-files.ts'
import { checkSnapshot, damageOf, labelIn, unlabel, writeLabel } from './snapshot-label.ts'

export const snapshotsFolder = (folder: string, site: string): string =>
  join(folder, 'snapshots', site)

const snapshotFile = (folder: string, site: string, id: string): string =>
  join(snapshotsFolder(folder, site), `${id}.db`)

const ENDING = '.db'
/** Ends of names that no snapshot has: one that is not whole yet, one that is about to be restored. */
const NEW = '.new'
const STAGED = '.staged'

export interface TakeOptions {
  note: string
  /** ms since the epoch */
  at: number
  /** The present before a restore is kept even if it is damaged: that may be why it is restored. */
  evenDamaged?: boolean
}

/**
 * What can be done with the snapshots of a data folder, for its owner. A snapshot is one file, the
 * site's database with a label in it; it has its name from the moment that it is whole and on the disk.
 */
export function snapshotOperations(folder: string) {
  return {
    take: (site: string, options: TakeOptions) => take(folder, site, options),
    list: (site: string) => list(folder, site),
    stage: (site: string, id: string) => stage(folder, site, id),
    replace: (site: string, id: string) =>
      replaceContent(stagedFile(folder, site, id), siteFile(folder, site)),
    sweep: (site: string) => sweep(folder, site),
  }
}

export type SnapshotOperations = ReturnType<typeof snapshotOperations>

async function take(folder: string, site: string, options: TakeOptions): Promise<Snapshot> {
  const { note, at, evenDamaged = false } = options
  const into = snapshotsFolder(folder, site)
  mkdirSync(into, { recursive: true, mode: 0o700 })
  const id = newSnapshotId(at)
  const file = snapshotFile(folder, site, id)
  const unnamed = `${file}${NEW}`
  // It holds secrets: nobody else may open it, not even while it is written.
  closeSync(openSync(unnamed, 'wx', 0o600))
  await copySite(siteFile(folder, site), unnamed)
  const label = { id, site, createdAt: at, ...described(unnamed, site, note, evenDamaged) }
  writeLabel(unnamed, label)
  flushFile(unnamed)
  renameSync(unnamed, file)
  for (const named of [into, join(into, '..'), folder]) flushFolder(named)
  return { ...label, bytes: statSync(file).size }
}

/** @throws SnapshotError when the copy is damaged, and that matters */
function described(
  copy: string,
  site: string,
  note: string,
  evenDamaged: boolean,
): { note: string; facts: FactCounts } {
  const damage = damageOf(copy)
  if (damage === undefined) return { note, facts: countFacts(copy) }
  if (evenDamaged) return { note: `${note} (damaged: ${damage})`, facts: {} }
  throw new SnapshotError(
    `the database of "${site}" is damaged (${damage}), so no snapshot of it was kept: ` +
      `"snapshot list ${site}" shows what can be restored`,
  )
}

function list(folder: string, site: string): Snapshot[] {
  return namesIn(folder, site)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .filter((id) => snapshotIdPattern.test(id))
    .sort()
    .map((id) => {
      const file = snapshotFile(folder, site, id)
      return { ...labelIn(file, site, id), bytes: statSync(file).size }
    })
}

/**
 * Makes what is to be restored ready, and changes nothing else: a checked copy with the newest
 * schema, and without the label.
 * @throws SnapshotError
 */
function stage(folder: string, site: string, id: string): FactCounts {
  const file = snapshotFile(folder, site, id)
  if (!snapshotIdPattern.test(id) || !existsSync(file))
    throw new SnapshotError(
      `"${site}" has no snapshot ${id}: "snapshot list ${site}" shows those that there are`,
    )
  checkSnapshot(file, site)
  const staged = stagedFile(folder, site, id)
  copyFileSync(file, staged)
  unlabel(staged)
  openSiteFile(staged, { readOnly: false }).close()
  return countFacts(staged)
}

const stagedFile = (folder: string, site: string, id: string): string =>
  `${snapshotFile(folder, site, id)}${STAGED}`

/** Removes what was staged, and what a crash has left. */
function sweep(folder: string, site: string): void {
  for (const name of namesIn(folder, site))
    if (name.includes(`${ENDING}${NEW}`) || name.includes(`${ENDING}${STAGED}`))
      rmSync(join(snapshotsFolder(folder, site), name), { force: true })
}

function namesIn(folder: string, site: string): string[] {
  const kept = snapshotsFolder(folder, site)
  return existsSync(kept) ? readdirSync(kept) : []
}

function countFacts(file: string): FactCounts {
  const site = openSiteFile(file, { readOnly: true })
  try {
    return factCounts(site.report({ kind: 'stats' }).facts)
  } finally {
    site.close()
  }
}
