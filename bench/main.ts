import { parseArgs } from 'node:util'
import { benchBatches } from './batches.ts'
import { benchBilled } from './billed.ts'
import { stopAll } from './collector.ts'
import { benchDashboard } from './dashboard.ts'
import { dashboardText } from './dashboard-text.ts'
import { benchDeliveries } from './deliveries.ts'
import { deliveriesText } from './deliveries-text.ts'
import { benchExport, exportText } from './export.ts'
import { benchFit, fitText } from './fit.ts'
import { machine } from './machine.ts'
import { benchPaths } from './paths.ts'
import { pathsText } from './paths-text.ts'
import { batchesText, billedText, roiText, singleEventsText, workersText } from './report.ts'
import { benchRoi } from './roi.ts'
import { CONNECTIONS, MANY_CONNECTIONS, type Options } from './rounds.ts'
import { benchScale } from './scale.ts'
import { scaleText } from './scale-text.ts'
import { benchSingleEvents } from './single-events.ts'
import { benchTruth } from './truth.ts'
import { truthText } from './truth-text.ts'
import { benchWorkers } from './workers.ts'

const PARTS = [
  'http',
  'batches',
  'roi',
  'workers',
  'billed',
  'paths',
  'fit',
  'export',
  'truth',
  'dashboard',
  'deliveries',
  'scale',
] as const
type Part = (typeof PARTS)[number]

const BOTH = [CONNECTIONS, MANY_CONNECTIONS]

const HELP = `npm run bench -- [options]

  --quick            Shorter rounds, and 10,000 and 100,000 touches and paths: two minutes less, and noisier.
  --only PART        ${PARTS.join(', ')}: one of the measurements; all but "scale", which
                     takes a quarter of an hour, unless told.
  --connections N    Over which single events are sent; ${CONNECTIONS}, and then ${MANY_CONNECTIONS}, unless told.
  --events N         Of the sites of "scale", again for each; 200,000 and 1,000,000 unless told.
  --rebuild-only     Of those one rebuild, and no proof and no move.
  --profile FOLDER   Writes CPU profiles of the collector there (it is slower then).`

const run: Record<Part, (options: Options) => Promise<string>> = {
  http: async (options) => (await benchSingleEvents(options)).map(singleEventsText).join('\n\n'),
  batches: async (options) => batchesText(await benchBatches(options)),
  roi: async (options) => roiText(await benchRoi(options)),
  workers: async (options) => workersText(await benchWorkers(options)),
  billed: async (options) => billedText(await benchBilled(options)),
  paths: async (options) => pathsText(await benchPaths(options)),
  fit: async (options) => fitText(await benchFit(options)),
  export: async (options) => exportText(await benchExport(options)),
  truth: async (options) => truthText(benchTruth(options)),
  dashboard: async (options) => dashboardText(await benchDashboard(options)),
  deliveries: async (options) => deliveriesText(await benchDeliveries(options)),
  scale: async (options) => scaleText(await benchScale(options)),
}

try {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      connections: { type: 'string' },
      profile: { type: 'string' },
      events: { type: 'string', multiple: true },
      'rebuild-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) process.stdout.write(`${HELP}\n`)
  else
    await bench(partsOf(values.only), {
      quick: values.quick,
      connections: values.connections ? [Number(values.connections)] : BOTH,
      profile: values.profile,
      start: Date.now(),
      events: values.events?.map(Number),
      rebuildOnly: values['rebuild-only'],
    })
} finally {
  stopAll()
}

async function bench(parts: readonly Part[], options: Options): Promise<void> {
  const print = (text: string) => process.stdout.write(`${text}\n\n`)
  print(machine(options.start))
  for (const part of parts) print(await run[part](options))
}

function partsOf(only: string | undefined): readonly Part[] {
  const parts = PARTS.filter((part) => (only === undefined ? part !== 'scale' : part === only))
  if (parts.length === 0) throw new Error(`--only ${only}: is one of ${PARTS.join(', ')}`)
  return parts
}
