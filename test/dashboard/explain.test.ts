import { describe, expect, it } from 'vitest'
import { linesOf } from '../../collector/dashboard/views/explain/fact-lines.ts'
import { shownFormula } from '../../collector/dashboard/views/explain/formula.ts'
import { filterTexts, titleOf } from '../../collector/dashboard/views/explain/naming.ts'
import { sumsOf } from '../../collector/dashboard/views/explain/parts.ts'
import {
  explainAsked,
  explainQuery,
  isTold,
  withMeasure,
} from '../../collector/dashboard/views/explain/question.ts'
import type { ExplainAnswer } from '../../shared/wire/answers/journeys.ts'

describe('the name of a figure', () => {
  it('says of which row it is, and of a name that is empty that there is none', () => {
    const cell = { cell: 'row', by: ['channel', 'campaign'], measure: 'roi' }
    expect(titleOf({ ...cell, channel: 'Email', campaign: '' })).toBe(
      'ROI of channel Email, campaign (none)',
    )
  })

  it('says of a place that is no row which it is, and why', () => {
    const cell = { cell: 'unattributed', by: [], measure: 'conversions' }
    expect(titleOf(cell)).toBe('Conversions that no touch is credited with')
    expect(titleOf({ ...cell, reason: 'no_touch' })).toBe(
      'Conversions that no touch is credited with: no touch',
    )
    const apart = { cell: 'other_sales', by: [], measure: 'value', sales_channels: ['pos'] }
    expect(titleOf(apart)).toBe('Value of sales channels that stand apart: pos')
  })

  it('says of another report which place of it it is', () => {
    const cell = { report: 'paths', measure: 'cost' }
    expect(titleOf({ ...cell, cell: 'row', steps: ['Email', ''] })).toBe(
      'Cost of the path Email → (none)',
    )
    expect(titleOf({ ...cell, cell: 'open' })).toBe('Cost of journeys that are open')
  })

  it('says of a cohort who they are, and up to when', () => {
    const email = { report: 'cohorts', cell: 'row', cohort: '2026-01', names: ['Email'] }
    expect(titleOf({ ...email, measure: 'cac' })).toMatch(/^CAC of Email won in Jan\w* 2026$/)
    const point = titleOf({ ...email, measure: 'ltv_by_age', ltv_every: 7, point: 2 })
    expect(point).toMatch(/^LTV of Email won in Jan\w* 2026, up to day 14$/)
    const again = titleOf({ ...email, measure: 'bought_again', months_since: 3 })
    expect(again).toMatch(/2026, by the end of month 3$/)
  })

  it('has the filters, also those that leave something out', () => {
    expect(filterTexts({ country: { is: ['DE', 'FR'] }, campaign: { not: [''] } })).toEqual([
      'country is DE or FR',
      'campaign is not (none)',
    ])
    expect(filterTexts(undefined)).toEqual([])
  })
})

describe('the question of a figure', () => {
  const asked = { from: '2026-09-01', to: '2026-11-30', country: 'DE', basis: 'touch_date' }

  it('is that of its own report, with what that report knows', () => {
    const figure = 'report=paths&of=channel&shape=set&cell=row&steps=%5B%22Email%22%5D&measure=roi'
    const { path, query } = explainAsked({ ...asked, goal: 'lead' }, figure)
    expect(path).toBe('/v1/explain/paths')
    expect(query).toMatchObject({
      from: '2026-09-01',
      goal: 'lead',
      steps: '["Email"]',
      shape: 'set',
    })
    expect(query).not.toHaveProperty('report')
    expect(query).not.toHaveProperty('basis')
  })

  it('is that of the ROI report without one, or with one that nobody knows', () => {
    for (const figure of ['cell=total', 'report=colours&cell=total', 'report=toString&cell=total'])
      expect(explainAsked(asked, figure).path).toBe('/v1/explain')
  })
})

describe('a formula', () => {
  const shown = (formula: string, measure: string) =>
    shownFormula({ formula, measure }, 'EUR', 'en-GB').numbers

  it('has its amounts as the reader writes them, and its result apart', () => {
    const roi = { formula: 'ROI = (1134.85 − 500.00) ÷ 500.00 = 1.2697', measure: 'roi' }
    expect(shownFormula(roi, 'EUR', 'en-GB')).toEqual({
      words: '(value − cost) ÷ cost',
      numbers: '(€1,134.85 − €500.00) ÷ €500.00',
    })
    expect(shown('cost = 3308.02 booked − 3337.15 that touches carry = −29.13', 'cost')).toBe(
      '€3,308.02 booked − €3,337.15 that touches carry',
    )
  })

  it('is said in the words of its report', () => {
    const words = (report?: string) =>
      shownFormula({ formula: '', measure: 'cac', ...(report && { report }) }, 'EUR').words
    expect(words()).toBe('cost ÷ new customers')
    expect(words('cohorts')).toBe('cost ÷ customers')
  })

  it('takes counts for counts, and an amount below zero for one', () => {
    expect(shown('CPA = 100.00 ÷ 1000.5 = 0.10', 'cpa')).toBe('€100.00 ÷ 1,000.5')
    expect(shown('repeat rate = 20 ÷ 1000 = 0.02', 'repeat_rate')).toBe('20 ÷ 1,000')
    expect(shown('ROAS = −5.00 ÷ 2.00 = −2.5', 'roas')).toBe('-€5.00 ÷ €2.00')
    expect(shown('conversions = what the parts add up to = 37', 'conversions')).toBe(
      'what the parts add up to',
    )
  })

  it('says why there is no result', () => {
    const none = 'CPA = 100.00 ÷ 0 = null, since nothing is divided by nothing'
    expect(shown(none, 'cpa')).toBe('€100.00 ÷ 0: none, since nothing is divided by nothing')
    const unknown = 'cost = null, since no cost says its country'
    expect(shown(unknown, 'cost')).toBe('since no cost says its country')
  })
})

const page = (value: string, conversions: string, next: string | null): ExplainAnswer =>
  ({
    cell: { value: '100.10', cost: null, conversions: '2' },
    parts: [{ kind: 'conversion', adds: { new_customers: '0.5' } }],
    page: { parts: 1, value, conversions, cost: '0.00', touches: 0 },
    next,
  }) as unknown as ExplainAnswer

describe('the sum of the pages that are shown', () => {
  it('is exact, and says when it is the figure', () => {
    const [first, second] = [page('60.05', '1.5', 'c'), page('40.05', '0.5', null)]
    expect(sumsOf([first], 'value')).toEqual([
      { name: 'value', shown: '60.05', whole: '100.10', isWhole: false },
    ])
    expect(sumsOf([first, second], 'aov')).toEqual([
      { name: 'value', shown: '100.10', whole: '100.10', isWhole: true },
      { name: 'conversions', shown: '2.0', whole: '2', isWhole: true },
    ])
  })

  it('is held against nothing where the figure is not known, and left out where there is none', () => {
    expect(sumsOf([page('1.00', '1', null)], 'cost')).toEqual([
      { name: 'cost', shown: '0.00', whole: null, isWhole: false },
    ])
    expect(sumsOf([page('1.00', '1', null)], 'new_customers')).toEqual([])
  })
})

describe('the question for a figure', () => {
  const report = { from: '2026-11-01', to: '2026-11-30', channel: 'Email', model: 'linear' }

  it('is that of the report, under its filters', () => {
    expect(explainQuery(report, 'cell=row&by=channel&row.channel=Email&measure=cost')).toEqual({
      ...report,
      ...{ cell: 'row', by: 'channel', 'row.channel': 'Email', measure: 'cost' },
    })
  })

  it('is without filters for what stands beside the report under any', () => {
    const asked = explainQuery(report, 'cell=other_sales&sales_channel=pos')
    expect(asked).toEqual({
      ...{ from: '2026-11-01', to: '2026-11-30', model: 'linear' },
      ...{ cell: 'other_sales', sales_channel: 'pos' },
    })
  })

  it('goes on to other measures of the place, and to those alone that the place has', () => {
    expect(withMeasure('cell=total&measure=roi', 'cost')).toBe('cell=total&measure=cost')
    const point = 'cell=total&measure=ltv_by_age&ltv_every=7&point=2'
    expect(withMeasure(point, 'cac')).toBe('cell=total&measure=cac')
    const told = (cell: string, measure: string, basis = 'conversion_date') =>
      isTold({ cell }, measure, basis)
    expect([told('total', 'repeat_rate'), told('row', 'repeat_rate')]).toEqual([true, false])
    expect(told('not_broken_down', 'value')).toBe(false)
    expect(told('row', 'conversions_per_touch', 'touch_date')).toBe(true)
    expect(told('row', 'conversions_per_touch')).toBe(false)
    expect(isTold({ cell: 'row', category: 'ad_spend' }, 'value', '')).toBe(false)
  })
})

describe('the lines of a fact', () => {
  it('have what it says, and nothing for what it does not', () => {
    const fact = { coupon: 'A', market: null, title: '', props: { size: 'L' }, n: 0 }
    expect(linesOf(fact, (time) => time)).toEqual([
      ['coupon', 'A'],
      ['props › size', 'L'],
      ['n', '0'],
    ])
  })

  it('have times as they are written, and no text that looks like half of one', () => {
    const fact = { ts: '2026-11-02T10:00:00.000Z', note: '2026-11-02' }
    expect(linesOf(fact, () => 'then')).toEqual([
      ['ts', 'then'],
      ['note', '2026-11-02'],
    ])
  })
})
