import { addDays, DAY_MS, dayOfNumber, formatDay } from '../shared/dates.ts'
import type { Server } from './collector.ts'
import type { Host } from './host.ts'
import { say } from './rounds.ts'
import type { ScaleOrder } from './scale/entry.ts'
import { SITE } from './traffic.ts'

/** What a report takes of the object's thread: the second of two, since the first compiles. */
export interface ReportCost {
  name: string
  status: number
  cpuMs: number
  rowsRead: number
  answerBytes: number
}

/** Reports of the last month, and of the year. @param now ms since the epoch: the year's end */
export async function measureReports(host: Host, now: number): Promise<ReportCost[]> {
  const today = dayOfNumber(Math.floor(now / DAY_MS))
  const period = (days: number) =>
    `from=${formatDay(addDays(today, 1 - days))}&to=${formatDay(today)}`
  const [month, year] = [period(30), period(365)]
  const asked = [
    ['ROI by channel, 30 days', `/v1/roi?${month}&by=channel`],
    ['ROI by day, 30 days', `/v1/roi?${month}&by=day`],
    ['ROI by day, a year', `/v1/roi?${year}&by=day`],
    ['ROI by campaign, a year', `/v1/roi?${year}&by=channel,source,medium,campaign`],
    ['– allocate=touches', `/v1/roi?${year}&by=channel&allocate=touches`],
    [
      'compare, three models, a year',
      `/v1/compare?${year}&by=channel&models=linear,first_touch,time_decay`,
    ],
    ['journeys, a page of 50', `/v1/journeys?${month}&limit=50`],
    ['– allocate=touches', `/v1/journeys?${month}&limit=50&allocate=touches`],
    ['one journey', '/v1/journeys/1?goal=purchase'],
    ['paths, a week', `/v1/paths?${period(7)}`],
    ['paths, 30 days', `/v1/paths?${month}`],
    ['paths, a year', `/v1/paths?${year}`],
  ] as const
  const costs: ReportCost[] = []
  for (const [name, path] of asked) {
    await ask(host, name, path)
    const cost = await ask(host, name, path)
    costs.push(cost)
    say(`${name}: ${cost.cpuMs.toFixed(0)} ms of CPU, ${cost.rowsRead} rows, ${cost.status}`)
  }
  return costs
}

async function ask({ server, keys }: Host, name: string, path: string): Promise<ReportCost> {
  await askScale(server, { do: 'rows' })
  const before = server.cpuSeconds()
  const headers = { authorization: `Bearer ${keys.read}` }
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers })
  const answer = await response.text()
  const cpuMs = (server.cpuSeconds() - before) * 1000
  const rowsRead = (await askScale(server, { do: 'rows' })) as number
  return { name, status: response.status, cpuMs, rowsRead, answerBytes: answer.length }
}

/** @throws Error with what the Worker answers */
export async function askScale(server: Server, order: ScaleOrder, site = SITE): Promise<unknown> {
  const url = `http://127.0.0.1:${server.port}/scale?site=${site}`
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(order) })
  if (!response.ok) throw new Error(`${order.do}: ${response.status} ${await response.text()}`)
  return response.json()
}
