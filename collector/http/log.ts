/** Writes one structured line. What goes in holds no personal data: no address, no id of a person. */
export type Log = (entry: LogEntry) => void

export interface LogEntry {
  level: 'info' | 'warn' | 'error'
  event: string
  [field: string]: unknown
}
