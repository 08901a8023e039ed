import type { Log, LogEntry } from '../http/log.ts'
import type { Config } from './config.ts'

const RANK: Readonly<Record<LogEntry['level'], number>> = { info: 0, warn: 1, error: 1 }
const LEAST: Readonly<Record<Config['PATHWORTH_LOG'], number>> = { info: 0, warn: 1, silent: 2 }

/** One JSON line an entry. What goes in holds no personal data. */
export function jsonLog(
  level: Config['PATHWORTH_LOG'],
  clock: () => number,
  write: (line: string) => void,
): Log {
  return (entry) => {
    if (RANK[entry.level] < LEAST[level]) return
    write(`${JSON.stringify({ time: new Date(clock()).toISOString(), ...entry })}\n`)
  }
}
