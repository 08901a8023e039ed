import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium, type LaunchOptions } from 'playwright'

const run = promisify(execFile)

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const installMsMax = 120_000

/**
 * The path of a Chromium: `PATHWORTH_CHROMIUM`, the system's, Playwright's own, or one that is
 * installed now. Throws with the way out when there is none to be had.
 */
export async function findChromium(): Promise<string> {
  const named = process.env['PATHWORTH_CHROMIUM']
  if (named) {
    if (isExecutable(named)) return named
    throw new Error(`PATHWORTH_CHROMIUM is ${named}, which is not a file that can be run`)
  }
  return present() ?? (await install())
}

function present(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const system = systemNames.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...system, chromium.executablePath()].find(isExecutable)
}

async function install(): Promise<string> {
  const failures: string[] = []
  for (const [command, ...args] of ways()) {
    try {
      await run(command, args, { timeout: installMsMax })
    } catch (error) {
      failures.push(`${[command, ...args].join(' ')}: ${String(error).split('\n')[0]}`)
    }
    const found = present()
    if (found) return found
  }
  throw new Error(
    [
      'The browser tests need a Chromium, and none was found or could be installed.',
      'Install one (apt-get install chromium, or npx playwright install chromium), or set',
      'PATHWORTH_CHROMIUM to the path of one. What was tried:',
      ...failures,
    ].join('\n'),
  )
}

function ways(): [command: string, ...args: string[]][] {
  const playwright: [string, ...string[]] = ['npx', 'playwright', 'install', 'chromium']
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  if (!isDebianRoot) return [playwright]
  return [playwright, ['apt-get', 'update'], ['apt-get', 'install', '-y', 'chromium']]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Every `*.example` is this machine, so that tests use the host names that a shop would. */
const hostArgs = ['--host-resolver-rules=MAP *.example 127.0.0.1, MAP *.co.uk 127.0.0.1']

export const quietArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Launch extends LaunchOptions {
  /** Say `navigator.webdriver`, as a driven browser does by default; a person's does not. */
  isWebdriver?: boolean
}

/** A headless Chromium as a person's; `options` are Playwright's, their `args` are added. */
export async function launch({ isWebdriver = false, ...options }: Launch = {}): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath: await findChromium(),
    args: [...browserArgs(isWebdriver), ...(options.args ?? [])],
  })
}

/** The command line of a test's Chromium, for those who launch it in their own way. */
export function browserArgs(isWebdriver: boolean): string[] {
  const asPerson = isWebdriver ? [] : ['--disable-blink-features=AutomationControlled']
  return [...quietArgs, ...hostArgs, ...asPerson]
}
