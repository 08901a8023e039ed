import { expect } from 'vitest'
import { at, pageView, TestCollector } from './collector.ts'

export const SEARCH =
  'https://shop.example/shoes?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
export const LETTER =
  'https://shop.example/blog/spring?utm_source=news&utm_medium=email&utm_campaign=letter'
export const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

export const NOVEMBER = 'from=2026-11-01&to=2026-11-30'

/** What was spent on one day, on the second unless it says otherwise. */
export const spend = (category: string, amount: string, more: Record<string, unknown> = {}) => ({
  ...{ category, amount, currency: 'EUR', from: '2026-11-02', to: '2026-11-02', spread: 'day' },
  ...more,
})

/** A shop of which November 2026 is asked. */
export class NovemberShop {
  readonly collector: TestCollector
  readonly keys: Record<'write' | 'read' | 'admin', string>

  private constructor(collector: TestCollector, keys: Record<'write' | 'read' | 'admin', string>) {
    this.collector = collector
    this.keys = keys
  }

  static async open(): Promise<NovemberShop> {
    const collector = new TestCollector()
    return new NovemberShop(collector, await collector.addSite('shop'))
  }

  async report(more = '', path = '/v1/roi'): Promise<unknown> {
    const answer = await this.collector.get(`${path}?${NOVEMBER}${more}`, this.keys.read)
    expect(answer.status, answer.text).toBe(200)
    return answer.json
  }

  /** The fields that a refused question names. */
  async refused(more: string, path = '/v1/roi'): Promise<unknown[]> {
    const answer = await this.collector.get(`${path}?${NOVEMBER}${more}`, this.keys.read)
    expect(answer.status).toBe(422)
    return (at(answer.json, 'errors') as unknown[]).map((error) => at(error, 'field'))
  }

  send(path: string, body: unknown) {
    return this.collector.post(path, body, this.keys.write)
  }

  /** One visit, as a page reports it: from France. A backend's (by a key) has neither country nor device. */
  visit(visitor: string, url: string, time: string, agent: string, key?: string) {
    const events = [pageView({ url, ts: Date.parse(time) })]
    const headers = { 'user-agent': agent }
    return this.collector.send(events, { visitor, headers, ...(key ? { key } : {}) })
  }
}
