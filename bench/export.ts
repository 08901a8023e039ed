import { join } from 'node:path'
import { FILE_FORMATS, type FileFormat } from '../collector/host/export/rows-file.ts'
import type { ExportOrder, ExportSpent } from './export-process.ts'
import { writeExportSite } from './export-site.ts'
import { HelperProcess } from './helper-process.ts'
import { count, table } from './numbers.ts'
import { type Options, say, withFolder } from './rounds.ts'

const HITS = 1_000_000
const QUICK_HITS = 100_000
const AIM_MEGABYTES = 500
const ENTRY = new URL('./export-process.ts', import.meta.url)

export interface ExportTiming extends ExportSpent {
  /** null for the bare read. */
  format: FileFormat | null
}

/** Exports all hits of a site in each format, each in a process of its own, as the command does. */
export function benchExport({ quick }: Options): Promise<ExportTiming[]> {
  return withFolder(async (folder) => {
    const file = join(folder, 'shop.db')
    const hits = quick ? QUICK_HITS : HITS
    writeExportSite(file, hits)
    say(`export: a site of ${count(hits)} hits is written`)
    const timings: ExportTiming[] = []
    for (const format of [null, ...FILE_FORMATS]) {
      const order = { file, to: join(folder, `hits.${format}`), format }
      timings.push({ format, ...(await spentBy(order)) })
    }
    return timings
  })
}

async function spentBy(order: ExportOrder): Promise<ExportSpent> {
  const helper = new HelperProcess<ExportOrder, ExportSpent>(ENTRY, [])
  try {
    return await helper.ask(order)
  } finally {
    helper.stop()
  }
}

export function exportText(timings: readonly ExportTiming[]): string {
  const [bare, ...exports] = timings as [ExportTiming, ...ExportTiming[]]
  const most = Math.max(...exports.map(({ megabytes }) => megabytes))
  return [
    `Exports of ${count(bare.rows)} hits, each in a process of its own`,
    '',
    table(
      ['', 'rows/s', 'CPU a row', '× bare read (CPU)', 'file', 'MB, of which before'],
      timings.map((one) => [
        one.format ?? 'bare read',
        count(one.rows / one.seconds),
        `${((one.cpuSeconds / one.rows) * 1e6).toFixed(1)} µs`,
        (one.cpuSeconds / bare.cpuSeconds).toFixed(1),
        one.format ? `${count(one.bytes / 1e6)} MB` : '',
        `${one.megabytes.toFixed(0)}, ${one.megabytesBefore.toFixed(0)}`,
      ]),
    ),
    '',
    `${most.toFixed(0)} MB at most (aim: under ${AIM_MEGABYTES}) ${most < AIM_MEGABYTES ? 'met' : 'MISSED'}`,
  ].join('\n')
}
