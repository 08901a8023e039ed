import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { closedAfterwards } from './closing.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import {
  append,
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

// Few campaigns, accounts and days, so that imports replace each other, and meet on other days.

const rows = fc.uniqueArray(
  fc.record({
    campaign: fc.constantFrom('autumn', 'winter', ''),
    campaignId: fc.constantFrom('', '', '4711'),
    account: fc.constantFrom('1', '1', '2'),
    from: fc.integer({ min: 20260901, max: 20260906 }),
    days: fc.constantFrom(0, 0, 0, 3),
    currency: fc.constantFrom('EUR', 'USD', 'GBP'),
    amount: fc.nat(9999),
    clicks: fc.option(fc.nat(9)),
  }),
  {
    selector: ({ campaign, campaignId, account, from }) =>
      [campaignId || campaign, account, from].join(),
    minLength: 1,
    maxLength: 6,
  },
)

interface Import {
  id: string
  batch: Batch
}

const imports: fc.Arbitrary<Import> = fc.tuple(rows, fc.uuid()).map(([list, id]) => ({
  id,
  batch: {
    imports: importSteps(
      id,
      list.map(({ days, amount, ...row }) => spend(amount, { ...row, to: row.from + days })),
    ),
  },
}))

const beside: fc.Arbitrary<Batch | 'currency'> = fc.oneof(
  fc
    .tuple(fc.constantFrom('USD', 'GBP'), fc.integer({ min: 20260828, max: 20260908 }))
    .chain(([currency, day]) =>
      fc.constantFrom('1.25', '1.5').map((units) => ({ rates: [rate(day, currency, units)] })),
    ),
  fc.integer({ min: 1, max: 9 }).map((id) => ({
    hits: [hit(id, id, START, tagged('google', 'cpc', id % 2 ? 'Autumn' : '4711'))],
  })),
  fc.constant<'currency'>('currency'),
)

type Step = Import | Batch | 'currency'

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: imports.map((step): Step => step) },
    { weight: 1, arbitrary: beside.map((step): Step => step) },
  ),
  { minLength: 2, maxLength: 12 },
)

const isImport = (step: Step): step is Import => typeof step === 'object' && 'batch' in step

/** Whether it was taken. */
function take(site: SqliteSite, step: Step): boolean {
  if (step === 'currency') {
    const given = { ...settings, currency: 'USD' }
    site.change({ kind: 'settings', settings: given, owner: 'test', at: START })
    // A generation is being built from here on.
    site.work(1, START)
    return true
  }
  const answer = append(site, isImport(step) ? step.batch : step)
  return answer.imports?.every(({ outcome }) => outcome === 'done') ?? true
}

/** All that follows from costs, without the numbers of the facts. */
function derived(site: SqliteSite) {
  settleAll(site)
  const { rows: sums } = site.derivedRows({ table: 'cost_days', after: null, limit: 10_000 })
  const exchanged = site.derivedRows({ table: 'exchanged_costs', after: null, limit: 10_000 })
  const number = exchanged.columns.indexOf('cost')
  const parts = exchanged.rows.map((row) => JSON.stringify(row.toSpliced(number, 1)))
  return { sums, exchanged: parts.toSorted() }
}

it(
  'an import that is rolled back leaves what a ledger has in which it was never made',
  () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat(), (list, which, when) => {
        const [site, without] = [closedAfterwards(newShop()), closedAfterwards(newShop())]
        const made = list.filter(isImport)
        const gone = made[which % Math.max(made.length, 1)]
        const begins = gone ? list.indexOf(gone) : 0
        const ends = begins + (when % (list.length - begins))
        for (const [at, step] of list.entries()) {
          const isTaken = take(site, step)
          if (step !== gone && isTaken) expect(take(without, step)).toBe(true)
          if (gone && at === ends) append(site, { imports: [rollBack(gone.id)] })
        }
        expect(derived(site)).toEqual(derived(without))
        site.startProof(START)
        settleAll(site)
        expect(site.proof()).toMatchObject({ state: 'done', ok: true })
      }),
      runs(60),
    )
  },
  TIMEOUT_MS,
)
