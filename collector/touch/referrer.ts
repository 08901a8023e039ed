import { hostOf, pathOf, schemeOf } from './address.ts'
import { BoundedMap } from './bounded-map.ts'
import { ai } from './tables/ai.ts'
import { apps } from './tables/apps.ts'
import type { HostKind, HostTable } from './tables/host-table.ts'
import { passage } from './tables/passage.ts'
import { search } from './tables/search.ts'
import { shopping } from './tables/shopping.ts'
import { social } from './tables/social.ts'
import { video } from './tables/video.ts'
import { webmail } from './tables/webmail.ts'

/** Where a visitor came from, as the referrer tells it. */
export interface Referrer {
  /** A payment or login host: the visitor was with us before, so it is never a source. */
  passage: boolean
  source: string
  medium: string
  /** The host without `www.`, or the name of an app's package. */
  host: string
}

interface Entry {
  passage: boolean
  kind: HostKind | undefined
  source: string
  medium: string
  alone: boolean
}
interface PathEntry {
  path: string
  entry: Entry
}
/** What is known of a host: what its addresses are, and which of its paths are something else. */
interface HostRecord {
  referrer: Referrer
  paths: readonly { path: string; referrer: Referrer }[]
}

export const hostTables: readonly HostTable[] = [search, social, shopping, video, ai, webmail]

const REMEMBERED_HOSTS_MAX = 2_048
const PASSAGE: Entry = {
  passage: true,
  kind: undefined,
  source: '',
  medium: '',
  alone: false,
}
const EMPTY: readonly PathEntry[] = []

const byKind: ReadonlyMap<HostKind, HostTable> = new Map(hostTables.map((t) => [t.kind, t]))
const byHost: ReadonlyMap<string, Entry> = hostIndex()
const byPath: ReadonlyMap<string, readonly PathEntry[]> = pathIndex()
const byApp: ReadonlyMap<string, Entry> = appIndex()
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
function findHost(host: string): Entry | undefined {
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

function withoutWww(host: string): string {
  return host.startsWith('www.') ? host.slice(4) : host
}

function referrerOf(host: string, entry: Entry | undefined): Referrer {
  if (entry === undefined) return { passage: false, source: host, medium: 'referral', host }
  return { passage: entry.passage, source: entry.source, medium: entry.medium, host }
}

function recordOfHost(fullHost: string): HostRecord {
  const host = withoutWww(fullHost)
  const atHome = host.startsWith('m.') ? host.slice(2) : host
  const paths = byPath.get(atHome) ?? EMPTY
  return {
    referrer: referrerOf(host, findHost(fullHost)),
    paths: paths.map(({ path, entry }) => ({ path, referrer: referrerOf(host, entry) })),
  }
}

function recordOfApp(name: string): HostRecord {
  return { referrer: referrerOf(name, byApp.get(name)), paths: [] }
}

/**
 * Reads referrers, and remembers hosts in a bounded map of its own. Undefined for what names no
 * source: an empty, relative or invalid address, a file, a browser extension.
 */
export function makeReferrerReader(): (referrer: string) => Referrer | undefined {
  const remembered = new BoundedMap<string, HostRecord>(REMEMBERED_HOSTS_MAX)
  return (referrer) => {
    const host = hostOf(referrer)
    const scheme = schemeOf(referrer)
    const isApp = scheme === 'android-app' || scheme === 'ios-app'
    if (host === '' || !(isApp || scheme === 'https' || scheme === 'http')) return undefined
    const key = isApp ? `app:${host}` : host
    let record = remembered.get(key)
    if (record === undefined) {
      record = isApp ? recordOfApp(host) : recordOfHost(host)
      remembered.set(key, record)
    }
    return record.paths.length === 0 ? record.referrer : byPathOf(record, pathOf(referrer))
  }
}

function byPathOf({ referrer, paths }: HostRecord, path: string): Referrer {
  return paths.find((rule) => `${path}/`.includes(`${rule.path}/`))?.referrer ?? referrer
}
