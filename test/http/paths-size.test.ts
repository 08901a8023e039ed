import { expect, test } from 'vitest'
import { at, TestCollector } from './collector.ts'

test('paths of a site with too many touches are a problem that says how many, and where to ask', async () => {
  const collector = new TestCollector()
  const keys = await collector.addSite('shop')
  const ledger = await collector.ledgers.open('shop')
  const paths = 'from=2026-11-01&to=2026-11-30'
  expect((await collector.get(`/v1/paths?${paths}`, keys.read)).status).toBe(200)
  const report = ledger?.report.bind(ledger)
  const large = async (query: Parameters<NonNullable<typeof report>>[0]) => ({
    ...(await report?.(query)),
    ...{ touches: 1_500_001, touchesMax: 1_500_000 },
  })
  Object.assign(ledger as object, { report: large })
  const answer = await collector.get(`/v1/paths?${paths}`, keys.read)
  expect(answer.status).toBe(409)
  expect(at(answer.json, 'type')).toBe('/problems/conflict')
  expect(at(answer.json, 'detail')).toMatch(
    /has 1500001 touches, .* at most 1500000; ask \/v1\/roi/,
  )
})
