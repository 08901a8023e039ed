import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { closedAfterwards } from './closing.ts'
import { recordOfFile } from './import-steps.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import {
  append,
  DAY,
  hit,
  identity,
  newShop,
  recordSteps,
  rollBack,
  START,
  settings,
  settleAll,
  tagged,
  visitorUuid,
} from './shop.ts'

// Few deals, contacts and visitors, so that files and a backend tell of the same ones.

const records = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 5 }),
      value: fc.constantFrom(1000, 2000),
      status: fc.constantFrom('won' as const, 'open' as const, 'lost' as const),
      updatedAt: fc.constantFrom(null, null, START, START + DAY),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
  )
  .map((list) => list.map(({ id, ...given }) => recordOfFile(id, given)))

interface File {
  id: string
  batch: Batch
}

const files: fc.Arbitrary<File> = fc
  .tuple(records, fc.uuid(), fc.constantFrom(3, 3, 3, 2))
  .map(([list, id, done]) => ({ id, batch: { imports: recordSteps(id, list).slice(0, done) } }))

const told: fc.Arbitrary<Batch> = records.map((list) => {
  const by = { source: 'backend' } as const
  return {
    conversions: list.flatMap(({ conversion: of }) => (of ? [{ ...of, ...by }] : [])),
    identities: list.slice(0, 1).flatMap((of) => of.identities.map((one) => ({ ...one, ...by }))),
    touches: list.flatMap(({ touch }) => (touch ? [{ ...touch, ...by }] : [])),
  }
})

const beside: fc.Arbitrary<Batch | 'currency'> = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map((id) => ({
    hits: [hit(id % 3, id, START, tagged('google', 'cpc', `c${id}`))],
  })),
  fc.tuple(fc.nat(2), fc.nat(1)).map(([visitor, email]) => ({
    identities: [identity({ visitor: visitorUuid(visitor), emailHash: `hash-${email}` })],
  })),
  fc.constant<'currency'>('currency'),
)

type Step = File | Batch | 'currency'

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: files.map((step): Step => step) },
    { weight: 2, arbitrary: told.map((step): Step => step) },
    { weight: 2, arbitrary: beside.map((step): Step => step) },
  ),
  { minLength: 2, maxLength: 12 },
)

const isFile = (step: Step): step is File => typeof step === 'object' && 'batch' in step

function take(site: SqliteSite, step: Step): void {
  if (step === 'currency') {
    const given = { ...settings, currency: 'USD' }
    site.change({ kind: 'settings', settings: given, owner: 'test', at: START })
    // A generation is being built from here on.
    site.work(1, START)
    return
  }
  append(site, isFile(step) ? step.batch : step)
}

/** All that is said of deals, without the numbers of the facts. */
function shown(site: SqliteSite): string[] {
  settleAll(site)
  const period = { from: 20260801, to: 20261231 } as const
  const model = { model: 'linear', basis: 'touch_date', goal: 'deal' } as const
  const roi = site.report({ kind: 'roi', ...period, ...model, by: ['channel', 'campaign', 'day'] })
  const { journeys } = site.report({ kind: 'journeys', ...period, goal: 'deal', limit: 100 })
  const { credits, eligible, matched, leftOut } = roi
  return [...credits, { eligible, matched, leftOut }, ...journeys]
    .map((line) => JSON.stringify(line))
    .toSorted()
}

it(
  'a file of a CRM that is rolled back leaves what a ledger has in which it was never taken in',
  () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat(), (list, which, when) => {
        const [site, without] = [closedAfterwards(newShop()), closedAfterwards(newShop())]
        const taken = list.filter(isFile)
        const gone = taken[which % Math.max(taken.length, 1)]
        const begins = gone ? list.indexOf(gone) : 0
        const ends = begins + (when % (list.length - begins))
        for (const [at, step] of list.entries()) {
          take(site, step)
          if (step !== gone) take(without, step)
          if (gone && at === ends) append(site, { imports: [rollBack(gone.id)] })
        }
        expect(shown(site)).toEqual(shown(without))
        site.startProof(START)
        settleAll(site)
        expect(site.proof()).toMatchObject({ state: 'done', ok: true })
      }),
      runs(60),
    )
  },
  TIMEOUT_MS,
)
