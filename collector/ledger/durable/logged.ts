/** One structured line of what no caller hears of. */
export interface Logged {
  level: 'warn' | 'error'
  event: string
  [field: string]: unknown
}

/** Where the platform keeps logs, in the form of the collector's other lines. */
export const logged = (entry: Logged): void => console.log(JSON.stringify(entry))
