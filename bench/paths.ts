import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HelperProcess } from './helper-process.ts'
import { median } from './numbers.ts'
import { BARE, CONTENDERS, type Spent } from './path-contenders.ts'
import { writePathFile } from './path-file.ts'
import { type Options, say, withFolder } from './rounds.ts'

const SIZES = [10_000, 100_000, 1_000_000]
const QUICK_SIZES = SIZES.slice(0, 2)
/** Rounds of a size take about as long as those of another. */
const ROUNDS = new Map([
  [10_000, 25],
  [100_000, 11],
  [1_000_000, 7],
])
/** Rounds that are not counted. */
const WARM_UPS = 2
const ENTRY = new URL('./path-contenders.ts', import.meta.url)

export interface PathTiming {
  name: string
  /** Medians over the rounds. */
  pathsPerSecond: number
  /** Of a path, over all threads of the process. */
  cpuMicroseconds: number
  /** Time and CPU time, in terms of the bare read of the same round. */
  ratio: number
  cpuRatio: number
}

export interface PathSize {
  paths: number
  bytes: number
  rounds: number
  timings: PathTiming[]
}

/** The whole command as a process of its own, start included, and the bare read as one. */
export interface WholeCommand {
  paths: number
  seconds: number
  bareSeconds: number
}

export interface PathsResult {
  sizes: PathSize[]
  command: WholeCommand
}

/** What the command does with a path file, against reading the file and splitting it into lines. */
export function benchPaths({ quick }: Options): Promise<PathsResult> {
  return withFolder(async (folder) => {
    const sizes: PathSize[] = []
    const counts = quick ? QUICK_SIZES : SIZES
    for (const paths of counts) {
      const file = join(folder, `${paths}.csv`)
      writePathFile(file, paths)
      sizes.push(await timed(file, paths))
      say(`path file of ${paths} rows is through`)
    }
    const most = counts.at(-1) ?? 0
    return { sizes, command: wholeCommand(join(folder, `${most}.csv`), most) }
  })
}

async function timed(file: string, paths: number): Promise<PathSize> {
  const rounds = ROUNDS.get(paths) ?? 1
  const all = [BARE, ...CONTENDERS]
  const spent = new Map(all.map(({ name }) => [name, [] as Spent[]]))
  // A process each, as the command is one: what one has warmed up would slow another down.
  const processes = all.map(({ name }) => new HelperProcess<{ file: string }, Spent>(ENTRY, [name]))
  for (let round = -WARM_UPS; round < rounds; round++)
    for (const [at, { name }] of all.entries()) {
      const one = await processes[at]?.ask({ file })
      if (one && round >= 0) spent.get(name)?.push(one)
    }
  for (const one of processes) one.stop()
  const bare = spent.get(BARE.name) ?? []
  return {
    paths,
    bytes: statSync(file).size,
    rounds,
    timings: all.map(({ name }) => timingOf(name, paths, spent.get(name) ?? [], bare)),
  }
}

function timingOf(
  name: string,
  paths: number,
  spent: readonly Spent[],
  bare: readonly Spent[],
): PathTiming {
  const against = (of: keyof Spent) =>
    median(spent.map((one, round) => one[of] / (bare[round]?.[of] ?? Number.NaN)))
  return {
    name,
    pathsPerSecond: (paths * 1000) / median(spent.map(({ milliseconds }) => milliseconds)),
    cpuMicroseconds: (median(spent.map(({ cpuMilliseconds }) => cpuMilliseconds)) * 1000) / paths,
    ratio: against('milliseconds'),
    cpuRatio: against('cpuMilliseconds'),
  }
}

function wholeCommand(file: string, paths: number): WholeCommand {
  const cli = fileURLToPath(new URL('../collector/host/cli.ts', import.meta.url))
  const bare = `require('node:fs').readFileSync(process.argv[1], 'utf8').split('\\n').length`
  return {
    paths,
    seconds: secondsOf([cli, 'attribute', file, '--model', 'markov', '--order', '2', '--json']),
    bareSeconds: secondsOf(['-e', bare, file]),
  }
}

/** Of the quickest of three runs: what else the machine does only ever makes it slower. */
function secondsOf(words: readonly string[]): number {
  const seconds = [1, 2, 3].map(() => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${words.join(' ')} exited with ${status}: ${stderr}`)
    return (performance.now() - start) / 1000
  })
  return Math.min(...seconds)
}
