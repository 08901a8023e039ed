import { describe, expect, it } from 'vitest'
import { channelRules } from '../../collector/admin/channel-rules-input.ts'
import { ruleText } from '../../collector/touch/site-rules.ts'

describe('rules for channels', () => {
  it('name a channel, and what of a touch they look at', () => {
    const list = ['Influencers:medium=social:source=insta*', ' Blogs : host = ally.example ']
    expect(channelRules.safeParse([list[0]]).data).toEqual([
      { channel: 'Influencers', medium: 'social', source: 'insta*' },
    ])
    // A space before the sign of a pattern makes it part of a name.
    expect(channelRules.safeParse([list[1]]).success).toBe(false)
  })

  it('have the spelling of a channel that there is, and any name of their own', () => {
    const given = ['paid social:source=insta*', 'Radio: north:campaign=fm:104']
    expect(channelRules.parse(given)).toEqual([
      { channel: 'Paid Social', source: 'insta*' },
      { channel: 'Radio: north', campaign: 'fm:104' },
    ])
  })

  it('are shown as they can be typed again', () => {
    const given = ['Influencers:source=insta*:medium=social', 'Radio: north:campaign=fm:104=x']
    const rules = channelRules.parse(given)
    expect(rules.map(ruleText)).toEqual(given)
    expect(channelRules.parse(rules.map(ruleText))).toEqual(rules)
  })

  it('can all be taken away', () => {
    expect(channelRules.parse([])).toEqual([])
    expect(channelRules.parse(['none'])).toEqual([])
    expect(channelRules.safeParse(['none', 'A:source=b']).success).toBe(false)
  })

  it.each([
    ['Influencers', 'has no pattern'],
    ['Influencers:', 'has no pattern'],
    ['Influencers:page=/x', 'has no pattern'],
    ['', 'names no channel'],
    [':source=insta', 'names no channel'],
    ['Influencers:source=', 'names nothing to look for'],
    ['Influencers:source=a:source=b', 'names source twice'],
    ['Influencers:source=*insta', 'at the end alone'],
    [`${'x'.repeat(201)}:source=a`, 'more than 200 characters'],
    [`A:source=${'x'.repeat(201)}`, 'more than 200 characters'],
    ['A\nB:source=a', 'control characters'],
  ])('"%s" is refused with the way out', (text, message) => {
    const issue = channelRules.safeParse(['Fine:source=a', text]).error?.issues[0]
    expect([issue?.path, issue?.message]).toEqual([[1], expect.stringContaining(message)])
  })

  it('are 200 at most', () => {
    const many = Array.from({ length: 201 }, (_, at) => `A:source=s${at}`)
    expect(channelRules.safeParse(many.slice(1)).success).toBe(true)
    expect(channelRules.safeParse(many).success).toBe(false)
  })
})
