import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startCollector } from './collector.ts'
import { Host, TOKEN } from './host.ts'
import type { EventsKind, OrdersKind } from './load.ts'
import {
  type Comparison,
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
import { PROJECT, startWorkerd } from './workerd.ts'

/** The same requests to both hosts; `each` is how many events or conversions one holds. */
export interface Race {
  name: string
  kind: EventsKind | OrdersKind
  requests: number
  each: number
}

export type RaceResult = Race & Comparison

/** The collector on workerd and the collector on Node, with the same requests in turn. */
export function benchWorkers(options: Options): Promise<RaceResult[]> {
  return withFolder(async (folder) => {
    const load = startLoad(options.start)
    const ours = await workersHost(join(folder, 'workers'), PROJECT)
    const node = await nodeHost(join(folder, 'node'), options)
    const rounds = options.quick ? 3 : 7
    const results: RaceResult[] = []
    for (const race of racesOf(options.quick))
      results.push({ ...race, ...(await run(race, { load, ours, node, rounds })) })
    load.stop()
    await checkKept(ours, node, results)
    await node.server.stop()
    await ours.server.stop()
    return results
  })
}

const racesOf = (quick: boolean): Race[] => [
  { name: 'events in batches of 50', kind: 'batches', requests: quick ? 200 : 400, each: 50 },
  { name: 'events one by one', kind: 'singles', requests: quick ? 1_000 : 2_000, each: 1 },
  { name: 'conversions one by one', kind: 'orders', requests: quick ? 300 : 600, each: 1 },
  { name: 'conversions in arrays of 50', kind: 'orderArrays', requests: quick ? 10 : 20, each: 50 },
]

/**
 * The project's Worker, or one that measures it, with a site.
 * @param keys of the site, when the folder has it already
 */
export async function workersHost(
  folder: string,
  config: string,
  keys?: Host['keys'],
): Promise<Host> {
  const server = await startWorkerd(folder, config, { PATHWORTH_ADMIN_TOKEN: TOKEN })
  return keys ? new Host(server, keys) : Host.withSite(server)
}

async function nodeHost(folder: string, { profile }: Options): Promise<Host> {
  mkdirSync(folder)
  const env = { PATHWORTH_SITE: 'first', PATHWORTH_ADMIN_TOKEN: TOKEN }
  return Host.withSite(await startCollector(folder, profile, env))
}

interface Track {
  load: LoadGenerator
  ours: Host
  node: Host
  rounds: number
}

/** The first round warms both up and is not counted. Who begins changes from round to round. */
async function run(race: Race, { load, ours, node, rounds }: Track): Promise<Comparison> {
  const sides: Record<'ours' | 'node', Side[]> = { ours: [], node: [] }
  for (let round = 0; round <= rounds; round++) {
    const turns = [
      async () =>
        sides.ours.push(await send(load, ours.server, race.each, { key: ours.keys.write })),
      async () =>
        sides.node.push(await send(load, node.server, race.each, { key: node.keys.write })),
    ]
    await load.ask({ prepare: race.kind, requests: race.requests })
    for (const go of round % 2 === 0 ? turns : turns.reverse()) await go()
    say(
      `${race.name}, round ${round} of ${rounds}: ${lastOf(sides.ours)} to ${lastOf(sides.node)} a second`,
    )
  }
  return compare(sides.ours.slice(1), sides.node.slice(1))
}

/** All that was answered with 2xx is stored on both, and the same figures follow from it. */
async function checkKept(ours: Host, node: Host, results: readonly RaceResult[]): Promise<void> {
  const sent = (kinds: readonly string[]) =>
    results
      .filter(({ kind }) => kinds.includes(kind))
      .reduce((sum, { requests, each, rounds }) => sum + requests * each * (rounds + 1), 0)
  const wanted = {
    hits: sent(['batches', 'singles']),
    conversions: sent(['orders', 'orderArrays']),
  }
  for (const host of [ours, node]) {
    const { hits, conversions } = await host.settledFacts()
    if (hits !== wanted.hits || conversions !== wanted.conversions)
      throw new Error(`sent ${JSON.stringify(wanted)}, stored ${hits} hits, ${conversions} orders`)
  }
  const [a, b] = [await ours.roiRows(), await node.roiRows()]
  if (a !== b) throw new Error(`the hosts differ in their figures:\n${a}\n${b}`)
}
