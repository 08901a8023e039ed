import { cpus, totalmem } from 'node:os'

/** What figures depend on, and no name of whose machine it is. @param now ms since the epoch */
export function machine(now: number): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = Math.round(totalmem() / 2 ** 30)
  const day = new Date(now).toISOString().slice(0, 10)
  return `${cpus().length} cores of ${model}, ${memory} GiB, ${process.platform}, Node ${process.version}, ${day}`
}
