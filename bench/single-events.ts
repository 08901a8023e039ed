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
import { requestOf, TRAFFIC_AGE_MS, Traffic } from './traffic.ts'
import { hasWrk, Wrk, type WrkSide } from './wrk.ts'

export type SingleEvents = Comparison & {
  requests: number
  connections: number
  /** The same with another generator, where the machine has it. */
  byWrk: Comparison | undefined
}

/** For each number of connections. */
export async function benchSingleEvents(options: Options): Promise<SingleEvents[]> {
  const results: SingleEvents[] = []
  for (const connections of options.connections)
    results.push(await benchOver({ ...options, connections }))
  return results
}

type Over = Omit<Options, 'connections'> & { connections: number }

/** Single events over HTTP, the collector and a bare route in turn, each with the same requests. */
async function benchOver(options: Over): Promise<SingleEvents> {
  const requests = options.quick ? 8_000 : 20_000
  const rounds = options.quick ? 5 : 9
  const own = await withServers(options, async (duel) => {
    const load = startLoad(options.start)
    const compared = await alternate(load, { ...duel, requests, rounds })
    load.stop()
    return { compared, stored: [requests * (rounds + 1)] as const }
  })
  const byWrk = hasWrk() ? await underWrk(options, rounds) : undefined
  return { ...own, requests, connections: options.connections, byWrk }
}

interface Duel {
  collector: Server
  bare: Server
  connections: number
  folder: string
}

type Played = { compared: Comparison; stored: readonly [atLeast: number, atMost?: number] }

/** What was answered is looked for when both have ended. */
function withServers(
  { profile, connections }: Over,
  play: (duel: Duel) => Promise<Played>,
): Promise<Comparison> {
  return withFolder(async (folder) => {
    const collector = await startCollector(folder, profile)
    const bare = await startBareRoute()
    const { compared, stored } = await play({ collector, bare, connections, folder })
    await bare.stop()
    await collector.stop()
    checkStored(folder, ...stored)
    return compared
  })
}

/** The first round warms both up and is not counted. Who begins changes from round to round. */
async function alternate(
  load: LoadGenerator,
  { collector, bare, requests, rounds, connections }: Duel & { requests: number; rounds: number },
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

/** More than any bare route answers in the second that a turn lasts. */
const A_SECOND = 80_000

/** The same turns; one that ends may have sent what it hears no answer to. */
function underWrk(options: Over, rounds: number): Promise<Comparison> {
  return withServers(options, async ({ collector, bare, connections, folder }) => {
    const traffic = new Traffic('singles', options.start - TRAFFIC_AGE_MS)
    const wrk = new Wrk(folder)
    const ours: WrkSide[] = []
    const bares: WrkSide[] = []
    for (let round = 0; round <= rounds; round++) {
      const sentAt = Date.now()
      wrk.keep(Array.from({ length: A_SECOND }, () => requestOf(traffic.single(), sentAt)))
      const turns = [
        async () => ours.push(await wrk.send(collector, connections)),
        async () => bares.push(await wrk.send(bare, connections)),
      ]
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn()
      say(`by wrk, round ${round} of ${rounds}: ${lastOf(ours)} to ${lastOf(bares)} a second`)
    }
    const answered = ours.reduce((sum, { requests }) => sum + requests, 0)
    const stored = [answered, answered + ours.length * connections] as const
    return { compared: compare(ours.slice(1), bares.slice(1)), stored }
  })
}
