import { CHANNELS } from './channels.ts'
import type { TouchRules } from './landing.ts'

/** The channel's own spelling, whatever the case it came in; others are the site's own words. */
export function namedChannel(channel: string, { siteRules }: TouchRules): string {
  const folded = channel.toLowerCase()
  const known = [...siteRules.map((rule) => rule.channel), ...CHANNELS]
  return known.find((name) => name.toLowerCase() === folded) ?? channel
}

/** What is wrong with a channel that source and medium do not give, and the way out. */
export const channelContradiction = (named: string, derived: string): string =>
  `is "${named}", but touches with this source and medium are "${derived}": ` +
  'leave the channel out, correct source and medium, or give the site a channel rule of its own (site set --channel-rules)'
