import { createReadStream, readFileSync } from 'node:fs'
import {
  type PathModel,
  type PathOptions,
  pathAttributor,
} from '../collector/attribution/data-driven/path-attribution.ts'
import { PathFileReader } from '../collector/source/path-file/reader.ts'

const CHUNK_BYTES = 1024 * 1024

export interface Contender {
  name: string
  run(file: string): Promise<unknown>
}

/** What one run has taken; CPU time is that of all threads of the process. */
export interface Spent {
  milliseconds: number
  cpuMilliseconds: number
}

/** The quickest way that Node has: the whole file as one text, cut at its line feeds. */
export const BARE: Contender = {
  name: 'read and split lines',
  run: async (file) => readFileSync(file, 'utf8').split('\n').length,
}

export const CONTENDERS: readonly Contender[] = [
  attribution('linear', 'linear'),
  attribution('position based', 'position_based'),
  attribution('Markov, order 1', 'markov', { order: 1 }),
  attribution('Markov, order 2', 'markov', { order: 2 }),
  attribution('Markov, order 3', 'markov', { order: 3 }),
  attribution('Shapley, exact', 'shapley'),
]

function attribution(name: string, model: PathModel, options?: PathOptions): Contender {
  return {
    name,
    run: async (file) => {
      const { tally, result } = pathAttributor(model, options)
      const reader = new PathFileReader(tally)
      const chunks: AsyncIterable<Uint8Array> = createReadStream(file, {
        highWaterMark: CHUNK_BYTES,
      })
      for await (const chunk of chunks) reader.push(chunk)
      reader.end()
      return result(reader.channels)
    },
  }
}

// Told a file by its parent, it runs the contender that it was started for, and says what it took.
if (process.send) {
  const contender = [BARE, ...CONTENDERS].find(({ name }) => name === process.argv[2])
  process.on('message', async ({ file }: { file: string }) => {
    if (contender) process.send?.(await quickerOfTwo(() => contender.run(file)))
    else process.send?.({ error: `there is no contender ${process.argv[2]}` })
  })
}

/** While others run, a process gives memory back; the first of two runs takes it up again. */
async function quickerOfTwo(work: () => Promise<unknown>): Promise<Spent> {
  const first = await spentBy(work)
  const second = await spentBy(work)
  return first.milliseconds < second.milliseconds ? first : second
}

async function spentBy(work: () => Promise<unknown>): Promise<Spent> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const milliseconds = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { milliseconds, cpuMilliseconds: (user + system) / 1000 }
}
