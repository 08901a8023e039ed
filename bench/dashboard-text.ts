import type { DashboardTimings } from './dashboard.ts'
import { median, table } from './numbers.ts'

/** ms: what an interaction is to be answered in. */
const AIM_MS = 100
/** gzip, bytes: what the first view may load in all. */
const AIM_BYTES = 300_000

export function dashboardText({ timings, sizes }: DashboardTimings): string {
  const whole = (value: number) => `${value.toFixed(0)} ms`
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
  const rows = timings.map(({ page, interaction, rounds }) => {
    const painted = rounds.map((round) => round.painted)
    return [
      ...[page, interaction, whole(median(painted)), whole(Math.max(...painted))],
      ...[whole(median(rounds.map(({ fresh }) => fresh)))],
      median(painted) < AIM_MS ? 'met' : 'MISSED',
    ]
  })
  return [
    `The dashboard on the demo site: from click or key to the paint that answers it (aim: under ${AIM_MS} ms), and to the fresh answer`,
    '',
    table(['page', 'interaction', 'painted, median', 'most', 'fresh, median', ''], rows),
    '',
    `What each page loads, gzip -9 (aim: under ${kilobytes(AIM_BYTES)} in all)`,
    '',
    table(
      ['page', 'scripts and style', 'charts', 'in all', ''],
      sizes.map(({ page, scripts, charts }) => [
        ...[page, kilobytes(scripts), kilobytes(charts), kilobytes(scripts + charts)],
        scripts + charts < AIM_BYTES ? 'met' : 'MISSED',
      ]),
    ),
  ].join('\n')
}
