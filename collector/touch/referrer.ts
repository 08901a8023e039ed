import { hostOf, pathOf, schemeOf } from './address.ts'
import { BoundedMap } from './bounded-map.ts'
import { byApp, byPath, type Entry, findHost } from './known-hosts.ts'

/** Where a visitor came from, as the referrer tells it. */
export interface Referrer {
  /** A payment or login host: the visitor was with us before, so it is never a source. */
  passage: boolean
  source: string
  medium: string
  /** The host without `www.`, or the name of an app's package. */
  host: string
}

/** What is known of a host: what its addresses are, and which of its paths are something else. */
interface HostRecord {
  referrer: Referrer
  paths: readonly { path: string; referrer: Referrer }[]
}

const REMEMBERED_HOSTS_MAX = 2_048

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
  const paths = byPath.get(atHome) ?? []
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
