import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MODELS } from '../../collector/attribution/registry.ts'
import type { Batch, Settings } from '../../collector/ledger/facts.ts'
import type { Ledger } from '../../collector/ledger/ledger.ts'
import { derivePast, type PastLedger } from '../../collector/ledger/past.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { NEW_TUPLES_PER_DAY_MAX } from '../../collector/ledger/sqlite/tuples.ts'
import { closedAfterwards } from './closing.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import {
  append,
  conversion,
  cost,
  DAY,
  hit,
  identity,
  importSteps,
  MINUTE,
  rate,
  refund,
  rollBack,
  START,
  settings,
  settleAll,
  shopState,
  spend,
  tagged,
  visitorUuid,
} from './shop.ts'

// Times that meet, few visitors, customers and orders: so that what comes later changes what was before.
const time = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(0, 10, 29, 31, 300))
  .map(([day, minutes]) => START + day * DAY + minutes * MINUTE)
const who = fc.integer({ min: 1, max: 3 })
const customer = fc.option(fc.constantFrom('ana', 'ben'))
const page = fc.constantFrom({}, tagged('google', 'cpc'), tagged('news', 'email'), {
  ...tagged('fb', 'paid_social'),
  name: 'add_to_cart',
})

let events = 0

const batch: fc.Arbitrary<Batch> = fc.oneof(
  fc.tuple(who, time, page).map(([visitor, ts, given]) => ({
    hits: [hit(++events, visitor, ts, given)],
  })),
  fc
    .record({
      id: fc.integer({ min: 1, max: 4 }),
      goal: fc.constantFrom('purchase', 'purchase', 'lead'),
      ts: time,
      value: fc.integer({ min: 0, max: 99_999 }),
      visitor: fc.option(who.map(visitorUuid)),
      customerId: customer,
      currency: fc.constantFrom('EUR', 'EUR', 'USD'),
    })
    .map(({ id, ts, ...given }) => ({ conversions: [conversion(`T${id}`, ts, given)] })),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.nat(5000))
    .map(([id, of, amount]) => ({ refunds: [refund(`T${id}`, `R${of}`, amount)] })),
  fc.tuple(who, fc.constantFrom('ana', 'ben'), time).map(([visitor, customerId, ts]) => ({
    identities: [identity({ visitor: visitorUuid(visitor), customerId, ts })],
  })),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.nat(9999), fc.constantFrom('EUR', 'USD'))
    .map(([id, amount, currency]) => ({
      costs: [cost(amount, { externalId: `C${id}`, to: 20260900 + id * 9, currency })],
    })),
  fc
    .record({
      id: fc.integer({ min: 1, max: 4 }),
      day: fc.integer({ min: 1, max: 3 }),
      amount: fc.nat(9999),
      currency: fc.constantFrom('EUR', 'USD'),
      last: fc.constantFrom(2, 3, 4),
    })
    .map(({ id, day, amount, currency, last }) => {
      const steps = importSteps(`I${id}`, [spend(amount, { from: 20260900 + day, currency })])
      return { imports: [...steps, rollBack(`I${id}`)].slice(0, last) }
    }),
  fc
    .tuple(fc.integer({ min: 1, max: 28 }), fc.constantFrom('1.1', '1.25', '1.6'))
    .map(([day, units]) => ({ rates: [rate(20260900 + day, 'USD', units)] })),
)

const change: fc.Arbitrary<Partial<Settings>> = fc.constantFrom<Partial<Settings>>(
  { lookbackDays: 7 },
  { timeZone: 'Pacific/Auckland' },
  { currency: 'USD' },
  { siteRules: [{ channel: 'Newsletter', source: 'news' }] },
  { models: MODELS.map(({ name }) => ({ name, direct: 'equal' as const })) },
)

type Step = { batch: Batch } | { change: Partial<Settings> } | 'look' | 'rebuild'

const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: batch.map((batch): Step => ({ batch })) },
    { weight: 1, arbitrary: change.map((change): Step => ({ change })) },
    { weight: 3, arbitrary: fc.constant<Step>('look') },
    { weight: 1, arbitrary: fc.constant<Step>('rebuild') },
  ),
  { minLength: 5, maxLength: 40 },
)

const PERIOD = { from: 20260801, to: 20261031, goal: 'purchase' } as const
const NOW = START + 40 * DAY

/** All that reports say, but for the number of the generation that they read. */
function shown(site: SqliteSite): unknown[] {
  const answers: object[] = []
  for (const { name: model } of MODELS)
    for (const basis of ['conversion_date', 'touch_date'] as const)
      answers.push(
        site.report({
          ...{ kind: 'roi', ...PERIOD, model, basis, by: ['channel', 'day', 'stage'] },
          ...{ today: 20261010, allocateAt: NOW },
        }),
      )
  const costs = { now: NOW, overhead: true }
  answers.push(
    site.report({ kind: 'journeys', ...PERIOD, limit: 100, costs }),
    site.report({
      ...{ kind: 'paths', ...PERIOD, of: 'campaign', shape: 'sequence', sort: 'value' },
      ...{ costs, skip: 0, limit: 100 },
    }),
  )
  return answers.map((answer) => ({ ...answer, generation: 0 }))
}

/** The engine as a scratch, in this thread. */
const scratchOf = (site: SqliteSite): PastLedger => ({
  positions: async () => site.positions(),
  importRows: async (page) => site.importRows(page),
  finishMove: async (finish) => site.finishMove(finish),
  settle: async (budget) => site.settle(budget, START),
  report: async (query) => site.report(query),
  state: async () => site.state(),
  change: async (change) => site.change(change),
})

async function asOf(source: SqliteSite, upTo: number, limit = 3): Promise<SqliteSite> {
  const site = closedAfterwards(createSiteFile(':memory:', { ...shopState, status: 'moving_in' }))
  const exported: Pick<Ledger, 'exportRows'> = {
    exportRows: async (query) => source.exportRows({ ...query, limit }),
  }
  const steps = derivePast(exported, scratchOf(site), { upTo, line: '' })
  for await (const { copied } of steps) expect(copied).toBeLessThanOrEqual(1)
  return site
}

const numRuns = Math.ceil(runs(60).numRuns / 3)

describe('a site as of an earlier fact', () => {
  it(
    'answers as it did, whatever facts, settings and rebuilds came since',
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (list) => {
          const site = closedAfterwards(createSiteFile(':memory:', shopState))
          const looks: { upTo: number; answers: unknown[] }[] = []
          for (const step of list) {
            if (step === 'rebuild') site.rebuild()
            else if (step === 'look') {
              settleAll(site)
              looks.push({ upTo: site.freshness().asOf, answers: shown(site) })
            } else if ('batch' in step) append(site, step.batch)
            else
              site.change({
                ...{ kind: 'settings', owner: 'test', at: START },
                settings: { ...settings, ...step.change },
              })
          }
          settleAll(site)
          for (const { upTo, answers } of looks)
            expect(shown(await asOf(site, upTo))).toEqual(answers)
        }),
        { numRuns },
      )
    },
    TIMEOUT_MS,
  )

  it('has the names that its touches had, also those that later rules could not give any more', async () => {
    const site = createSiteFile(':memory:', shopState)
    // One more than a day may bring.
    const hits = Array.from({ length: NEW_TUPLES_PER_DAY_MAX + 1 }, (_, n) =>
      hit(100_000 + n, n, START, tagged('news', 'email', `letter-${n}`)),
    )
    append(site, { hits })
    settleAll(site)
    const [upTo, answers] = [site.freshness().asOf, shown(site)]
    // All names are new under this rule, and the day is full: every touch becomes one of many others.
    const siteRules = [{ channel: 'Letters', source: 'news' }]
    site.change({
      ...{ kind: 'settings', owner: 'test', at: START },
      settings: { ...settings, siteRules },
    })
    settleAll(site)
    expect(shown(site)).not.toEqual(answers)
    expect(shown(await asOf(site, upTo, 5000))).toEqual(answers)
  }, 60_000)
})
