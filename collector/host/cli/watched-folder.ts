import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, parse } from 'node:path'

/** What became of a file: it goes to `done/`, or to `refused/` with the reason beside it. */
export type Verdict = { done: string } | { refused: string }

export interface Watching {
  folder: string
  /** Takes a file in. What it throws is no fault of the file: it stays, and is tried again. */
  take(file: string): Promise<Verdict>
  /** Between two looks; a file that has not changed from one to the next is complete. */
  pause(): Promise<void>
  /** No look after this. */
  signal: AbortSignal
  tell(text: string): void
}

/** Names under which programs write what is not complete, until they rename it. */
const UNFINISHED = /^\.|\.(?:part|partial|tmp|crdownload|download|filepart|swp)$|~$/i

/**
 * Takes files as they appear, one after another, until it is told to stop. Nothing is remembered from one
 * start to the next: what is in the folder was not taken, or was taken and not moved, and whoever takes a file
 * must bear that it comes again.
 */
export async function watchFolder(watching: Watching): Promise<{ done: number; refused: number }> {
  const { folder, signal, pause, tell } = watching
  for (const name of ['done', 'refused']) mkdirSync(join(folder, name), { recursive: true })
  const counts = { done: 0, refused: 0 }
  const trouble = new Map<string, string>()
  for (let before = new Map<string, string>(); !signal.aborted; await pause()) {
    const now = looksOf(folder)
    for (const [name, look] of now) {
      if (before.get(name) !== look || signal.aborted) continue
      const verdict = await verdictOn(name, look, watching).catch((error: Error) => error)
      if (verdict === undefined) continue
      if (!(verdict instanceof Error)) {
        counts['done' in verdict ? 'done' : 'refused'] += 1
        trouble.delete(name)
        tell(`${name}: ${moved(folder, name, verdict)}`)
      } else if (trouble.get(name) !== verdict.message) {
        trouble.set(name, verdict.message)
        tell(`${name}: ${verdict.message}; it is tried again`)
      }
    }
    before = now
  }
  return counts
}

/** Files by name, and what would change if one were written on. */
function looksOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name))
    .map(({ name }) => name)
    .toSorted()
  return new Map(names.map((name) => [name, lookAt(folder, name)]))
}

/** '' for what is gone. */
function lookAt(folder: string, name: string): string {
  const found = statSync(join(folder, name), { throwIfNoEntry: false })
  return found ? [found.ino, found.size, found.mtimeMs].join(' ') : ''
}

/** undefined for a file that was taken away meanwhile. */
async function verdictOn(
  name: string,
  look: string,
  { folder, take }: Watching,
): Promise<Verdict | undefined> {
  if (lookAt(folder, name) !== look) return undefined
  return take(join(folder, name))
}

/** Moves it, and gives what to tell. The reason is written first: no refused file is without. */
function moved(folder: string, name: string, verdict: Verdict): string {
  const to = join(folder, 'done' in verdict ? 'done' : 'refused')
  const free = freeName(to, name)
  if ('refused' in verdict) writeFileSync(join(to, `${free}.txt`), `${verdict.refused}\n`)
  renameSync(join(folder, name), join(to, free))
  return 'done' in verdict ? verdict.done : `refused, see refused/${free}.txt`
}

/** `ads.csv`, or `ads-2.csv` when there is one of that name. */
function freeName(folder: string, name: string): string {
  const { name: stem, ext } = parse(name)
  let free = name
  for (let n = 2; existsSync(join(folder, free)); n++) free = `${stem}-${n}${ext}`
  return free
}
