import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { DIMENSIONS } from '../../shared/wire/roi.ts'
import { closedAfterwards } from './closing.ts'
import { adFiles, aliases, reimports, renamings, rollBacks } from './import-steps.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, newShop, rate, START, settings, settleAll } from './shop.ts'

const rates = fc
  .constantFrom('1.25', '1.5')
  .map((units): Batch => ({ rates: [rate(20260901, 'USD', units)] }))

const isAlias = (batch: Batch): boolean => batch.aliases !== undefined

const facts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.oneof(adFiles, reimports, rollBacks) },
    { weight: 3, arbitrary: fc.oneof(aliases, renamings) },
    { weight: 1, arbitrary: rates },
    { weight: 1, arbitrary: fc.constant<'settings'>('settings') },
  ),
  { minLength: 2, maxLength: 16 },
)

type Step = Batch | 'settings'

function take(site: SqliteSite, step: Step): void {
  if (step !== 'settings') return void append(site, step)
  const siteRules = [{ channel: 'Letters', source: 'news' }]
  site.change({ kind: 'settings', settings: { ...settings, siteRules }, owner: 'test', at: START })
  // A generation is being built from here on.
  site.work(1, START)
}

function play(list: readonly Step[]): SqliteSite {
  const site = closedAfterwards(newShop())
  for (const step of list) take(site, step)
  settleAll(site)
  return site
}

/** All that follows from costs, without the numbers of the facts. */
function derived(site: SqliteSite) {
  const { rows: sums } = site.derivedRows({ table: 'cost_days', after: null, limit: 10_000 })
  const exchanged = site.derivedRows({ table: 'exchanged_costs', after: null, limit: 10_000 })
  const number = exchanged.columns.indexOf('cost')
  const parts = exchanged.rows.map((row) => JSON.stringify(row.toSpliced(number, 1)))
  return { sums, exchanged: parts.toSorted() }
}

/** What was spent on each day, by whatever it is broken down. */
function byDay(site: SqliteSite, dimension: 'day' | 'channel' | 'source' | 'medium' | 'campaign') {
  const query = { kind: 'roi', from: 20260801, to: 20261231, goal: 'purchase' } as const
  const terms = { model: 'linear', basis: 'conversion_date' } as const
  const by = dimension === 'day' ? (['day'] as const) : (['day', dimension] as const)
  const sums: Record<number, number> = {}
  for (const { day, amount } of site.report({ ...query, ...terms, by }).costs)
    sums[day] = (sums[day] ?? 0) + amount
  return sums
}

const BROKEN_DOWN = ['channel', 'source', 'medium', 'campaign'] as const

it('costs are broken down by these and other dimensions', () => {
  expect(DIMENSIONS).toEqual(expect.arrayContaining([...BROKEN_DOWN]))
})

it(
  'aliases move spend and never change what it adds up to, and equal a rebuild',
  () => {
    fc.assert(
      fc.property(facts, (list) => {
        const [site, without] = [
          play(list),
          play(list.filter((step) => step === 'settings' || !isAlias(step))),
        ]
        const expected = byDay(without, 'day')
        for (const dimension of ['day', ...BROKEN_DOWN] as const)
          expect(byDay(site, dimension)).toEqual(expected)
        site.startProof(START)
        settleAll(site)
        expect(site.proof()).toMatchObject({ state: 'done', ok: true, differences: [] })
      }),
      runs(60),
    )
  },
  TIMEOUT_MS,
)

it(
  'aliases that are all taken back leave what a ledger has in which none was ever saved',
  () => {
    fc.assert(
      fc.property(facts, (list) => {
        const site = play(list)
        const saved = list.flatMap((step) => (step === 'settings' ? [] : (step.aliases ?? [])))
        append(site, { aliases: saved.map((fact) => ({ ...fact, means: null })) })
        settleAll(site)
        const without = play(list.filter((step) => step === 'settings' || !isAlias(step)))
        expect(derived(site)).toEqual(derived(without))
      }),
      runs(60),
    )
  },
  TIMEOUT_MS,
)

it(
  'it makes no difference whether an alias or the files come first',
  () => {
    fc.assert(
      fc.property(fc.array(adFiles, { minLength: 1, maxLength: 3 }), aliases, (files, said) => {
        const [first, last] = [play([said, ...files]), play([...files, said])]
        expect(derived(first)).toEqual(derived(last))
      }),
      runs(40),
    )
  },
  TIMEOUT_MS,
)
