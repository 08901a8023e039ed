import { resourceUsage } from 'node:process'
import { openDatabase } from '../collector/ledger/sqlite/better-sqlite.ts'
import { openSiteFile } from '../collector/ledger/sqlite/site-file.ts'
import { FIT_LIMITS } from '../collector/ledger/threads/fit-threads.ts'

/** What the process is told to do: the whole fit, or merely to read the touches that it reads. */
export interface FitOrder {
  file: string
  /** null for the bare read. */
  id: string | null
}

/** What it took, from the opening of the file on. */
export interface FitSpent {
  seconds: number
  cpuSeconds: number
  /** The most that the process has had in memory. */
  megabytes: number
  /** What it had before: Node, and the sources as Node has loaded them. */
  megabytesBefore: number
  /** Seconds until a stage began. */
  stages: Record<string, number>
  paths: number
  states: number | null
}

const PAGE = 4000

process.on('message', ({ file, id }: FitOrder) => {
  try {
    process.send?.(id === null ? bareRead(file) : fitted(file, id))
  } catch (error) {
    process.send?.({ error: String(error) })
  }
})

function fitted(file: string, id: string): FitSpent {
  const spent = timer()
  const stages: Record<string, number> = {}
  const site = openSiteFile(file, { readOnly: true })
  const { fit } = site.runFit(id, FIT_LIMITS, (stage) => {
    stages[stage] ??= spent().seconds
  })
  site.close()
  return { ...spent(), stages, paths: fit.paths, states: fit.states }
}

function bareRead(file: string): FitSpent {
  const spent = timer()
  const { sql, close } = openDatabase(file, { readOnly: true })
  const page = sql.prepare<{ visitor: number; ts: number }>(
    `SELECT visitor, ts, hit, day, tuple FROM touches
     WHERE generation = 1 AND (visitor, ts) > (?, ?) ORDER BY visitor, ts, event_id LIMIT ${PAGE}`,
  )
  for (let rows = page.all(0, 0); rows.length === PAGE; ) {
    const last = rows.at(-1)
    rows = page.all(last?.visitor ?? 0, last?.ts ?? 0)
  }
  close()
  return { ...spent(), stages: {}, paths: 0, states: null }
}

function timer() {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const megabytesBefore = megabytesMax()
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return {
      seconds: (performance.now() - start) / 1000,
      cpuSeconds: (user + system) / 1e6,
      megabytes: megabytesMax(),
      megabytesBefore,
    }
  }
}

const megabytesMax = (): number => resourceUsage().maxRSS / 1024
