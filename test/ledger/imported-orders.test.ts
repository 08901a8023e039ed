import { describe, expect, it } from 'vitest'
import type { Batch, ConversionFact } from '../../collector/ledger/facts.ts'
import type { ImportStep, ImportStepAnswer } from '../../collector/ledger/imports.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  newShop,
  ofFile,
  orderSteps,
  refund,
  rollBack,
  START,
  settleAll,
  tagged,
  valueByChannel,
  visitorUuid,
} from './shop.ts'

const take = (site: SqliteSite, ...imports: ImportStep[]): ImportStepAnswer[] => {
  const answers = append(site, { imports }).imports ?? []
  settleAll(site)
  return answers
}

/** Credited orders by stage. */
function stages(site: SqliteSite): Record<string, number> {
  const query = { kind: 'roi', from: 20260101, to: 20271231, goal: 'purchase' } as const
  const by = { model: 'linear', basis: 'conversion_date', by: ['stage'] } as const
  const { credits } = site.report({ ...query, ...by })
  return Object.fromEntries(credits.map(({ stage, conversions }) => [stage, conversions / 1e6]))
}

const reconciled = (site: SqliteSite) => {
  const period = { from: 20200101, to: 20271231, goal: 'purchase' } as const
  const answer = site.report({ kind: 'reconcile', ...period, refundBasis: 'sale' })
  const { asOf: _, ...figures } = answer
  return figures
}

/** All that follows from the facts, in its order; a site's generations are not numbered alike. */
function derivedOf(site: SqliteSite): string {
  const tables = [
    'rollups',
    'touch_totals',
    'touch_counts',
    'cost_days',
    'contributions',
    'touches',
  ]
  return JSON.stringify(
    tables.map((table) => {
      const query = { table, after: null, limit: 10_000 } as never
      return site.derivedRows(query).rows
    }),
  )
}

const ANA = { customerId: 'ana' } as const
/** A live order by an ad, of a customer who comes for the first time as far as the tag knows. */
const LIVE: Batch = {
  hits: [hit(1, 1, START, tagged('google', 'cpc'))],
  conversions: [
    conversion('L1', START + DAY, { ...ANA, visitor: visitorUuid(1), updatedAt: START + DAY }),
  ],
}
const PAST = [
  ofFile('H1', START - 700 * DAY, { ...ANA, value: 5000 }),
  ofFile('H2', START - 400 * DAY, { ...ANA, value: 7000, refunded: 2000 }),
  ofFile('H3', START - 300 * DAY, { customerId: 'ben', value: 900 }),
]

describe('orders of a file', () => {
  it('make an old customer old, and earn nobody credit', () => {
    const site = newShop()
    append(site, LIVE)
    expect(stages(site)).toEqual({ acquisition: 1 })
    take(site, ...orderSteps('a', PAST))
    expect(stages(site)).toEqual({ retention: 1 })
    expect(valueByChannel(site, 'linear', { from: 20230101 })).toEqual({ 'Paid Search': 10_000 })
  })

  it('count once they are applied, and not before', () => {
    const site = newShop()
    append(site, LIVE)
    const steps = orderSteps('a', PAST)
    take(site, ...steps.slice(0, 2))
    expect(stages(site)).toEqual({ acquisition: 1 })
    take(site, ...steps.slice(2))
    expect(stages(site)).toEqual({ retention: 1 })
  })

  it('are stored once, however often their steps come', () => {
    const site = newShop()
    const steps = orderSteps('a', PAST)
    take(site, ...steps)
    const before = site.report({ kind: 'stats' } as never)
    expect(take(site, ...steps, ...steps)).toEqual(Array(6).fill({ outcome: 'unchanged' }))
    expect(site.report({ kind: 'stats' } as never)).toEqual(before)
  })

  it('are refused while some are missing, and when more come once it is complete', () => {
    const site = newShop()
    const [begin, orders, apply] = orderSteps('a', PAST) as [ImportStep, ImportStep, ImportStep]
    expect(take(site, begin, apply)[1]).toMatchObject({
      reason: 'import a has 0 of its 3 rows: send it again',
    })
    take(site, orders, apply)
    const [, more] = orderSteps('a', [ofFile('H9', START)]) as [ImportStep, ImportStep]
    expect(take(site, more)).toMatchObject([{ outcome: 'refused', why: 'conflict' }])
  })

  const told: [string, Partial<ConversionFact>][] = [
    ['a webhook', { source: 'webhook:shopify', updatedAt: START - 500 * DAY }],
    ['a backend that names no version', { source: 'backend' }],
  ]
  it.each(told)('stand behind what %s tells of the same order, in either order', (_, given) => {
    const ad = { hits: [hit(1, 1, START, tagged('google', 'cpc'))] }
    const live = conversion('H1', START + DAY, { ...given, visitor: visitorUuid(1), value: 4000 })
    for (const isFileFirst of [true, false]) {
      const site = newShop()
      append(site, ad)
      if (!isFileFirst) append(site, { conversions: [live] })
      take(site, ...orderSteps('a', PAST))
      if (isFileFirst) append(site, { conversions: [live] })
      expect(valueByChannel(site, 'linear', { from: 20230101 })).toEqual({ 'Paid Search': 4000 })
    }
  })

  it('stand before what the public tag alone has said', () => {
    const site = newShop()
    append(site, { conversions: [conversion('H1', START, { source: 'tag', value: 0 })] })
    take(site, ...orderSteps('a', PAST))
    const query = { kind: 'orders_check', orders: PAST } as const
    expect(site.report(query)).toMatchObject({ unchanged: 3, replaces: 0, told: 0 })
  })
})

describe('the sum that a file says was given back', () => {
  /** Net value of the past, in minor units: reconcile leaves history out, lifetimes do not. */
  const netOf = (site: SqliteSite) => {
    const query = { table: 'contributions', after: null, limit: 100 } as never
    const { columns, rows } = site.derivedRows(query)
    const [name, packed] = [columns.indexOf('transaction_id'), columns.indexOf('packed')]
    return Object.fromEntries(
      rows.map((row) => {
        const [, , , , measures] = JSON.parse(String(row[packed])) as unknown[]
        const [, value = 0, refunded = 0] = measures as number[]
        return [row[name], value - refunded]
      }),
    )
  }
  const orders = [ofFile('H2', START - 400 * DAY, { value: 7000, refunded: 2000 })]
  const later = refund('H2', 'R1', 500, { ts: START + DAY })
  const inside = refund('H2', 'R0', 2000, { ts: START - 399 * DAY })

  it('has in it the refunds of before the file, and later ones come to it', () => {
    const sites = [[later, inside], [inside, later], [later]].map((refunds) => {
      const site = newShop()
      append(site, { refunds: [refunds[0] ?? later] })
      take(site, ...orderSteps('a', orders))
      append(site, { refunds: refunds.slice(1) })
      settleAll(site)
      return netOf(site)['H2']
    })
    // All three: 70.00 − 20.00 − 5.00.
    expect(sites).toEqual([4500, 4500, 4500])
  })

  it('gives way with its order to who tells of both', () => {
    const [alone, beside] = [false, true].map((hasFile) => {
      const site = newShop()
      if (hasFile) take(site, ...orderSteps('a', orders))
      const live = conversion('H2', START - 400 * DAY, { value: 7000, updatedAt: START })
      append(site, { conversions: [live], refunds: [inside] })
      settleAll(site)
      return netOf(site)['H2']
    })
    expect([alone, beside]).toEqual([5000, 5000])
  })
})

describe('rolling orders back', () => {
  it('leaves what a shop has in which they never were, bit for bit', () => {
    const [without, rolledBack] = [newShop(), newShop()]
    for (const site of [without, rolledBack]) append(site, LIVE)
    take(rolledBack, ...orderSteps('a', PAST))
    expect(derivedOf(rolledBack)).not.toBe(derivedOf(without))
    expect(take(rolledBack, rollBack('a'))).toEqual([{ outcome: 'done' }])
    expect(derivedOf(rolledBack)).toBe(derivedOf(without))
    expect(reconciled(rolledBack)).toEqual(reconciled(without))
    expect(take(rolledBack, rollBack('a'))).toEqual([{ outcome: 'unchanged' }])
  })

  it('lets stand again what an earlier file has said', () => {
    const site = newShop()
    append(site, LIVE)
    take(site, ...orderSteps('a', PAST))
    const before = derivedOf(site)
    const others = PAST.map(({ conversion: order }) =>
      ofFile(order.transactionId, order.ts - DAY, { value: 1, refunded: 1 }),
    )
    take(site, ...orderSteps('b', others))
    expect(derivedOf(site)).not.toBe(before)
    take(site, rollBack('b'))
    expect(derivedOf(site)).toBe(before)
  })

  it('leaves what others tell of the same order as it is', () => {
    const site = newShop()
    append(site, LIVE)
    take(site, ...orderSteps('a', [ofFile('L1', START, { value: 1, refunded: 1 })]))
    const before = derivedOf(site)
    take(site, rollBack('a'))
    expect(derivedOf(site)).toBe(before)
  })

  it('leaves nothing either while the orders are being put in their places', () => {
    const [without, rolledBack] = [newShop(), newShop()]
    for (const site of [without, rolledBack]) append(site, LIVE)
    const many = Array.from({ length: 230 }, (_, n) =>
      ofFile(`M${n}`, START - (n + 1) * DAY, { customerId: n % 2 ? 'ana' : `c${n}` }),
    )
    append(rolledBack, { imports: orderSteps('a', many) })
    expect(rolledBack.waits).toBe(true)
    const { pending } = rolledBack.settle({ conversions: 50 }, START)
    expect(pending).toBeGreaterThan(0)
    append(rolledBack, { imports: [rollBack('a')] })
    settleAll(rolledBack)
    expect(derivedOf(rolledBack)).toBe(derivedOf(without))
  })

  it('is one entry of the audit trail beside the orders whose credit it has changed', () => {
    const site = newShop()
    append(site, LIVE)
    take(site, ...orderSteps('a', PAST), rollBack('a'))
    const { entries } = site.report({ kind: 'audit', after: 0, limit: 50 })
    const sum = { amount: '129.00', currency: 'EUR' }
    expect(entries.filter(({ kind }) => kind === 'import')).toMatchObject([
      // Once it has made the customer an old one, and taken that back in the same transaction: no change.
      {
        subject: { import: 'a', rolled_back: true },
        ...{ before: { orders: 3, value: [sum] }, after: null },
      },
    ])
  })

  it('is a rollback that a rebuild and a proof agree with', () => {
    const site = newShop()
    append(site, LIVE)
    take(site, ...orderSteps('a', PAST), ...orderSteps('b', PAST.slice(1)), rollBack('a'))
    site.startProof(START)
    settleAll(site)
    expect(site.proof()).toMatchObject({ state: 'done', ok: true, differences: [] })
  })
})
