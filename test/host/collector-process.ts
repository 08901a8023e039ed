import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { runCli } from '../../collector/host/cli/main.ts'
import { until } from './until.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const children = new Set<ChildProcess>()
const folders: string[] = []
let isBuilt = false

// What a test leaves behind when it fails must not outlive the file.
afterAll(async () => {
  for (const child of children) killGroup(child, 'SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export interface Ran {
  code: number | null
  out: string
  err: string
}

export interface CollectorProcess {
  url: string
  pid: number
  out(): string
  err(): string
  /** Sends the signal to the process (and those it has started), and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ran>
}

/** An empty data folder, removed after the file's tests. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-'))
  folders.push(folder)
  return folder
}

/** Runs a program of the project to its end. */
export async function run(
  file: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const started = start(process.execPath, [file, ...words], env)
  return started.ended
}

/** Runs the CLI on a data folder, in this process: a new one each would take most of the time. */
export async function pathworth(folder: string, ...words: string[]): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await runCli(
    words,
    { PATHWORTH_DATA: folder },
    { out: (text) => (out += `${text}\n`), err: (text) => (err += `${text}\n`) },
  )
  return { code, out, err }
}

/** Runs the CLI with `--json`; fails unless it exits with 0. */
export async function pathworthJson<Answer>(folder: string, ...words: string[]): Promise<Answer> {
  const { code, out, err } = await pathworth(folder, ...words, '--json')
  if (code !== 0) throw new Error(`pathworth ${words.join(' ')} exited with ${code}: ${err}`)
  return JSON.parse(out)
}

/** Starts a program of the project, and does not wait for it. */
export function startProgram(file: string, words: readonly string[], env: Record<string, string>) {
  const started = start(process.execPath, [file, ...words], env)
  return {
    ...{ out: started.out, err: started.err },
    stop: (signal: NodeJS.Signals = 'SIGTERM') => {
      killGroup(started.child, signal)
      return started.ended
    },
  }
}

/** Starts a collector and waits until it listens. */
export async function startCollector(
  folder: string,
  env: Record<string, string> = {},
  command: readonly [string, ...string[]] = [process.execPath, 'collector/host/node.ts'],
): Promise<CollectorProcess> {
  buildOnce()
  const [program, ...words] = command
  const started = start(program, words, { PORT: '0', PATHWORTH_DATA: folder, ...env })
  const url = await until(() => {
    if (started.child.exitCode !== null) throw new Error(`it ended: ${started.err()}`)
    return /listens at (\S+?),/.exec(started.out())?.[1]
  })
  return {
    url,
    pid: started.child.pid ?? 0,
    out: started.out,
    err: started.err,
    stop: (signal = 'SIGTERM') => {
      killGroup(started.child, signal)
      return started.ended
    },
  }
}

function start(program: string, words: readonly string[], env: Record<string, string>) {
  // A group of its own, so that a signal reaches what npm starts too.
  const child = spawn(program, words, {
    cwd: root,
    env: { ...cleanEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  children.add(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const ended = once(child, 'close').then(([code]): Ran => {
    children.delete(child)
    return { code, out, err }
  })
  return { child, ended, out: () => out, err: () => err }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

/** What the machine's environment says of Pathworth must not decide a test. */
function cleanEnv(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => !/^(PATHWORTH_|PORT$|HOST$)/.test(name))
  return Object.fromEntries(names.map((name) => [name, process.env[name]]))
}

function buildOnce(): void {
  if (isBuilt) return
  for (const build of ['snippet/build.ts', 'collector/dashboard/build.ts'])
    execFileSync(process.execPath, [build, '--quiet'], { cwd: root })
  isBuilt = true
}
