/**
 * Ranges that are of nobody's public server (IANA special-purpose registries, reviewed 2026-11):
 * first address and length of the prefix.
 */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

/** Public addresses of IPv6 begin with the bits 001; of those, these are special. */
const PRIVATE_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]
const PUBLIC_V6 = ['2000::', 3] as const

/** Names that never lead to another machine, or only inside of a network. */
const PRIVATE_NAMES = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa|intranet)\.?$/i

/** Whether an IP address may be somebody's public server. */
export function isPublicAddress(address: string): boolean {
  const v4 = bitsOfV4(address)
  if (v4 !== undefined)
    return !PRIVATE_V4.some(([of, length]) => isWithin(v4, bitsOfV4(of), length))
  const v6 = bitsOfV6(address)
  if (v6 === undefined || !isWithin(v6, bitsOfV6(PUBLIC_V6[0]), PUBLIC_V6[1])) return false
  return !PRIVATE_V6.some(([of, length]) => isWithin(v6, bitsOfV6(of), length))
}

/**
 * Why nothing is sent to an address, with the way out; undefined when it may be. Where a name leads is
 * looked at when it is sent to.
 * @param hosts that may be private, and without TLS
 */
export function endpointTrouble(address: string, hosts: readonly string[]): string | undefined {
  if (!URL.canParse(address)) return 'is no address: write it as https://crm.example/webhooks'
  const url = new URL(address)
  if (url.username !== '' || url.password !== '')
    return 'holds a password: deliveries are signed, and need none'
  if (url.hash !== '') return 'has a part after #, which is never sent: leave it out'
  if (hosts.includes(bareHost(url)) && /^https?:$/.test(url.protocol)) return undefined
  if (url.protocol !== 'https:') return `is not https${WAY_OUT}`
  return isPrivateHost(url) ? `is of a private network${WAY_OUT}` : undefined
}

const WAY_OUT =
  ': a host of your own network, or without TLS, must stand in PATHWORTH_WEBHOOK_HOSTS'

/** `[::1]` without its brackets. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** A name without a point is one of the own network, too. */
function isPrivateHost(url: URL): boolean {
  const host = bareHost(url)
  if (isAddress(host)) return !isPublicAddress(host)
  return PRIVATE_NAMES.test(host) || !host.includes('.')
}

/** A comma-separated list, as the configuration has it. */
export const hostsOf = (text: string): string[] =>
  text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '')

export const isAddress = (host: string): boolean =>
  bitsOfV4(host) !== undefined || host.includes(':')

function isWithin(bits: string, of: string | undefined, length: number): boolean {
  return of !== undefined && bits.slice(0, length) === of.slice(0, length)
}

function bitsOfV4(address: string): string | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return undefined
  const parts = address.split('.').map(Number)
  return parts.some((part) => part > 255) ? undefined : bits(parts, 8)
}

/** undefined for what is no address, and for one that has an IPv4 address in its text: none is public. */
function bitsOfV6(address: string): string | undefined {
  const [head = '', tail, ...more] = address.split('::')
  const [left, right] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')))
  const given = [...(left ?? []), ...(right ?? [])]
  const missing = 8 - given.length
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined
  if (!given.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const zeros = Array.from({ length: missing }, () => '0')
  const groups = [...(left ?? []), ...zeros, ...(right ?? [])]
  return bits(
    groups.map((group) => Number.parseInt(group, 16)),
    16,
  )
}

const bits = (parts: readonly number[], width: number): string =>
  parts.map((part) => part.toString(2).padStart(width, '0')).join('')
