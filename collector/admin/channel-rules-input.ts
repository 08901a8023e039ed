import { z } from 'zod'
import { cleanText } from '../../shared/clean-text.ts'
import { foreignText } from '../../shared/ids.ts'
import { CHANNELS } from '../touch/channels.ts'
import { PATTERN_NAMES, type SiteRule } from '../touch/site-rules.ts'

/** Each touch is held against each of them. */
const RULES_MAX = 200

const TEXT_MAX = 200

/** What a list has that takes all rules away: a command line has no empty list. */
const NONE = 'none'

const EXAMPLE = 'Influencers:medium=social:source=insta*'

/** A colon parts what it begins; names of channels and campaigns may hold others. */
const PARTS = new RegExp(`:(?=(?:${PATTERN_NAMES.join('|')})=)`)

/** Rules of a site's own, as people type them: the first that fits a touch names its channel. */
export const channelRules = z
  .array(foreignText)
  .max(RULES_MAX, `has more than ${RULES_MAX} rules`)
  .transform((list, context): SiteRule[] => {
    if (list.length === 1 && list[0]?.trim() === NONE) return []
    return list.flatMap((text, at) => {
      const rule = ruleOf(text)
      if (typeof rule === 'object') return rule
      context.addIssue({ code: 'custom', path: [at], message: rule })
      return []
    })
  })

/** The rule, or what is wrong with it. */
function ruleOf(text: string): SiteRule | string {
  const [channel = '', ...given] = text.split(PARTS).map(cleanText)
  const known = CHANNELS.find((name) => name.toLowerCase() === channel.toLowerCase())
  const rule: SiteRule = { channel: known ?? channel }
  if (channel === '') return `names no channel: give channel and patterns, such as ${EXAMPLE}`
  if (given.length === 0)
    return `has no pattern: say what of a touch it looks at (${PATTERN_NAMES.join(', ')}), such as ${EXAMPLE}`
  for (const part of given) {
    const problem = putPattern(rule, part)
    if (problem !== undefined) return problem
  }
  const long = Object.values(rule).some((one) => one.length > TEXT_MAX)
  return long ? `has a name of more than ${TEXT_MAX} characters` : rule
}

function putPattern(rule: SiteRule, part: string): string | undefined {
  const sign = part.indexOf('=')
  const pattern = cleanText(part.slice(sign + 1))
  const name = PATTERN_NAMES.find((one) => one === part.slice(0, sign))
  if (name === undefined || pattern === '') return `${part}: names nothing to look for`
  if (rule[name] !== undefined) return `names ${name} twice: make two rules of it`
  if (pattern.slice(0, -1).includes('*'))
    return `${part}: * stands for what follows, at the end alone`
  rule[name] = pattern
  return undefined
}
