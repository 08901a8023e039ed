import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { FITTED_MODELS } from '../../collector/attribution/data-driven/fit.ts'
import { linearPartOf, MODELS } from '../../collector/attribution/registry.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile, openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { type Cursor, DERIVED_TABLES, TRANSFER_TABLES } from '../../collector/ledger/transfer.ts'
import type { CreditCell } from '../../collector/roi/report.ts'
import { BASES, REFUND_BASES } from '../../shared/wire/roi.ts'
import { books } from './books.ts'
import { closedAfterwards } from './closing.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, DAY, refund, START, settings, settleAll, shopState, storeVersion } from './shop.ts'
import { correctedSteps, GOALS, type Step, steps, withFitted } from './steps.ts'

const folder = mkdtempSync(join(tmpdir(), 'pathworth-property-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newFile = () => join(folder, `${++files}.db`)

/** A shop with versions of fitted models that know some of the channels, and not all. */
function newShop(file: string): SqliteSite {
  const site = closedAfterwards(createSiteFile(file, shopState))
  storeVersion(site, 'markov', { 'Paid Search': 0.6, Email: 0.3, Direct: 0.2 })
  storeVersion(site, 'shapley', { 'Paid Search': 0.7, 'Organic Search': -0.1, Email: 0 })
  storeVersion(site, 'markov', { 'Paid Search': 0.1, 'Paid Social': 1, Referral: 0.4, Email: 0 })
  storeVersion(site, 'shapley', {})
  take(site, { change: {} })
  return site
}

function take(site: SqliteSite, step: Step): void {
  if ('batch' in step) return void append(site, step.batch)
  const given = { ...settings, models: withFitted({}), ...step.change }
  site.change({ kind: 'settings', settings: given, owner: 'test', at: START })
}

function play(site: SqliteSite, list: readonly Step[]): void {
  for (const step of list) take(site, step)
  settleAll(site)
}

/** Cells of refunds are the same on either basis. */
const DATED = [
  ['conversion_date', 'sale'],
  ['touch_date', 'sale'],
  ['conversion_date', 'refund'],
] as const

/** All that has sums of its own. */
const SUMMED = [
  ...MODELS.map(({ name }) => name),
  ...FITTED_MODELS.flatMap((name) => [
    linearPartOf(name, 'unseen_channel'),
    linearPartOf(name, 'no_effect'),
  ]),
]

/** Everything that reports show, independent of internal numbers. */
function shown(site: SqliteSite): string[] {
  const lines: string[] = []
  const period = { from: 20260801, to: 20261231, by: ['day'] as const }
  for (const goal of ['purchase', 'lead'])
    for (const model of SUMMED)
      for (const [basis, refundBasis] of DATED) {
        const answer = site.report({ kind: 'roi', ...period, goal, model, basis, refundBasis })
        const { credits, touches, costs, eligible, matched, leftOut, fxDifference } = answer
        const on = [goal, model, basis, refundBasis]
        for (const cell of [...credits, ...touches, ...costs])
          lines.push(JSON.stringify([...on, cell]))
        lines.push(JSON.stringify([...on, eligible, matched, leftOut, fxDifference]))
      }
  for (const goal of GOALS) {
    const { journeys } = site.report({ kind: 'journeys', ...period, goal, limit: 100 })
    lines.push(...journeys.map((journey) => JSON.stringify(journey)))
  }
  return lines.sort()
}

/** What a model has credited in all, on a basis. */
function sums(site: SqliteSite, model: string, basis: (typeof BASES)[number], goal: string) {
  const query = { kind: 'roi', from: 20260101, to: 20271231, by: ['day'], goal } as const
  const { credits } = site.report({ ...query, model, basis })
  const total = (of: (cell: (typeof credits)[number]) => number) =>
    credits.reduce((sum, cell) => sum + of(cell), 0)
  return {
    conversions: total((cell) => cell.conversions),
    value: total((cell) => cell.value),
    net: total((cell) => cell.value - cell.refunded),
    discount: total((cell) => cell.discount - cell.discountReturned),
    cells: credits.filter((cell) => cell.value !== cell.refunded).length,
  }
}

/** Over all time it makes no difference of which day refunds are, for whatever a row is by. */
function expectBothRefundBasesToAgree(site: SqliteSite): void {
  const query = { kind: 'roi', from: 20260101, to: 20281231, by: ['channel'] } as const
  for (const goal of ['purchase', 'lead'])
    for (const { name: model } of MODELS)
      for (const basis of BASES) {
        const nets = REFUND_BASES.map((refundBasis) => {
          const { credits } = site.report({ ...query, goal, model, basis, refundBasis })
          return netsByTuple(credits)
        })
        expect(nets[1]).toEqual(nets[0])
      }
}

function netsByTuple(cells: readonly CreditCell[]): Record<string, number[]> {
  const nets: Record<string, number[]> = {}
  for (const cell of cells) {
    const name = JSON.stringify([cell.tuple, cell.reason, cell.stage])
    const [value = 0, goods = 0, discount = 0] = nets[name] ?? []
    nets[name] = [
      value + cell.value - cell.refunded,
      goods + cell.costOfGoods - cell.goodsReturned,
      discount + cell.discount - cell.discountReturned,
    ]
  }
  return nets
}

describe('after any sequence of facts and changes of settings', () => {
  it(
    'sums equal the contributions at every step, and a rebuild once settled',
    () => {
      fc.assert(
        fc.property(correctedSteps, (list) => {
          const file = newFile()
          const site = newShop(file)
          for (const [index, step] of list.entries()) {
            take(site, step)
            expect(verifySite(file).differences).toEqual([])
            // Half of the steps find visitors whose rows are behind.
            if (index % 2 === 0) site.catchUp()
          }
          expectRecovery(file)
          settleAll(site)
          expect(verifySite(file)).toMatchObject({ ok: true, pending: 0, differences: [] })
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'the order of arrival makes no difference, and a replay changes nothing',
    () => {
      const shuffled = steps.chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.array(fc.nat(), { minLength: list.length, maxLength: list.length }),
        ),
      )
      fc.assert(
        fc.property(shuffled, ([list, ranks]) => {
          const [site, other] = [newShop(':memory:'), newShop(':memory:')]
          play(site, list)
          const facts = list.filter((step) => 'batch' in step)
          const moved = facts.map((step, index) => ({ step, rank: ranks[index] ?? 0 }))
          const ordered = moved.sort((a, b) => a.rank - b.rank).map(({ step }) => step)
          // Settings are the operator's, and keep their order: here they come in the midst.
          const settingsSteps = list.filter((step) => 'change' in step)
          const half = ordered.length >> 1
          play(other, [...ordered.slice(0, half), ...settingsSteps, ...ordered.slice(half)])
          const before = shown(site)
          expect(shown(other)).toEqual(before)
          play(site, facts)
          expect(shown(site)).toEqual(before)
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'credits add up to the value of the orders, and full refunds leave zero in every cell',
    () => {
      fc.assert(
        fc.property(steps, (list) => {
          const site = newShop(':memory:')
          play(site, list)
          const orders = books(list)
          expectBothRefundBasesToAgree(site)
          for (const goal of ['purchase', 'lead'])
            for (const { name } of MODELS)
              for (const basis of BASES) {
                const expected = orders.filter(({ order }) => order.goal === goal)
                const { conversions, value } = sums(site, name, basis, goal)
                expect(conversions).toBe(expected.length * 1_000_000)
                expect(value).toBe(expected.reduce((sum, order) => sum + order.value, 0))
              }
          expectCreditsOfJourneysToAddUp(site)
          const rest = orders.map(({ order, left }, index) => {
            const { goal, transactionId, currency } = order
            const given = { goal, currency, ts: START + 400 * DAY }
            return refund(transactionId, `rest-${index}`, left, given)
          })
          // Orders that have told their refunds know none of these: now they tell none any more.
          const silent = orders
            .filter(({ order }) => order.refundIds)
            .map(({ order }) => ({ ...order, refundIds: null, updatedAt: 2_000_000_000 }))
          append(site, { conversions: silent, refunds: rest.filter(({ amount }) => amount > 0) })
          settleAll(site)
          for (const { name } of MODELS)
            for (const basis of BASES) {
              const { net, cells, discount } = sums(site, name, basis, 'purchase')
              const none = { net: 0, cells: 0, discount: 0 }
              expect({ name, basis, net, cells, discount }).toEqual({ name, basis, ...none })
            }
          expectBothRefundBasesToAgree(site)
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'a proof that runs among them finds nothing',
    () => {
      fc.assert(
        fc.property(correctedSteps, fc.integer({ min: 1, max: 5 }), (list, limit) => {
          const site = newShop(':memory:')
          for (const step of list) {
            take(site, step)
            if (!site.freshness().building) site.startProof(START)
            for (let slices = 0; slices < 6; slices++) site.work(limit, START)
            expect(site.proof().differences).toEqual([])
          }
          settleAll(site)
          site.startProof(START)
          settleAll(site)
          expect(site.proof()).toMatchObject({ state: 'done', ok: true, differences: [] })
        }),
        { numRuns: Math.ceil(runs(60).numRuns / 3) },
      )
    },
    TIMEOUT_MS,
  )

  it(
    'a site that is moved among them has the same rows where it arrives',
    () => {
      fc.assert(
        fc.property(correctedSteps, correctedSteps, correctedSteps, (before, meanwhile, after) => {
          const [source, target] = [
            newShop(':memory:'),
            closedAfterwards(createSiteFile(':memory:', { ...shopState, status: 'moving_in' })),
          ]
          play(source, before)
          copyRows(source, target)
          play(source, meanwhile)
          source.change({ kind: 'status', status: 'moved_out' })
          copyRows(source, target)
          target.finishMove(source.positions())
          settleAll(target)
          expect(derived(target)).toEqual(derived(source))
          for (const site of [source, target]) site.change({ kind: 'status', status: 'open' })
          for (const site of [source, target]) play(site, after)
          expect(shown(target)).toEqual(shown(source))
        }),
        { numRuns: Math.ceil(runs(60).numRuns / 3) },
      )
    },
    TIMEOUT_MS,
  )
})

/** Pages of a few rows, from where the target is. */
function copyRows(source: SqliteSite, target: SqliteSite): void {
  for (const table of TRANSFER_TABLES) {
    let after: Cursor | null = target.positions().last[table]
    do {
      const page = source.exportRows({ table, after, limit: 3 })
      target.importRows(page)
      after = page.next
    } while (after !== null)
  }
}

/** All that is derived, by table. */
const derived = (site: SqliteSite) =>
  DERIVED_TABLES.map((table) => site.derivedRows({ table, after: null, limit: 100_000 }))

/** Opens the file as a crash would leave it now: all that is stored, nothing that was remembered. */
function expectRecovery(file: string): void {
  const copy = newFile()
  const database = new Database(file, { readonly: true })
  database.prepare('VACUUM INTO ?').run(copy)
  database.close()
  const site = openSiteFile(copy, { readOnly: false })
  settleAll(site)
  site.close()
  expect(verifySite(copy)).toMatchObject({ ok: true, pending: 0, differences: [] })
}

function expectCreditsOfJourneysToAddUp(site: SqliteSite): void {
  const period = { from: 20260101, to: 20271231 }
  for (const goal of GOALS) {
    const { journeys } = site.report({ kind: 'journeys', ...period, goal, limit: 100 })
    for (const { touches, value, refunded } of journeys) {
      if (touches.length === 0) continue
      for (const { name } of MODELS) {
        const credits = touches.map((touch) => touch.credits[name])
        expect(credits.reduce((sum, credit) => sum + (credit?.value ?? 0), 0)).toBe(
          value - refunded,
        )
        expect(credits.reduce((sum, credit) => sum + (credit?.conversions ?? 0), 0)).toBe(1_000_000)
      }
    }
  }
}
