import { expect, test } from 'vitest'
import { at, TestCollector } from './collector.ts'

test('cohorts of a site with too many purchases are a problem that says how many, and where to ask', async () => {
  const collector = new TestCollector()
  const keys = await collector.addSite('shop')
  const ledger = await collector.ledgers.open('shop')
  const months = 'from=2026-10&to=2026-11'
  expect((await collector.get(`/v1/cohorts?${months}`, keys.read)).status).toBe(200)
  const report = ledger?.report.bind(ledger)
  const large = async (query: Parameters<NonNullable<typeof report>>[0]) => ({
    ...(await report?.(query)),
    ...{ conversions: 500_001, conversionsMax: 500_000 },
  })
  Object.assign(ledger as object, { report: large })
  const answer = await collector.get(`/v1/cohorts?${months}`, keys.read)
  expect(answer.status).toBe(409)
  expect(at(answer.json, 'detail')).toMatch(
    /has 500001 purchases, .* at most 500000; ask \/v1\/roi with by=month,channel/,
  )
})
