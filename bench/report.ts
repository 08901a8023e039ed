import { directMonth, dollarsOf, type Month, queueMonth } from './bill.ts'
import { ALONE, type Billed, CONVERSION, DELIVERED, SOME } from './billed.ts'
import { count, ms, table } from './numbers.ts'
import type { RoiTiming } from './roi.ts'
import { CONNECTIONS, type Comparison, type Side } from './rounds.ts'
import type { SingleEvents } from './single-events.ts'
import { BATCH_EVENTS } from './traffic.ts'
import type { RaceResult } from './workers.ts'

const AIM_SINGLE = 0.65
const AIM_BATCHES = 0.4
/** So much may ten times the touches move a time that does not depend on them. */
const AIM_GROWTH = 1.5

export function singleEventsText(result: SingleEvents): string {
  const { requests, rounds, connections, byWrk } = result
  const over = `${connections} connections`
  return [
    `Single events: ${rounds} rounds of ${count(requests)} requests, ${over}`,
    '',
    ...singleSides(result),
    '',
    ...(byWrk
      ? [`The same sent by wrk: ${rounds} rounds of a second, ${over}`, '', ...singleSides(byWrk)]
      : ['The same sent by wrk, which takes less of the machine: apt-get install wrk']),
  ].join('\n')
}

function singleSides(result: Comparison): string[] {
  const { ours, bare } = result
  return [
    table(
      ['', 'requests/s', 'p50', 'p99', 'CPU a request'],
      [
        ['collector', count(ours.perSecond), ms(ours.p50Ms), ms(ours.p99Ms), us(ours)],
        ['bare Hono route', count(bare.perSecond), ms(bare.p50Ms), ms(bare.p99Ms), us(bare)],
      ],
    ),
    '',
    ratioLine(result, AIM_SINGLE),
  ]
}

export function batchesText(result: Comparison & { events: number }): string {
  const { ours, bare, events, rounds } = result
  return [
    `Batches of ${BATCH_EVENTS}: ${rounds} rounds of ${count(events)} events, ${CONNECTIONS} connections`,
    '',
    table(
      ['', 'events/s', 'p50 of a batch', 'p99', 'CPU an event'],
      [
        ['collector over HTTP', count(ours.perSecond), ms(ours.p50Ms), ms(ours.p99Ms), us(ours)],
        ['bare better-sqlite3 loop', count(bare.perSecond), '', '', us(bare)],
      ],
    ),
    '',
    ratioLine(result, AIM_BATCHES),
  ].join('\n')
}

export function roiText(sizes: readonly RoiTiming[]): string {
  const [small, large] = sizes as [RoiTiming, RoiTiming]
  const rows = small.queries.map(({ by, http, engine }, at) => {
    const other = large.queries[at] as (typeof large.queries)[number]
    return [
      by,
      `${ms(http.median)} / ${ms(http.p95)}`,
      `${ms(other.http.median)} / ${ms(other.http.p95)}`,
      (other.http.median / http.median).toFixed(2),
      ms(engine.median),
      ms(other.engine.median),
      (other.engine.median / engine.median).toFixed(2),
    ]
  })
  const [a, b] = [count(small.touches), count(large.touches)]
  const growth = Math.max(...rows.map((row) => Number(row[3])))
  return [
    `ROI of 30 days, at ${a} and ${b} touches (median / p95 over HTTP, median in the engine)`,
    '',
    table(['by', `HTTP ${a}`, `HTTP ${b}`, 'ratio', `engine ${a}`, `engine ${b}`, 'ratio'], rows),
    '',
    ...sizes.map(sizeLine),
    '',
    `ratio ${growth.toFixed(2)} at most from ${a} to ${b} touches (aim: does not grow; at most ${AIM_GROWTH}) ${growth <= AIM_GROWTH ? 'met' : 'MISSED'}`,
  ].join('\n')
}

/** Rates and CPU are of an event or a conversion, times are of a request. */
export function workersText(results: readonly RaceResult[]): string {
  const rows = results.map(({ name, requests, ours, bare: node, ratio, ratios }) => [
    name,
    count(requests),
    `${count(ours.perSecond)} (${ms(ours.p50Ms)} / ${ms(ours.p99Ms)})`,
    us(ours),
    `${count(node.perSecond)} (${ms(node.p50Ms)} / ${ms(node.p99Ms)})`,
    us(node),
    `${ratio.toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(' ')})`,
  ])
  return [
    `The collector on workerd and on Node: ${results[0]?.rounds} rounds, ${CONNECTIONS} connections (a second; p50 / p99 of a request)`,
    '',
    table(['', 'requests a round', 'workerd', 'CPU', 'Node', 'CPU', 'ratio (of each round)'], rows),
    '',
    'All that was answered with 2xx is stored on both, and both answer the same ROI.',
  ].join('\n')
}

/** Rows and bytes are of an event or a conversion, times are of a request or a call. */
export function billedText(results: readonly Billed[]): string {
  const rows = results.map((one) => [
    one.name,
    one.rowsWritten.toFixed(2),
    one.rowsRead.toFixed(1),
    count(one.bytes),
    ms(one.workerCpuMs),
    ms(one.objectCpuMs),
    ms(one.callMs),
  ])
  const tables = results.map(({ name, written }) => {
    const each = Object.entries(written).map(([table, n]) => `${table} ${n.toFixed(2)}`)
    return `- ${name}: ${each.join(', ')}`
  })
  const head = ['', 'rows written', 'rows read', 'bytes', 'Worker CPU', 'object CPU', 'call']
  return [
    'What the platform counts, on workerd (rows with those of indexes)',
    '',
    table(head, rows),
    '',
    'Rows written, by table:',
    '',
    ...tables,
    '',
    'A month of one site, 1 event a request, 1 conversion of 100 events:',
    '',
    monthsTable(results),
  ].join('\n')
}

function monthsTable(results: readonly Billed[]): string {
  const named = (name: string) => results.find((one) => one.name === name) as Billed
  const conversion = named(CONVERSION)
  const months = [1e5, 1e6, 1e7].flatMap((events) => {
    const [direct, queued] = events < 1e7 ? [ALONE, ALONE] : [SOME, DELIVERED]
    return [
      [`${count(events)} direct`, directMonth(events, named(direct), conversion)],
      [`${count(events)} queue`, queueMonth(events, named(queued), conversion)],
    ] as const
  })
  const meters = Object.keys(months[0]?.[1] ?? {}) as (keyof Month)[]
  const rows = months.map(([name, month]) => [
    name,
    ...meters.map((meter) => count(month[meter])),
    `$${dollarsOf(month).toFixed(2)}`,
  ])
  return table(['', ...meters, 'a month'], rows)
}

const us = ({ cpuMicroseconds }: Side): string => `${cpuMicroseconds.toFixed(1)} µs`

const sizeLine = ({ touches, hits, conversions, cells, fileBytes, buildSeconds }: RoiTiming) =>
  `${count(touches)} touches: ${count(hits)} hits, ${count(conversions)} conversions, ` +
  `${count(cells.rollups)} rollup rows, ${count(cells.touchCounts)} touch counts, ` +
  `${count(fileBytes / 1e6)} MB, built in ${buildSeconds.toFixed(0)} s`

function ratioLine({ ratio, ratios }: Comparison, aim: number): string {
  const each = ratios.map((one) => one.toFixed(2)).join(' ')
  const met = ratio >= aim ? 'met' : 'MISSED'
  return `ratio ${ratio.toFixed(2)} (aim: at least ${aim}) ${met}; of each round: ${each}`
}
