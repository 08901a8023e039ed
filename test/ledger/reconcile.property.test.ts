import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { Adds } from '../../collector/roi/parts-met.ts'
import { bridgeUnit, reconciled } from '../../collector/roi/reconcile.ts'
import { roiReport } from '../../collector/roi/report.ts'
import { BRIDGE_FIELDS, type BridgeField } from '../../shared/bridge.ts'
import { addDays } from '../../shared/dates.ts'
import { formatAmount } from '../../shared/money.ts'
import { RECONCILE_BYS, type ReconcileBy } from '../../shared/wire/reconcile.ts'
import { REFUND_BASES, type RefundBasis } from '../../shared/wire/roi.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, conversion, DAY, newShop, rate, refund, START, settleAll } from './shop.ts'
import { facts, period } from './worlds.ts'

interface Question {
  from: number
  days: number
  by: ReconcileBy
  refundBasis: RefundBasis
}

/** A site with these facts, and its bridge; to be closed. */
function world(batches: readonly Batch[], { from, days, by, refundBasis }: Question) {
  const site = newShop()
  for (const batch of batches) append(site, batch)
  settleAll(site)
  const asked = { from, to: addDays(from, days), goal: 'purchase', refundBasis }
  const answer = site.report({ kind: 'reconcile', ...asked })
  const { sales, credits, returns } = answer
  const ofOwnDay = refundBasis === 'refund' ? returns : undefined
  const bridge = reconciled({ by, currency: 'EUR', sales, credits, returns: ofOwnDay })
  return { site, answer, bridge, ...asked }
}

function ask(batches: readonly Batch[], asked: Question) {
  const { site, answer, bridge, from, to, goal, refundBasis } = world(batches, asked)
  const roi = site.report({
    ...{ kind: 'roi', from, to, goal, refundBasis, model: 'time_decay', basis: 'conversion_date' },
    ...{ by: [], today: 20270101 },
  })
  site.close()
  const report = roiReport({
    ...{ by: [], currency: 'EUR', today: 20270101 },
    ...{ credits: roi.credits, touches: [], costs: [] },
  })
  const { fxDifference, leftOut } = answer
  return { bridge, fxDifference, leftOut, report, roi }
}

const cents = (text: string | number): number => Math.round(Number(text) * 100)

const question = period.chain(({ from, days }) =>
  fc.record({
    from: fc.constant(from),
    days: fc.constant(days),
    by: fc.constantFrom(...RECONCILE_BYS),
    refundBasis: fc.constantFrom(...REFUND_BASES),
  }),
)

describe('whatever the facts', () => {
  it(
    'the bridge ends at the value of the ROI report, and holds in each row',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { bridge, report, roi, fxDifference } = ask(batches, asked)
          expect(bridge.checks.map(({ holds }) => holds)).toEqual([true, true])
          expect(bridge.total.net).toBe(report.total.value)
          expect(bridge.total.unattributed).toBe(report.unattributed.value)
          expect(bridge.total.orders).toBe(Number(report.total.conversions))
          expect(fxDifference).toBe(roi.fxDifference)
          for (const row of [...bridge.rows, bridge.total]) {
            const { gross, discount, tax, shipping, refunds, net, total, difference } = row
            const taken = [discount, tax, shipping, refunds].map(cents)
            expect(taken.reduce((left, part) => left - part, cents(gross))).toBe(cents(net))
            expect(cents(row.attributed) + cents(row.unattributed)).toBe(cents(net))
            expect(cents(gross) - cents(discount) + cents(difference)).toBe(cents(total))
          }
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'counts what is left out as the ROI report does',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { leftOut, roi } = ask(batches, asked)
          const counted = (reason: string) =>
            leftOut.find((one) => one.reason === reason)?.count ?? 0
          const states = ['pending_rate', 'unconfirmed', 'cancelled', 'historical']
          const ofRoi = [...states, 'other_sales'].map((name) => roi.leftOut[name] ?? 0)
          const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)
          // There, those of sales channels that stand apart have a name of their own.
          expect(sum(states.map(counted))).toBe(sum(ofRoi))
          if (ofRoi.at(-1) === 0) expect(states.map(counted)).toEqual(ofRoi.slice(0, -1))
        }),
        runs(40),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'is the same in whatever order facts came',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { bridge, leftOut } = ask(batches, asked)
          expect(ask(batches.toReversed(), asked)).toMatchObject({ bridge, leftOut })
        }),
        runs(30),
      )
    },
    TIMEOUT_MS,
  )
})

/** The parts of a figure of the bridge, for each of its rows, and of all of them. */
function explain(batches: readonly Batch[], asked: Question, field: BridgeField) {
  const { bridge, refundBasis, from, to, site } = world(batches, asked)
  const shown = (adds: Adds): string => {
    const amount = adds[field] ?? 0
    return bridgeUnit(field) === 'money' ? formatAmount(amount, 'EUR') : String(amount)
  }
  const addedBy = (days: { from: number; to: number }) => {
    const { parts, count, adds, nextPart } = site.report({
      kind: 'explain_reconcile',
      ...{ report: { kind: 'reconcile', from, to, goal: 'purchase', refundBasis } },
      ...{ place: { field, ...days }, model: 'linear', page: { skip: 0, limit: 1000 } },
    })
    expect(nextPart).toBeNull()
    expect(parts).toHaveLength(count)
    const sum = parts.reduce((all, part) => all + (part.adds[field] ?? 0), 0)
    expect(sum).toBe(adds[field] ?? 0)
    return shown(adds)
  }
  const rows = bridge.rows.map(({ day, month, ...figures }) => {
    const [first, last] = daysOf(day, month, { from, to })
    return { told: String(figures[field]), added: addedBy({ from: first, to: last }) }
  })
  const all = { told: String(bridge.total[field]), added: addedBy({ from, to }) }
  site.close()
  return [...rows, all]
}

const digits = (name: string): number => Number(name.replaceAll('-', ''))

function daysOf(
  day: string | undefined,
  month: string | undefined,
  { from, to }: { from: number; to: number },
): [number, number] {
  if (day !== undefined) return [digits(day), digits(day)]
  if (month === undefined) return [from, to]
  return [Math.max(from, digits(month) * 100 + 1), Math.min(to, digits(month) * 100 + 31)]
}

describe('a figure of the bridge', () => {
  it(
    'is what its parts add up to, in each row and in total',
    () => {
      fc.assert(
        fc.property(facts, question, fc.constantFrom(...BRIDGE_FIELDS), (batches, asked, field) => {
          for (const { told, added } of explain(batches, asked, field)) expect(added).toBe(told)
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )
})

describe('what exchange rates have moved', () => {
  /** 10.00 dollars go back: 8.00 at the rate of the order, 9.09 at that of their own day. */
  const moved = (salesChannel: 'phone' | 'pos') =>
    ask(
      [
        { rates: [rate(20260901, 'USD', '1.25'), rate(20260908, 'USD', '1.1')] },
        { conversions: [conversion('A', START, { salesChannel })] },
        { refunds: [refund('A', 'R', 1000, { ts: START + 7 * DAY, currency: 'USD' })] },
      ],
      { from: 20260901, days: 29, by: 'none', refundBasis: 'sale' },
    ).fxDifference

  it('is told of an order that counts', () => expect(moved('phone')).toBe(-109))

  it('leaves out an order of a till, as the total does', () => expect(moved('pos')).toBe(0))
})
