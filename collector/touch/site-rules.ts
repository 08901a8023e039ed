/** What classification needs to know of a site. */
export interface TouchRules {
  /** The site's domains, lower case; a host is own when it is one of them or a subdomain of one. */
  ownHosts: readonly string[]
  /** The site's own channel rules, tried first. */
  siteRules: readonly SiteRule[]
}

/**
 * `channel` for what matches every pattern given: exact, or a prefix with a trailing `*`, without
 * regard to case. `host` is the referrer's, without `www.`. A rule without a pattern matches nothing.
 */
export interface SiteRule {
  channel: string
  source?: string
  medium?: string
  campaign?: string
  host?: string
}

/** What of a touch a rule can look at. */
export const PATTERN_NAMES = ['source', 'medium', 'campaign', 'host'] as const

export type Subject = Record<(typeof PATTERN_NAMES)[number], string>

/** The channel of the first rule that matches; undefined when none does. */
export function siteChannel(rules: readonly SiteRule[], subject: Subject): string | undefined {
  return rules.find((rule) => matches(rule, subject))?.channel
}

/** A rule as people type it: the channel, then patterns after colons, as in `Influencers:medium=social:source=insta*`. */
export const ruleText = (rule: SiteRule): string =>
  PATTERN_NAMES.reduce(
    (text, name) => (rule[name] === undefined ? text : `${text}:${name}=${rule[name]}`),
    rule.channel,
  )

function matches(rule: SiteRule, subject: Subject): boolean {
  const given = PATTERN_NAMES.filter((name) => rule[name] !== undefined)
  return given.length > 0 && given.every((name) => fits(rule[name] ?? '', subject[name]))
}

function fits(pattern: string, value: string): boolean {
  const wanted = pattern.toLowerCase()
  const actual = value.toLowerCase()
  return wanted.endsWith('*') ? actual.startsWith(wanted.slice(0, -1)) : actual === wanted
}
