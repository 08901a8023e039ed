import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { MODELS } from '../../collector/attribution/registry.ts'
import type { Batch, ConversionFact, RefundFact, Settings } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile, openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { type Cursor, DERIVED_TABLES, TRANSFER_TABLES } from '../../collector/ledger/transfer.ts'
import { BASES } from '../../shared/wire/roi.ts'
import {
  append,
  conversion,
  cost,
  DAY,
  hit,
  identity,
  MINUTE,
  refund,
  START,
  settings,
  settleAll,
  shopState,
  tagged,
  visitorUuid,
} from './shop.ts'

// A small world, so that facts meet: few visitors, customers and orders, times that often touch.
// What two facts of one id say is a function of the id (or carries `updated_at`), because of two
// different facts with one id and no version the later received stands.

const VISITORS = 4

const time = fc
  .tuple(fc.integer({ min: 0, max: 25 }), fc.constantFrom(0, 5, 20, 29, 30, 31, 45, 300, 720))
  .map(([day, minutes]) => START + day * DAY + minutes * MINUTE)

const page = fc.constantFrom(
  {},
  {},
  { referrer: 'https://shop.example/cart' },
  { referrer: 'https://www.google.com/' },
  { referrer: 'https://checkout.stripe.com/pay' },
  tagged('google', 'cpc'),
  tagged('google', 'cpc', 'winter'),
  tagged('news', 'email'),
  { ...tagged('fb', 'paid_social'), referrer: 'https://shop.example/' },
)

const visitor = fc.integer({ min: 1, max: VISITORS })
const customer = fc.option(fc.constantFrom('ana', 'ben', 'eva'))
const email = fc.option(fc.constantFrom('hash-1', 'hash-2'))

const hits = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), visitor, time, page), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list): Batch => ({ hits: list.map(([id, who, ts, given]) => eventOf(id, who, ts, given)) }))

/** One event id is one event, so its other fields follow from the id. */
const events = new Map<string, ReturnType<typeof hit>>()
function eventOf(id: number, who: number, ts: number, given: Parameters<typeof hit>[3]) {
  const event = hit(id * 1000 + (ts % 997), who, ts, given)
  const known = events.get(event.eventId)
  if (!known) events.set(event.eventId, event)
  return known ?? event
}

const conversions = fc
  .record({
    transaction: fc.integer({ min: 1, max: 6 }),
    goal: fc.constantFrom('purchase', 'purchase', 'purchase', 'lead'),
    ts: time,
    value: fc.integer({ min: 0, max: 99_999 }),
    extra: fc.option(fc.integer({ min: 0, max: 500 })),
    who: fc.option(visitor),
    customerId: customer,
    emailHash: email,
    currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
    version: fc.integer({ min: 1, max: 1_000_000_000 }),
  })
  .map(({ transaction, extra, who, version, ...given }): Batch => {
    const total = extra === null ? null : given.value + extra
    const visitor = who === null ? null : visitorUuid(who)
    const fact = { ...given, total, visitor, updatedAt: version }
    return { conversions: [versionOf(conversion(`T${transaction}`, given.ts, fact))] }
  })

/** So is one version of one order. */
const versions = new Map<string, ConversionFact>()
function versionOf(fact: ConversionFact): ConversionFact {
  const key = [fact.goal, fact.transactionId, fact.updatedAt].join(' ')
  const known = versions.get(key)
  if (!known) versions.set(key, fact)
  return known ?? fact
}

const refunds = fc
  .record({ transaction: fc.integer({ min: 1, max: 6 }), id: fc.integer({ min: 1, max: 4 }) })
  .map(({ transaction, id }): Batch => {
    const given = { ts: START + ((transaction * 7 + id * 5) % 60) * DAY }
    return { refunds: [refund(`T${transaction}`, `R${id}`, (id * 7919) % 9973, given)] }
  })

const identities = fc
  .record({ who: visitor, customerId: customer, emailHash: email, ts: time, claim: fc.boolean() })
  .map(({ who, customerId, emailHash, ts, claim }): Batch => {
    const isClaim = claim && customerId !== null
    const mail = isClaim ? null : emailHash
    const fact = { visitor: visitorUuid(who), customerId, emailHash: mail, ts, claim: isClaim }
    return { identities: [identity(fact)] }
  })

/** So many customers on one visitor, or visitors on one customer, that the link tells nobody apart. */
const crowds = fc
  .tuple(fc.constantFrom('kiosk', 'guest'), visitor, fc.integer({ min: 18, max: 22 }))
  .map(([kind, who, n]): Batch => {
    const at = (index: number) =>
      kind === 'kiosk'
        ? { visitor: visitorUuid(who), customerId: `crowd-${index}` }
        : { visitor: visitorUuid(100 + index), customerId: 'ana' }
    return { identities: Array.from({ length: n }, (_, index) => identity(at(index))) }
  })

const costs = fc
  .record({
    id: fc.integer({ min: 1, max: 3 }),
    scope: fc.constantFrom('none', 'channel', 'tuple'),
  })
  .map(({ id }): Batch => {
    const scope = id === 1 ? {} : { campaignSource: 'google', campaignMedium: 'cpc' }
    const given = { externalId: `cost-${id}`, to: 20260900 + id * 7, ...scope }
    return { costs: [cost(1000 * id + 1, given)] }
  })

const changes = fc.constantFrom<Partial<Settings>>(
  { lookbackDays: 7 },
  { timeZone: 'Pacific/Auckland' },
  { siteRules: [{ channel: 'Newsletter', source: 'news' }] },
  { currency: 'USD' },
  {},
)

type Step = { batch: Batch } | { change: Partial<Settings> }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: hits.map((batch) => ({ batch })) },
  { weight: 5, arbitrary: conversions.map((batch) => ({ batch })) },
  { weight: 2, arbitrary: refunds.map((batch) => ({ batch })) },
  { weight: 3, arbitrary: identities.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: crowds.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: costs.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: changes.map((change) => ({ change })) },
)

const steps = fc.array(step, { minLength: 1, maxLength: 30 })

const folder = mkdtempSync(join(tmpdir(), 'pathworth-property-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newFile = () => join(folder, `${++files}.db`)

function take(site: SqliteSite, step: Step): void {
  if ('batch' in step) return void append(site, step.batch)
  const given = { ...settings, ...step.change }
  site.change({ kind: 'settings', settings: given, owner: 'test', at: START })
}

function play(site: SqliteSite, list: readonly Step[]): void {
  for (const step of list) take(site, step)
  settleAll(site)
}

/** Everything that reports show, independent of internal numbers. */
function shown(site: SqliteSite): string[] {
  const lines: string[] = []
  const period = { from: 20260801, to: 20261231, by: ['day'] as const }
  for (const goal of ['purchase', 'lead']) {
    for (const { name: model } of MODELS)
      for (const basis of BASES) {
        const answer = site.report({ kind: 'roi', ...period, goal, model, basis })
        const { credits, touches, costs, eligible, matched, leftOut } = answer
        for (const cell of [...credits, ...touches, ...costs])
          lines.push(JSON.stringify([goal, model, basis, cell]))
        lines.push(JSON.stringify([goal, model, basis, eligible, matched, leftOut]))
      }
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
    net: total((cell) => cell.value - cell.refunded),
    cells: credits.filter((cell) => cell.value !== cell.refunded).length,
  }
}

/** The books of the test itself: the latest version of each order, and its refunds. */
function books(list: readonly Step[], currency: string) {
  const orders = new Map<string, ConversionFact>()
  const returned = new Map<string, RefundFact>()
  for (const step of list) {
    if (!('batch' in step)) continue
    for (const fact of step.batch.conversions ?? []) {
      const key = `${fact.goal} ${fact.transactionId}`
      const before = orders.get(key)
      if (!before || (before.updatedAt ?? 0) <= (fact.updatedAt ?? 0)) orders.set(key, fact)
    }
    for (const fact of step.batch.refunds ?? [])
      returned.set(`${fact.transactionId} ${fact.refundId}`, fact)
  }
  const counted = [...orders.values()].filter((order) => order.currency === currency)
  return counted.map((order) => ({ order, left: cashLeft(order, [...returned.values()]) }))
}

function cashLeft(order: ConversionFact, returned: readonly RefundFact[]): number {
  let left = order.total ?? order.value
  const own = returned.filter(
    ({ goal, transactionId, currency }) =>
      goal === order.goal && transactionId === order.transactionId && currency === order.currency,
  )
  for (const { amount } of own.sort((a, b) => a.ts - b.ts || (a.refundId < b.refundId ? -1 : 1)))
    if (amount <= left) left -= amount
  return left
}

const currencyAfter = (list: readonly Step[]): string =>
  list.reduce((at, step) => ('change' in step ? (step.change.currency ?? 'EUR') : at), 'EUR')

const runs = Number(process.env['PATHWORTH_PROPERTY_RUNS'] ?? 60)

describe('after any sequence of facts and changes of settings', () => {
  it('sums equal the contributions at every step, and a rebuild once settled', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const file = newFile()
        const site = createSiteFile(file, shopState)
        for (const [index, step] of list.entries()) {
          take(site, step)
          expect(verifySite(file).differences).toEqual([])
          // Half of the steps find visitors whose rows are behind.
          if (index % 2 === 0) site.catchUp()
        }
        expectRecovery(file)
        settleAll(site)
        expect(verifySite(file)).toMatchObject({ ok: true, pending: 0, differences: [] })
        site.close()
      }),
      { numRuns: runs },
    )
  }, 300_000)

  it('the order of arrival makes no difference, and a replay changes nothing', () => {
    const shuffled = steps.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.array(fc.nat(), { minLength: list.length, maxLength: list.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([list, ranks]) => {
        const [site, other] = [
          createSiteFile(':memory:', shopState),
          createSiteFile(':memory:', shopState),
        ]
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
      { numRuns: runs },
    )
  }, 300_000)

  it('credits add up to the value of the orders, and full refunds leave zero in every cell', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const site = createSiteFile(':memory:', shopState)
        play(site, list)
        const orders = books(list, currencyAfter(list))
        for (const goal of ['purchase', 'lead'])
          for (const { name } of MODELS)
            for (const basis of BASES) {
              const expected = orders.filter(({ order }) => order.goal === goal).length
              expect(sums(site, name, basis, goal).conversions).toBe(expected * 1_000_000)
            }
        expectCreditsOfJourneysToAddUp(site)
        const rest = orders.map(({ order, left }, index) => {
          const { goal, transactionId, currency } = order
          const given = { goal, currency, ts: START + 400 * DAY }
          return refund(transactionId, `rest-${index}`, left, given)
        })
        append(site, { refunds: rest.filter(({ amount }) => amount > 0) })
        settleAll(site)
        for (const { name } of MODELS)
          for (const basis of BASES) {
            const { net, cells } = sums(site, name, basis, 'purchase')
            expect({ name, basis, net, cells }).toEqual({ name, basis, net: 0, cells: 0 })
          }
      }),
      { numRuns: runs },
    )
  }, 300_000)

  it('a proof that runs among them finds nothing', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (list, limit) => {
        const site = createSiteFile(':memory:', shopState)
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
      { numRuns: Math.ceil(runs / 3) },
    )
  }, 300_000)

  it('a site that is moved among them has the same rows where it arrives', () => {
    fc.assert(
      fc.property(steps, steps, steps, (before, meanwhile, after) => {
        const [source, target] = [
          createSiteFile(':memory:', shopState),
          createSiteFile(':memory:', { ...shopState, status: 'moving_in' }),
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
      { numRuns: Math.ceil(runs / 3) },
    )
  }, 300_000)
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
  const { journeys } = site.report({ kind: 'journeys', ...period, goal: 'purchase', limit: 100 })
  for (const { touches, value, refunded } of journeys) {
    if (touches.length === 0) continue
    for (const { name } of MODELS) {
      const credits = touches.map((touch) => touch.credits[name])
      expect(credits.reduce((sum, credit) => sum + (credit?.value ?? 0), 0)).toBe(value - refunded)
      expect(credits.reduce((sum, credit) => sum + (credit?.conversions ?? 0), 0)).toBe(1_000_000)
    }
  }
}
