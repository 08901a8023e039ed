import { describe, expect, it } from 'vitest'
import type { ImportStep, ImportStepAnswer } from '../../collector/ledger/imports.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  append,
  cost,
  hit,
  importSteps,
  newShop,
  rate,
  rollBack,
  START,
  settings,
  settleAll,
  spend,
  tagged,
} from './shop.ts'

const take = (site: SqliteSite, ...imports: ImportStep[]): ImportStepAnswer[] =>
  append(site, { imports }).imports ?? []

const PERIOD = { from: 20260801, to: 20261031 } as const

/** Amount by day, channel and campaign, in minor units. */
function spent(site: SqliteSite): Record<string, number> {
  const query = { kind: 'roi', ...PERIOD, goal: 'purchase', model: 'linear' } as const
  const { costs } = site.report({ ...query, basis: 'conversion_date', by: ['day', 'campaign'] })
  return Object.fromEntries(
    costs.map(({ day, scope, amount }) => [`${day} ${scope.channel} ${scope.campaign}`, amount]),
  )
}

describe('an import', () => {
  it('counts when it is applied, and not before', () => {
    const site = newShop()
    const [begin, rows, apply] = importSteps('a', [spend(100), spend(50, { from: 20260902 })])
    take(site, begin as ImportStep, rows as ImportStep)
    expect(spent(site)).toEqual({})
    expect(site.report({ kind: 'imports', limit: 9 }).imports).toMatchObject([
      { id: 'a', state: 'unfinished', stateSince: null },
    ])
    expect(take(site, apply as ImportStep)).toEqual([{ outcome: 'done' }])
    expect(spent(site)).toEqual({
      '20260901 Paid Search autumn': 100,
      '20260902 Paid Search autumn': 50,
    })
  })

  it('is stored once, however often its steps come', () => {
    const site = newShop()
    const steps = importSteps('a', [spend(100)])
    take(site, ...steps)
    expect(take(site, ...steps, ...steps)).toEqual(Array(6).fill({ outcome: 'unchanged' }))
    expect(spent(site)).toEqual({ '20260901 Paid Search autumn': 100 })
  })

  it('is refused while rows are missing', () => {
    const site = newShop()
    const [begin, , apply] = importSteps('a', [spend(100)])
    expect(take(site, begin as ImportStep, apply as ImportStep)[1]).toEqual({
      ...{ outcome: 'refused', why: 'conflict' },
      reason: 'import a has 0 of its 1 rows: send it again',
    })
    expect(spent(site)).toEqual({})
  })

  it('takes no more rows once it is complete', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100)]))
    const [, rows] = importSteps('a', [spend(7, { campaign: 'winter' })])
    expect(take(site, rows as ImportStep)).toMatchObject([{ outcome: 'refused' }])
  })

  it('replaces by platform, account, campaign and day, and leaves the rest', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100), spend(30, { account: '2', campaign: 'x' })]))
    take(site, ...importSteps('b', [spend(70), spend(20, { campaign: 'winter' })]))
    expect(spent(site)).toEqual({
      '20260901 Paid Search autumn': 70,
      '20260901 Paid Search winter': 20,
      '20260901 Paid Search x': 30,
    })
  })

  it('tells apart what a user has sent under an external id', () => {
    const site = newShop()
    append(site, { costs: [cost(11, { externalId: 'google_ads' })] })
    take(site, ...importSteps('a', [spend(100)]))
    expect(Object.values(spent(site)).toSorted()).toEqual([100, 11])
  })

  it('spreads a row of a range over its days', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100, { to: 20260903 })]))
    expect(Object.values(spent(site))).toEqual([34, 33, 33])
  })
})

describe('rolling an import back', () => {
  it('lets what it had replaced stand again', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100)]))
    take(site, ...importSteps('b', [spend(70), spend(20, { campaign: 'winter' })]))
    expect(take(site, rollBack('b'))).toEqual([{ outcome: 'done' }])
    expect(spent(site)).toEqual({ '20260901 Paid Search autumn': 100 })
    expect(take(site, rollBack('b'))).toEqual([{ outcome: 'unchanged' }])
  })

  it('leaves what a later import has replaced', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100)]))
    take(site, ...importSteps('b', [spend(70)]))
    take(site, rollBack('a'))
    expect(spent(site)).toEqual({ '20260901 Paid Search autumn': 70 })
    take(site, rollBack('b'))
    expect(spent(site)).toEqual({})
  })

  it('counts costs in another currency again at the rate of their day', () => {
    const site = newShop()
    append(site, { rates: [rate(20260901, 'USD', '1.25')] })
    take(site, ...importSteps('a', [spend(100, { currency: 'USD' })]))
    take(site, ...importSteps('b', [spend(500)]))
    take(site, rollBack('b'))
    expect(spent(site)).toEqual({ '20260901 Paid Search autumn': 80 })
    append(site, { rates: [rate(20260901, 'USD', '2')] })
    settleAll(site)
    expect(spent(site)).toEqual({ '20260901 Paid Search autumn': 50 })
  })

  it('is refused for one that there is not, and one that never counted', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100)]).slice(0, 2))
    expect(take(site, rollBack('a'), rollBack('x'))).toMatchObject([
      { why: 'conflict', reason: 'import a was never applied: nothing of it counts' },
      { why: 'unknown', reason: 'there is no import x' },
    ])
  })

  it('is written to the audit trail, as is replacing, but not what is new', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100)]))
    take(site, ...importSteps('b', [spend(70), spend(20, { campaign: 'winter' })]))
    take(site, rollBack('b'))
    const of = (amount: string, rows = 1) => ({ rows, spend: [{ amount, currency: 'EUR' }] })
    const { entries } = site.report({ kind: 'audit', after: 0, limit: 10 })
    expect(
      entries.map(({ kind, subject, before, after }) => [kind, subject, before, after]),
    ).toEqual([
      ['import', { import: 'b' }, of('1.00'), of('0.70')],
      ['import', { import: 'b', rolled_back: true }, of('0.90', 2), of('1.00')],
    ])
  })
})

describe('costs of the same campaign under other keys', () => {
  const refusal = (first: Parameters<typeof spend>, second: Parameters<typeof spend>) => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(...first)]))
    const before = spent(site)
    const answer = take(site, ...importSteps('b', [spend(...second)]))[2]
    if (answer?.outcome !== 'refused') return 'taken'
    expect(spent(site)).toEqual(before)
    return answer.reason
  }

  it('are refused when a daily file meets a range', () => {
    expect(refusal([100, { to: 20260930 }], [7, { from: 20260915 }])).toBe(
      'campaign "autumn" on 2026-09-15 meets from 2026-09-01 to 2026-09-30 of import a (a.csv), which would count twice: roll that import back ("pathworth import rollback a"), or bring a file of other days',
    )
  })

  it('are refused when a range meets a day, or another range', () => {
    expect(refusal([7, { from: 20260915 }], [100, { to: 20260930 }])).toContain('of other days')
    expect(refusal([7, { to: 20260915 }], [100, { from: 20260915, to: 20260930 }])).toContain(
      'of other days',
    )
  })

  it('are taken when the days do not meet', () => {
    expect(refusal([7, { to: 20260914 }], [100, { from: 20260915, to: 20260930 }])).toBe('taken')
  })

  it.each([
    ['an id now', {}, { campaignId: '42' }, 'with campaign id (none)'],
    ['no account now', {}, { account: '' }, 'with account "1"'],
    ['utm now', {}, { utm: { source: 'g', medium: 'cpc', campaign: 'x' } }, 'other utm columns'],
  ])('are refused when the file has %s', (_, first, second, reason) => {
    expect(refusal([7, first], [7, second])).toContain(reason)
  })

  it.each([
    ['another account', {}, { account: '2' }],
    ['another platform', {}, { platform: 'meta_ads' }],
    ['another id under one name', { campaignId: '1' }, { campaignId: '2' }],
  ])('are others when the file has %s', (_, first, second) => {
    expect(refusal([7, first], [7, second])).toBe('taken')
  })

  it('are free again once the other import is rolled back', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100, { to: 20260930 })]), rollBack('a'))
    expect(take(site, ...importSteps('b', [spend(7, { from: 20260915 })]))[2]).toEqual({
      outcome: 'done',
    })
  })
})

describe('the campaign of a cost', () => {
  it('is that of the links which carry its id, or its name, and come from the platform', () => {
    const site = newShop()
    append(site, {
      hits: [
        hit(1, 1, START, tagged('google', 'cpc', '4711')),
        hit(2, 2, START, tagged('fb', 'paid', 'winter')),
        hit(3, 3, START, tagged('news', 'email', 'spring')),
      ],
    })
    const meta = { platform: 'meta_ads', from: 20260902 }
    take(
      site,
      ...importSteps('a', [
        spend(1, { campaignId: '4711', campaign: 'Autumn | Brand' }),
        spend(2, { ...meta, campaign: 'Winter' }),
        spend(3, { ...meta, campaign: 'spring' }),
      ]),
    )
    expect(spent(site)).toEqual({
      '20260901 Paid Search 4711': 1,
      '20260902 Paid Social winter': 2,
      '20260902 Paid Social spring': 3,
    })
  })

  it('has the channel that the rules give, also when they change', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100)]))
    const siteRules = [{ channel: 'Ads', source: 'google' }]
    site.change({
      ...{ kind: 'settings', owner: 'test', at: START },
      settings: { ...settings, siteRules },
    })
    settleAll(site)
    expect(spent(site)).toEqual({ '20260901 Ads autumn': 100 })
  })
})

describe('the check before an import', () => {
  it('counts what would be replaced and what is there, and names what would count twice', () => {
    const site = newShop()
    take(site, ...importSteps('a', [spend(100), spend(30, { campaign: 'winter' })]))
    const rows = [spend(100), spend(31, { campaign: 'winter' }), spend(1, { to: 20260905 })]
    expect(site.report({ kind: 'import_check', rows })).toMatchObject({
      ...{ replaces: 1, unchanged: 1 },
      overlaps: [{ row: 2, reason: expect.stringContaining('meets on 2026-09-01 of import a') }],
    })
  })

  it('sees another claim, and names of any script', () => {
    const site = newShop()
    const name = 'Žluťoučký "kůň" \\ 🛒'
    take(site, ...importSteps('a', [spend(1, { campaign: name, clicks: 2 })]))
    const check = (clicks: number) =>
      site.report({ kind: 'import_check', rows: [spend(1, { campaign: name, clicks })] })
    expect(check(2)).toMatchObject({ replaces: 0, unchanged: 1 })
    expect(check(3)).toMatchObject({ replaces: 1, unchanged: 0 })
  })
})
