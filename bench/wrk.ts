import { execFile, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Server } from './collector.ts'
import type { Side } from './rounds.ts'

const SCRIPT = fileURLToPath(new URL('./wrk.lua', import.meta.url))

const run = promisify(execFile)

/** Requests that were answered beside what they took. */
export type WrkSide = Side & { requests: number }

/** Whether the machine has it: `apt-get install wrk`. */
export const hasWrk = (): boolean => spawnSync('wrk', ['-v']).error === undefined

/**
 * The load generator wrk, of one thread and in C: what it does not take of the machine is left to what is
 * measured. It sends for a second what was kept in a file.
 */
export class Wrk {
  readonly #file: string
  #kept = 0

  /** @param folder for the requests */
  constructor(folder: string) {
    this.#file = join(folder, 'requests')
  }

  keep(requests: readonly Buffer[]): void {
    const parts = requests.flatMap((one) => [Buffer.from(`${one.length}\n`), one])
    writeFileSync(this.#file, Buffer.concat(parts))
    this.#kept = requests.length
  }

  /** @throws Error when an answer was no 2xx, or when there were too few requests for a second */
  async send({ port, cpuSeconds }: Server, connections: number): Promise<WrkSide> {
    const cpu = cpuSeconds()
    const words = ['-t1', `-c${connections}`, '-d1s', '--latency', '-s', SCRIPT]
    const address = `http://127.0.0.1:${port}`
    const { stdout } = await run('wrk', [...words, address, '--', this.#file])
    const requests = Number(found(stdout, /(\d+) requests in/))
    if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`not all was answered:\n${stdout}`)
    if (requests >= this.#kept) throw new Error(`${this.#kept} requests are too few for a second`)
    return {
      requests,
      perSecond: Number(found(stdout, /Requests\/sec: +([\d.]+)/)),
      p50Ms: msOf(found(stdout, /50% +(\S+)/)),
      p99Ms: msOf(found(stdout, /99% +(\S+)/)),
      cpuMicroseconds: ((cpuSeconds() - cpu) * 1e6) / requests,
    }
  }
}

function found(text: string, pattern: RegExp): string {
  const value = pattern.exec(text)?.[1]
  if (value === undefined) throw new Error(`wrk said something else:\n${text}`)
  return value
}

const MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 }

function msOf(text: string): number {
  const [, value, unit = ''] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? []
  const factor = MS[unit]
  if (value === undefined || factor === undefined) throw new Error(`"${text}" is no duration`)
  return Number(value) * factor
}
