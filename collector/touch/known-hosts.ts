import { ai } from './tables/ai.ts'
import { apps } from './tables/apps.ts'
import type { HostKind, HostTable } from './tables/host-table.ts'
import { passage } from './tables/passage.ts'
import { search } from './tables/search.ts'
import { shopping } from './tables/shopping.ts'
import { social } from './tables/social.ts'
import { video } from './tables/video.ts'
import { webmail } from './tables/webmail.ts'

/** What a table says of a host, an app or a path. */
export interface Entry {
  passage: boolean
  kind: HostKind | undefined
  source: string
  medium: string
  alone: boolean
}

/** A path, in whole segments, that means something else than its host. */
export interface PathEntry {
  path: string
  entry: Entry
}

/** Every table of hosts that can be a source. */
export const hostTables: readonly HostTable[] = [search, social, shopping, video, ai, webmail]

const PASSAGE: Entry = {
  passage: true,
  kind: undefined,
  source: '',
  medium: '',
  alone: false,
}

const byKind: ReadonlyMap<HostKind, HostTable> = new Map(hostTables.map((t) => [t.kind, t]))
const byHost: ReadonlyMap<string, Entry> = hostIndex()
export const byPath: ReadonlyMap<string, readonly PathEntry[]> = pathIndex()
export const byApp: ReadonlyMap<string, Entry> = appIndex()
const byName: ReadonlyMap<string, HostKind> = nameIndex()

function entryOf(table: HostTable, source: string, alone = false): Entry {
  return { passage: false, kind: table.kind, source, medium: table.medium, alone }
}

function hostIndex(): Map<string, Entry> {
  const index = new Map<string, Entry>()
  for (const table of hostTables)
    for (const group of table.groups)
      if (group.path === undefined)
        for (const host of group.hosts) index.set(host, entryOf(table, group.source, group.alone))
  for (const { hosts } of passage.groups) for (const host of hosts) index.set(host, PASSAGE)
  return index
}

function pathIndex(): Map<string, PathEntry[]> {
  const index = new Map<string, PathEntry[]>()
  const add = (host: string, path: string, entry: Entry) =>
    index.set(host, [...(index.get(host) ?? []), { path, entry }])
  for (const table of hostTables)
    for (const { source, hosts, path } of table.groups)
      if (path !== undefined) for (const host of hosts) add(host, path, entryOf(table, source))
  for (const { hosts, path } of passage.paths) for (const host of hosts) add(host, path, PASSAGE)
  return index
}

function appIndex(): Map<string, Entry> {
  const index = new Map<string, Entry>()
  for (const { kind, source, packages } of apps.groups)
    for (const name of packages)
      index.set(name, { passage: false, kind, source, medium: mediumOfKind(kind), alone: true })
  for (const name of apps.passages) index.set(name, PASSAGE)
  return index
}

function nameIndex(): Map<string, HostKind> {
  const index = new Map<string, HostKind>()
  for (const table of hostTables)
    for (const { source, aliases = [] } of table.groups)
      for (const name of [source, ...aliases]) index.set(name, table.kind)
  return index
}

function mediumOfKind(kind: HostKind): string {
  return byKind.get(kind)?.medium ?? ''
}

/**
 * What kind of source a name or a host is: `google`, `fb`, `m.facebook.com`. Undefined when no table
 * knows it. `source` in lower case.
 */
export function kindOfSource(source: string): HostKind | undefined {
  const named = byName.get(source)
  if (named !== undefined || !source.includes('.')) return named
  return findHost(source)?.kind
}

/** The medium that a source has by itself, when a link names no other; '' when no table knows it. */
export function mediumOfSource(source: string): string {
  const kind = kindOfSource(source)
  return kind === undefined ? '' : mediumOfKind(kind)
}

/** The entry with the longest ending of `host` that stands in a table, cut between labels. */
export function findHost(host: string): Entry | undefined {
  const exact = byHost.get(host)
  if (exact !== undefined) return exact
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const entry = byHost.get(host.slice(dot + 1))
    if (entry !== undefined) return entry.alone && !isFrontDoor(host, dot) ? undefined : entry
  }
  return undefined
}

/** Whether the labels before `dot` are the front door of a host (`www`, `m`) and no service of its own. */
function isFrontDoor(host: string, dot: number): boolean {
  const labels = host.slice(0, dot)
  return labels === 'www' || labels === 'm'
}
