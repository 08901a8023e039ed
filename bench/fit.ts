import { join } from 'node:path'
import type { FitOrder, FitSpent } from './fit-process.ts'
import { type FitSite, writeFitSite } from './fit-site.ts'
import { HelperProcess } from './helper-process.ts'
import { count, table } from './numbers.ts'
import { type Options, say, withFolder } from './rounds.ts'

const SIZES = [100_000, 1_000_000]
const QUICK_SIZES = SIZES.slice(0, 1)
const AIM = { journeys: 1_000_000, seconds: 10, megabytes: 500 }
const ENTRY = new URL('./fit-process.ts', import.meta.url)

export interface FitTiming {
  site: FitSite
  fit: FitSpent
  /** Merely reading the touches of the same site. */
  bare: FitSpent
}

/** Fits a Markov model of order 2 on whole sites, each in a process of its own, as a thread does it. */
export function benchFit({ quick }: Options): Promise<FitTiming[]> {
  return withFolder(async (folder) => {
    const timings: FitTiming[] = []
    for (const journeys of quick ? QUICK_SIZES : SIZES) {
      const file = join(folder, `${journeys}.db`)
      const site = writeFitSite(file, journeys)
      say(`fit: a site of ${count(journeys)} journeys is written`)
      const bare = await spentBy({ file, id: null })
      timings.push({ site, bare, fit: await spentBy({ file, id: site.id }) })
    }
    return timings
  })
}

async function spentBy(order: FitOrder): Promise<FitSpent> {
  const helper = new HelperProcess<FitOrder, FitSpent>(ENTRY, [])
  try {
    return await helper.ask(order)
  } finally {
    helper.stop()
  }
}

export function fitText(timings: readonly FitTiming[]): string {
  return [
    'Fits of a site: Markov of order 2, with its diagnostics and 200 resamples',
    '',
    table(
      [
        'journeys',
        'touches',
        'paths',
        'states',
        's',
        'CPU s',
        'MB',
        'MB before',
        '× bare read',
        'until stages',
      ],
      timings.map(({ site, fit, bare }) => [
        ...[site.journeys, site.touches, fit.paths, fit.states ?? 0].map(count),
        ...[fit.seconds, fit.cpuSeconds].map((seconds) => seconds.toFixed(1)),
        ...[fit.megabytes, fit.megabytesBefore].map((megabytes) => megabytes.toFixed(0)),
        (fit.seconds / bare.seconds).toFixed(1),
        Object.entries(fit.stages)
          .map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)}`)
          .join(', '),
      ]),
    ),
    ...timings.flatMap(aimText),
  ].join('\n')
}

function aimText({ site, fit }: FitTiming): string[] {
  if (site.journeys !== AIM.journeys) return []
  const isMet = fit.seconds < AIM.seconds && fit.megabytes < AIM.megabytes
  const aim = `under ${AIM.seconds} s and ${AIM.megabytes} MB`
  return ['', `${count(AIM.journeys)} journeys: aim ${aim}, ${isMet ? 'met' : 'not met'}`]
}
