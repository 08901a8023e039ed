/**
 * Addresses, read by scanning. `new URL` costs a microsecond or two and throws; these run for each
 * hit, answer '' where there is nothing, and agree with the URL standard on where a host ends.
 */

const SLASH = 47
const BACKSLASH = 92
const QUESTION = 63
const HASH = 35

/** Where the authority of `address` begins: after `://`; -1 when the address has none. */
function authorityStart(address: string): number {
  const colon = address.indexOf('://')
  return colon < 1 ? -1 : colon + 3
}

/** Where the authority that begins at `start` ends. Browsers read a backslash as a slash. */
function authorityEnd(address: string, start: number): number {
  for (let i = start; i < address.length; i++) {
    const code = address.charCodeAt(i)
    if (code === SLASH || code === QUESTION || code === HASH || code === BACKSLASH) return i
  }
  return address.length
}

/** The scheme in lower case, without its colon; '' for a relative address. */
export function schemeOf(address: string): string {
  const start = authorityStart(address)
  return start < 0 ? '' : address.slice(0, start - 3).toLowerCase()
}

/** The host in lower case, without user, port and trailing dot; '' for a relative address. */
export function hostOf(address: string): string {
  const start = authorityStart(address)
  if (start < 0) return ''
  const authority = address.slice(start, authorityEnd(address, start))
  return bareHost(authority.slice(authority.lastIndexOf('@') + 1))
}

function bareHost(hostAndPort: string): string {
  if (hostAndPort.startsWith('[')) return hostAndPort.slice(0, hostAndPort.indexOf(']') + 1)
  const colon = hostAndPort.indexOf(':')
  const host = (colon < 0 ? hostAndPort : hostAndPort.slice(0, colon)).toLowerCase()
  return host.endsWith('.') ? host.slice(0, -1) : host
}

/** The path with its leading slash, without query and fragment; '' when there is none. */
export function pathOf(address: string): string {
  const start = authorityStart(address)
  if (start < 0) return ''
  const from = authorityEnd(address, start)
  for (let i = from; i < address.length; i++) {
    const code = address.charCodeAt(i)
    if (code === QUESTION || code === HASH) return address.slice(from, i)
  }
  return address.slice(from)
}

/** Whether both addresses begin with the very same scheme, host and port: a cheap yes, a loose no. */
export function sameOrigin(a: string, b: string): boolean {
  const start = authorityStart(a)
  if (start < 0) return false
  const end = authorityEnd(a, start)
  return b.startsWith(a.slice(0, end)) && (b.length === end || authorityEnd(b, end) === end)
}

/** Whether `host` is one of `hosts` or a subdomain of one. Compares whole labels. */
export function isOwnHost(host: string, hosts: readonly string[]): boolean {
  return host !== '' && hosts.some((own) => host === own || host.endsWith(`.${own}`))
}
