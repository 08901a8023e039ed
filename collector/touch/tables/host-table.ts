/** What a host is to a shop: the lists of GA4's channel rules, and two of our own. */
export type HostKind = 'search' | 'social' | 'video' | 'shopping' | 'ai' | 'webmail'

/** Hosts of one service. They stand for their subdomains too, unless `alone`. */
export interface HostGroup {
  /** The name under which a touch from these hosts is reported. */
  source: string
  /** Lower case, without `www.`. */
  hosts: readonly string[]
  /** Only these hosts, and with `www.` or `m.` before them: their other subdomains are other things. */
  alone?: true
  /** Only addresses whose path begins so. */
  path?: string
  /** Other names by which `utm_source` calls the service. */
  aliases?: readonly string[]
}

export interface HostTable {
  kind: HostKind
  /** What a referrer of this table gets as its medium. */
  medium: string
  version: number
  /** Day of the last review, and where the entries come from. */
  reviewed: string
  origin: string
  groups: readonly HostGroup[]
}

/** `under('google', 'de fr')` is google.de and google.fr: one service with many country domains. */
export function under(name: string, endings: string): string[] {
  return endings.split(' ').map((ending) => `${name}.${ending}`)
}

/** The words of a text that is laid out in lines: a long list that stays short to read. */
export function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
