import { count, ms, table } from './numbers.ts'
import type { ScaleResult } from './scale.ts'

/** What grows with the events of a site, and what does not: a column for each site. */
export function scaleText(results: readonly ScaleResult[]): string {
  const names = results.map(({ events }) => `${count(events)} events`)
  return [
    'Sites of one year, in an object on workerd',
    '',
    table(['', ...names], siteRows(results)),
    '',
    'Background work: rows read / written of the largest slice, CPU of the longest alarm (20 slices)',
    '',
    table(['', ...names], workRows(results)),
    '',
    'Reports: CPU, rows read, bytes answered',
    '',
    table(['', ...names], reportRows(results)),
  ].join('\n')
}

function siteRows(results: readonly ScaleResult[]): string[][] {
  const row = (name: string, of: (result: ScaleResult) => string) => [name, ...results.map(of)]
  return [
    row('conversions', ({ conversions }) => count(conversions)),
    row('MB stored', ({ bytes }) => count(bytes / 1e6)),
    row('– bytes an event', ({ bytes, events }) => count(bytes / events)),
    row('filled by the engine, events/s', (one) => count(one.events / one.fillSeconds)),
    row('memory of workerd, MB', ({ memory: { idle, reports, work } }) =>
      [idle, reports, work].map(count).join(' / '),
    ),
    row('pages of a move', ({ pages }) =>
      pages
        ? `${count(pages.pages)}: ${count(pages.read)} / ${count(pages.written)}, ${ms(pages.cpuMs)}`
        : '',
    ),
  ]
}

function workRows(results: readonly ScaleResult[]): string[][] {
  const kinds = [...new Set(results.flatMap(({ work }) => work.map(({ kind }) => kind)))]
  return kinds.map((kind) => [
    kind,
    ...results.map(({ work }) => {
      const cost = work.find((one) => one.kind === kind)
      if (!cost) return ''
      const rows = `${count(cost.read)} / ${count(cost.written)}`
      const longest = cost.alarmCpuMs > 0 ? `, ${ms(cost.alarmCpuMs)}` : ''
      return `${rows}${longest} (${count(cost.slices)} slices, ${(cost.cpuMs / 1000).toFixed(1)} s)`
    }),
  ])
}

function reportRows(results: readonly ScaleResult[]): string[][] {
  const names = results[0]?.reports.map(({ name }) => name) ?? []
  return names.map((name, at) => [
    name,
    ...results.map(({ reports }) => {
      const { status = 0, cpuMs = 0, rowsRead = 0, answerBytes = 0 } = reports[at] ?? {}
      const answer = status === 200 ? `${count(answerBytes)} B` : `refused (${status})`
      return `${ms(cpuMs)}, ${count(rowsRead)}, ${answer}`
    }),
  ])
}
