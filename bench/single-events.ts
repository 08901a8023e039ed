import { type Server, startBareRoute, startCollector } from './collector.ts'
import {
  type Comparison,
  checkStored,
  compare,
  type LoadGenerator,
  lastOf,
  type Options,
  type Side,
  say,
  send,
  startLoad,
  withFolder,
} from './rounds.ts'

export type SingleEvents = Comparison & { requests: number; connections: number }

/** Single events over HTTP, the collector and a bare route in turn, each with the same requests. */
export function benchSingleEvents(options: Options): Promise<SingleEvents> {
  return withFolder(async (folder) => {
    const load = startLoad(options.start)
    const collector = await startCollector(folder, options.profile)
    const bare = await startBareRoute()
    const { connections } = options
    const requests = options.quick ? 8_000 : 20_000
    const rounds = options.quick ? 5 : 9
    const compared = await alternate(load, { collector, bare, requests, rounds, connections })
    load.stop()
    await bare.stop()
    await collector.stop()
    checkStored(folder, requests * (rounds + 1))
    return { ...compared, requests, connections }
  })
}

interface Duel {
  collector: Server
  bare: Server
  requests: number
  rounds: number
  connections: number
}

/** The first round warms both up and is not counted. Who begins changes from round to round. */
async function alternate(
  load: LoadGenerator,
  { collector, bare, requests, rounds, connections }: Duel,
): Promise<Comparison> {
  const ours: Side[] = []
  const bares: Side[] = []
  for (let round = 0; round <= rounds; round++) {
    await load.ask({ prepare: 'singles', requests })
    const turns = [
      async () => ours.push(await send(load, collector, 1, { connections })),
      async () => bares.push(await send(load, bare, 1, { connections })),
    ]
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn()
    say(`single events, round ${round} of ${rounds}: ${lastOf(ours)} to ${lastOf(bares)} a second`)
  }
  return compare(ours.slice(1), bares.slice(1))
}
