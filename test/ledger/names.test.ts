import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import {
  append,
  conversion,
  DAY,
  nameOf,
  newShop,
  ofFile,
  orderSteps,
  refund,
  rollBack,
  START,
  settleAll,
} from './shop.ts'
import { newShopFile, removeShopFile } from './shop-file.ts'

const PERIOD = { from: 20260101, to: 20271231 } as const

/** Net value and refunds of a goal, and refunds that no order is known of. */
function figures(site: SqliteSite, goal: string) {
  settleAll(site)
  const query = { kind: 'roi', ...PERIOD, goal, model: 'linear', by: ['day'] } as const
  const { credits, leftOut } = site.report({ ...query, basis: 'conversion_date' })
  const sum = (of: (cell: (typeof credits)[number]) => number) =>
    credits.reduce((all, cell) => all + of(cell), 0)
  const net = sum((cell) => cell.value - cell.refunded)
  return { net, refunded: sum((cell) => cell.refunded), leftOut: leftOut['refunds'] }
}

/** All orders of a list. */
function* permutations<Item>(list: readonly Item[]): Generator<Item[]> {
  if (list.length < 2) return yield [...list]
  for (const [at, one] of list.entries())
    for (const rest of permutations(list.toSpliced(at, 1))) yield [one, ...rest]
}

const sale = (more = {}): Batch => ({ conversions: [conversion('sub_1', START, more)] })

const renewal = (more = {}): Batch => ({
  conversions: [
    conversion('in_2', START + 30 * DAY, {
      ...{ goal: 'renewal', origin: { goal: 'purchase', transactionId: 'sub_1' } },
      ...more,
    }),
  ],
})

const back = (payment: string, ...amounts: number[]): Batch => ({
  refunds: amounts.map((amount, at) =>
    refund(payment, `re_${at}`, amount, { ts: START + 40 * DAY }),
  ),
})

const named = (...of: Parameters<typeof nameOf>): Batch => ({ names: [nameOf(...of)] })

describe('a refund of a further name', () => {
  it('lowers the renewal that the name leads to, in every order of arrival', () => {
    const facts = [
      ...[renewal(), back('pi_2', 3000, 500)],
      ...[named('pi_2', 'in_2'), named('in_2', 'in_2', 'renewal')],
    ]
    for (const order of permutations(facts)) {
      const site = newShop()
      for (const batch of [sale(), ...order]) append(site, batch)
      expect(figures(site, 'renewal')).toEqual({ net: 6500, refunded: 3500, leftOut: 0 })
      expect(figures(site, 'purchase')).toEqual({ net: 10_000, refunded: 0, leftOut: 0 })
    }
  })

  it('lowers the first purchase, in every order of arrival, settled in between or not', () => {
    const facts = [
      ...[sale(), back('pi_1', 3000)],
      ...[named('pi_1', 'in_1'), named('in_1', 'sub_1')],
    ]
    for (const order of permutations(facts)) {
      const site = newShop()
      for (const batch of order) {
        append(site, batch)
        settleAll(site)
      }
      append(site, renewal())
      expect(figures(site, 'purchase')).toEqual({ net: 7000, refunded: 3000, leftOut: 0 })
      expect(figures(site, 'renewal')).toEqual({ net: 10_000, refunded: 0, leftOut: 0 })
    }
  })

  it('is without an order while its name leads nowhere, or round in a circle', () => {
    const site = newShop()
    for (const batch of [sale(), back('pi_9', 100), named('pi_9', 'in_9')]) append(site, batch)
    expect(figures(site, 'purchase')).toEqual({ net: 10_000, refunded: 0, leftOut: 1 })
    append(site, named('in_9', 'pi_9'))
    expect(figures(site, 'purchase')).toEqual({ net: 10_000, refunded: 0, leftOut: 1 })
  })

  it('stays with the order of that very name, unless that is cancelled', () => {
    const site = newShop()
    append(site, sale())
    append(site, { conversions: [conversion('pi_1', START, { updatedAt: 1 })] })
    for (const batch of [back('pi_1', 3000), named('pi_1', 'sub_1')]) append(site, batch)
    expect(figures(site, 'purchase')).toEqual({ net: 17_000, refunded: 3000, leftOut: 0 })
    const cancelled = conversion('pi_1', START, { updatedAt: 2, status: 'cancelled' })
    append(site, { conversions: [cancelled] })
    expect(figures(site, 'purchase')).toEqual({ net: 7000, refunded: 3000, leftOut: 0 })
  })

  it('counts once when the same refund was told of both names', () => {
    const site = newShop()
    for (const batch of [sale(), back('sub_1', 3000), back('pi_1', 3000)]) append(site, batch)
    append(site, named('pi_1', 'sub_1'))
    expect(figures(site, 'purchase')).toEqual({ net: 7000, refunded: 3000, leftOut: 0 })
  })

  it('says as its state what it does to the order', () => {
    const site = newShop()
    append(site, sale())
    append(site, named('pi_1', 'sub_1'))
    expect(append(site, back('pi_1', 3000)).refunds).toMatchObject([{ state: 'counted' }])
    const excess = append(site, {
      refunds: [refund('pi_1', 're_excess', 7001, { ts: START + 50 * DAY })],
    }).refunds
    expect(excess).toMatchObject([{ state: 'excess' }])
    expect(append(site, back('pi_3', 1)).refunds).toMatchObject([{ state: 'pending_conversion' }])
  })

  it('comes back to nobody when the file of the order is rolled back', () => {
    const site = newShop()
    append(site, { imports: orderSteps('years', [ofFile('in_1', START, { value: 5000 })]) })
    for (const batch of [back('pi_1', 3000), named('pi_1', 'in_1')]) append(site, batch)
    expect(figures(site, 'purchase')).toMatchObject({ leftOut: 0 })
    append(site, { imports: [rollBack('years')] })
    expect(figures(site, 'purchase')).toMatchObject({ leftOut: 1 })
    for (const batch of [sale(), named('in_1', 'sub_1')]) append(site, batch)
    expect(figures(site, 'purchase')).toEqual({ net: 7000, refunded: 3000, leftOut: 0 })
  })

  it('is listed with the order that it lowers', () => {
    const site = newShop()
    for (const batch of [sale(), back('pi_1', 3000), named('pi_1', 'sub_1')]) append(site, batch)
    settleAll(site)
    const query = { kind: 'reconcile', ...PERIOD, goal: 'purchase', refundBasis: 'sale' } as const
    expect(site.report(query).leftOut).toEqual([])
  })
})

describe('verify, and a proof,', () => {
  it('find a refund that counts for another order than its name leads to', () => {
    const { folder, file, site } = newShopFile()
    try {
      for (const batch of [sale(), renewal(), back('pi_1', 3000), named('pi_1', 'sub_1')])
        append(site, batch)
      settleAll(site)
      expect(verifySite(file)).toMatchObject({ ok: true, counts: { refunds: 1 } })
      const database = new Database(file)
      database.exec('UPDATE refunds SET counts_for = conversion')
      database.close()
      const wrong = expect.stringMatching(/^refunds: refund \d+ counts for \d+, and is of \d+$/)
      expect(verifySite(file).differences).toContainEqual(wrong)
      site.startProof(START)
      settleAll(site)
      expect(site.proof().differences).toContainEqual(wrong)
    } finally {
      removeShopFile({ folder, site })
    }
  })
})

it('a name that is told again is not stored again', () => {
  const site = newShop()
  for (const batch of [named('pi_1', 'sub_1'), named('pi_1', 'sub_1')]) append(site, batch)
  const { facts } = site.scan({ after: 0, limit: 100 })
  expect(facts.filter(({ kind }) => kind === 'name')).toHaveLength(1)
})
