import { resourceUsage } from 'node:process'
import { type FileFormat, writeRows } from '../collector/host/export/rows-file.ts'
import { FileSnapshot } from '../collector/host/export/snapshot.ts'
import { beginExport } from '../collector/ledger/exporting.ts'
import { openDatabase } from '../collector/ledger/sqlite/better-sqlite.ts'

/** What the process is told to do: an export of all hits, or merely to read them. */
export interface ExportOrder {
  file: string
  to: string
  /** null for the bare read. */
  format: FileFormat | null
}

export interface ExportSpent {
  rows: number
  bytes: number
  seconds: number
  cpuSeconds: number
  /** The most that the process has had in memory, and what it had before. */
  megabytes: number
  megabytesBefore: number
}

process.on('message', ({ file, to, format }: ExportOrder) => {
  spent(() => (format === null ? bareRead(file) : exported(file, to, format))).then(
    (answer) => process.send?.(answer),
    (error) => process.send?.({ error: String(error) }),
  )
})

/** As the command does it. */
async function exported(file: string, to: string, format: FileFormat) {
  const snapshot = new FileSnapshot(file)
  try {
    const begun = await beginExport(snapshot, { table: 'hits', since: 0, now: Date.now() })
    return await writeRows(to, { table: 'hits', format }, begun.rows)
  } finally {
    snapshot.close()
  }
}

/** Every row of the table, by the driver alone. */
async function bareRead(file: string) {
  const { sql, close } = openDatabase(file, { readOnly: true })
  const page = sql.prepare<{ seq: number }>(
    'SELECT * FROM hits WHERE seq > ? ORDER BY seq LIMIT 500',
  )
  let rows = 0
  for (let after = 0; ; ) {
    const found = page.all(after)
    rows += found.length
    const last = found.at(-1)
    if (!last) break
    after = last.seq
  }
  close()
  return { rows, bytes: 0 }
}

async function spent(work: () => Promise<{ rows: number; bytes: number }>): Promise<ExportSpent> {
  const megabytesBefore = megabytesMax()
  const cpu = process.cpuUsage()
  const start = performance.now()
  const done = await work()
  const { user, system } = process.cpuUsage(cpu)
  return {
    ...done,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
    ...{ megabytes: megabytesMax(), megabytesBefore },
  }
}

const megabytesMax = (): number => resourceUsage().maxRSS / 1024
