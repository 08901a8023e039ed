import { count, table } from './numbers.ts'
import type { PathSize, PathsResult } from './paths.ts'

/** So many times the bare read, for a million paths of order 2. */
const AIM = 3
const AIM_PATHS = 1_000_000
const AIM_NAME = 'Markov, order 2'

export function pathsText({ sizes, command }: PathsResult): string {
  const { paths, seconds, bareSeconds } = command
  return [
    ...sizes.flatMap((size) => [sizeText(size), '']),
    `The whole command on ${count(paths)} paths, Markov of order 2, as a process: ${seconds.toFixed(2)} s; the bare read as one: ${bareSeconds.toFixed(2)} s`,
    aimText(sizes),
  ].join('\n')
}

function sizeText({ paths, bytes, rounds, timings }: PathSize): string {
  return [
    `Path files: ${count(paths)} paths, ${(bytes / 1e6).toFixed(1)} MB, ${rounds} rounds`,
    '',
    table(
      ['', 'paths/s', '× bare read', 'CPU a path', '× bare read'],
      timings.map(({ name, pathsPerSecond, ratio, cpuMicroseconds, cpuRatio }) => [
        name,
        count(pathsPerSecond),
        ratio.toFixed(2),
        `${cpuMicroseconds.toFixed(3)} µs`,
        cpuRatio.toFixed(2),
      ]),
    ),
  ].join('\n')
}

function aimText(sizes: readonly PathSize[]): string {
  const size = sizes.find(({ paths }) => paths === AIM_PATHS)
  const timing = size?.timings.find(({ name }) => name === AIM_NAME)
  if (!timing) return `Its aim is asked of ${count(AIM_PATHS)} paths: run it without --quick`
  const verdict = timing.ratio <= AIM ? 'met' : 'MISSED'
  return `${AIM_NAME}: ${timing.ratio.toFixed(2)} of the bare read, aim at most ${AIM}: ${verdict}`
}
