import { join } from 'node:path'
import type { LoopAnswer } from './bare-loop.ts'
import { startCollector } from './collector.ts'
import { HelperProcess } from './helper-process.ts'
import {
  type Comparison,
  checkStored,
  compare,
  lastOf,
  type Options,
  type Side,
  say,
  send,
  startLoad,
  withFolder,
} from './rounds.ts'
import { BATCH_EVENTS } from './traffic.ts'

/** Events in batches of 50 over HTTP, and the same hits in a bare loop, in turn. */
export function benchBatches(options: Options): Promise<Comparison & { events: number }> {
  const batches = options.quick ? 500 : 1_500
  const rounds = options.quick ? 5 : 7
  return withFolder(async (folder) => {
    const load = startLoad(options.start)
    const collector = await startCollector(folder, options.profile)
    const loop = startLoop(folder, options.start)
    const ours: Side[] = []
    const bare: Side[] = []
    // The first round warms both up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      await load.ask({ prepare: 'batches', requests: batches })
      ours.push(await send(load, collector, BATCH_EVENTS))
      bare.push(sideOf(await loop.ask(batches)))
      say(`batches, round ${round} of ${rounds}: ${lastOf(ours)} to ${lastOf(bare)} events/s`)
    }
    load.stop()
    loop.stop()
    await collector.stop()
    const events = batches * BATCH_EVENTS
    checkStored(folder, events * (rounds + 1))
    return { ...compare(ours.slice(1), bare.slice(1)), events }
  })
}

const startLoop = (folder: string, start: number): HelperProcess<number, LoopAnswer> =>
  new HelperProcess(new URL('./bare-loop.ts', import.meta.url), [
    join(folder, 'bare.db'),
    String(start),
  ])

const sideOf = ({ hits, seconds, cpuSeconds }: LoopAnswer): Side => ({
  perSecond: hits / seconds,
  p50Ms: Number.NaN,
  p99Ms: Number.NaN,
  cpuMicroseconds: (cpuSeconds * 1e6) / hits,
})
