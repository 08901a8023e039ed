import { expect, test } from 'vitest'
import { ReportTooLargeError } from '../../collector/ledger/reports-too-large.ts'
import { at, TestCollector } from './collector.ts'

test('a report that is too large is a problem that says why, and where to ask', async () => {
  const collector = new TestCollector()
  const keys = await collector.addSite('shop')
  const ledger = await collector.ledgers.open('shop')
  const paths = 'from=2026-11-01&to=2026-11-30'
  expect((await collector.get(`/v1/paths?${paths}`, keys.read)).status).toBe(200)
  const report = () => Promise.reject(new ReportTooLargeError('from, to: ask for a shorter period'))
  Object.assign(ledger as object, { report })
  const answer = await collector.get(`/v1/paths?${paths}`, keys.read)
  expect(answer.status).toBe(409)
  expect(at(answer.json, 'type')).toBe('/problems/conflict')
  expect(at(answer.json, 'detail')).toBe('from, to: ask for a shorter period')
})
