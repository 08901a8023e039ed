import { expect, it } from 'vitest'
import type { OpenFact } from '../../collector/ledger/opens.ts'
import { append, newShop, open, START, settleAll, uuidOf } from './shop.ts'

const PERIOD = { from: 20260901, to: 20260930, goal: 'purchase', model: 'linear' } as const

const opened = (...facts: OpenFact[]) => {
  const site = newShop()
  for (const fact of facts) append(site, { opens: [fact] })
  settleAll(site)
  return site.report({ kind: 'campaigns', ...PERIOD, basis: 'conversion_date' }).opened
}

it('an open is stored once, however often it comes', () => {
  expect(opened(open(1), open(1), open(2))).toMatchObject([{ campaign: 'spring', opens: 2 }])
  expect(uuidOf(1)).not.toBe(uuidOf(2))
})

it('mails are told by what they say, those that were opened most first, on the days that are asked', () => {
  const other = { content: 'reminder' }
  const facts = [open(1), open(2, other), open(3, other), open(4, { day: 20261001 })]
  expect(opened(...facts).map(({ content, opens }) => [content, opens])).toEqual([
    ['reminder', 2],
    ['', 1],
  ])
})

it('an open marks nothing to be settled, and leaves no trace in the audit trail', () => {
  const site = newShop()
  append(site, { opens: [open(1)] })
  expect(site.freshness()).toMatchObject({ pending: 0, freshTo: START })
  expect(site.report({ kind: 'audit', after: 0, limit: 9 }).entries).toEqual([])
  expect(site.report({ kind: 'stats' }).facts).toMatchObject({ opens: 1, touches: 0 })
})
