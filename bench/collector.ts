import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { DOMAIN, SITE } from './traffic.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

/** A server in a process of its own. */
export interface Server {
  port: number
  /** Seconds of CPU time so far, of all its threads; NaN where there is no /proc. */
  cpuSeconds(): number
  /** The most memory that it has had at one time, MB; NaN where there is no /proc. */
  memoryMb(): number
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()

/**
 * The collector as `npm start` runs it, on a data folder; `profile` is a folder for CPU profiles.
 * @param env what it has of the environment besides
 */
export function startCollector(
  folder: string,
  profile: string | undefined,
  env: Record<string, string> = {},
): Promise<Server> {
  for (const build of ['snippet/build.ts', 'collector/dashboard/build.ts'])
    execFileSync(process.execPath, [build, '--quiet'], { cwd: root })
  const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  return start([...flags, 'collector/host/node.ts'], {
    PORT: '0',
    PATHWORTH_DATA: folder,
    PATHWORTH_LOG: 'silent',
    PATHWORTH_SITE: SITE,
    PATHWORTH_DOMAIN: DOMAIN,
    PATHWORTH_TIMEZONE: 'Europe/Paris',
    ...env,
  })
}

export const startBareRoute = (): Promise<Server> => start(['bench/bare-route.ts'], {})

/** Ends what a failed bench has left behind. */
export function stopAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

function start(words: readonly string[], env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return serverOf(child, child.stdout, /listens at \S+:(\d+),/)
}

/** A server that has begun, once `out` says on which port; `saysPort` finds it there. */
export async function serverOf(
  child: ChildProcess,
  out: unknown,
  saysPort: RegExp,
): Promise<Server> {
  running.add(child)
  const ended = once(child, 'close').then(() => running.delete(child))
  return {
    port: await portOf(child, out as Readable, saysPort),
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    memoryMb: () => memoryMb(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function portOf(child: ChildProcess, out: Readable, saysPort: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    out.on('data', (chunk) => {
      text += chunk
      const port = saysPort.exec(text)?.[1]
      if (port) resolve(Number(port))
    })
    child.once('close', (code) => reject(new Error(`a server ended with ${code}: ${text}`)))
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

/** VmHWM of proc(5)'s status, kB. */
function memoryMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1024
  } catch {
    return Number.NaN
  }
}
