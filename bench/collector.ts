import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DOMAIN, SITE } from './traffic.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

/** A server in a process of its own. */
export interface Server {
  port: number
  /** Seconds of CPU time so far, of all its threads; NaN where there is no /proc. */
  cpuSeconds(): number
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()

/** The collector as `npm start` runs it, on a data folder; `profile` is a folder for CPU profiles. */
export function startCollector(folder: string, profile: string | undefined): Promise<Server> {
  execFileSync(process.execPath, ['snippet/build.ts', '--quiet'], { cwd: root })
  const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  return start([...flags, 'collector/host/node.ts'], {
    PORT: '0',
    PATHWORTH_DATA: folder,
    PATHWORTH_LOG: 'silent',
    PATHWORTH_SITE: SITE,
    PATHWORTH_DOMAIN: DOMAIN,
    PATHWORTH_TIMEZONE: 'Europe/Paris',
  })
}

export const startBareRoute = (): Promise<Server> => start(['bench/bare-route.ts'], {})

/** Ends what a failed bench has left behind. */
export function stopAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

async function start(words: readonly string[], env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  const ended = once(child, 'close').then(() => running.delete(child))
  return {
    port: await portOf(child),
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout?.on('data', (chunk) => {
      out += chunk
      const port = /listens at \S+:(\d+),/.exec(out)?.[1]
      if (port) resolve(Number(port))
    })
    child.once('close', (code) => reject(new Error(`a server ended with ${code}: ${out}`)))
  })
}

const TICKS_A_SECOND = 100

/** Fields 14 and 15 of proc(5)'s stat, counted from behind the name, which may hold spaces. */
function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
  } catch {
    return Number.NaN
  }
}
