import { describe, expect, it } from 'vitest'
import { modelSettings } from '../../collector/admin/model-input.ts'
import { modelText } from '../../collector/attribution/model-setting.ts'

const read = (...texts: string[]) => modelSettings.parse(texts)

/** What is wrong, in words; '' for nothing. */
const problem = (...texts: string[]): string =>
  modelSettings.safeParse(texts).error?.issues[0]?.message ?? ''

describe('the models of a site', () => {
  it('are named, with parameters after colons', () => {
    expect(
      read(
        'linear',
        ' time_decay : half_life_days=14 ',
        'position_based:first=30:middle=0:last=70:direct=equal',
        'custom:channel.Paid Search=2.5:last=3',
      ),
    ).toEqual([
      { name: 'linear' },
      { name: 'time_decay', params: { halfLifeDays: 14 } },
      { name: 'position_based', direct: 'equal', params: { first: 30, middle: 0, last: 70 } },
      { name: 'custom', params: { 'channel.Paid Search': 2.5, last: 3 } },
    ])
  })

  it('are written as they are read', () => {
    const texts = ['linear:direct=equal', 'time_decay:half_life_days=0.5', 'custom:channel.A=B=3']
    expect(read(...texts).map(modelText)).toEqual(texts)
  })

  it.each([
    ['magic', 'is no model: there are first_touch'],
    ['', 'is no model'],
    ['Linear', 'is no model'],
    ['linear:half_life_days=7', 'half_life_days: is no parameter of linear, which has direct'],
    ['time_decay:halfLifeDays=7', 'halfLifeDays: is no parameter of time_decay'],
    ['time_decay:half_life_days=0', 'half_life_days=0: is a number above 0 to 3650'],
    ['time_decay:half_life_days=-7', 'half_life_days=-7: is a number above 0'],
    ['time_decay:half_life_days=1e3', 'half_life_days=1e3: is a number'],
    ['time_decay:half_life_days', 'half_life_days=: is a number'],
    ['time_decay:', ': is no parameter'],
    ['w_shaped:lead=1000001', 'lead=1000001: is a number from 0 to 1000000'],
    ['linear:channel.Email=2', 'channel.Email: is no parameter of linear'],
    ['linear:direct=never', 'direct=never: is one of last_resort, equal'],
    [`custom${':first=1'.repeat(101)}`, 'has more than 100 parameters'],
  ])('are not %j', (text, message) => {
    expect(problem(text)).toContain(message)
  })

  it('are at least one, and each once', () => {
    expect(problem()).toContain('names no model')
    expect(problem('linear', 'time_decay', 'linear:direct=equal')).toContain('names linear twice')
  })
})
