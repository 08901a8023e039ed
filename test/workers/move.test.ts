import { expect, it } from 'vitest'
import type { AdminAnswer, AskAdmin } from '../../collector/admin/commands.ts'
import { adminOf } from '../../collector/admin/run.ts'
import { move } from '../../collector/host/move/move.ts'
import type { MoveSide } from '../../collector/host/move/side.ts'
import { prove } from '../../collector/host/prove.ts'
import { InProcessLedgers } from '../http/in-process-ledgers.ts'
import {
  conversion,
  cost,
  DAY,
  hit,
  identity,
  MINUTE,
  refund,
  START,
  shopState,
  tagged,
  visitorUuid,
} from '../ledger/shop.ts'
import { RemoteApp } from './remote-app.ts'

const TOKEN = 'a-token-of-32-characters-or-more'
const VISITORS = 300

const sideOf = (place: string, ask: AskAdmin): MoveSide => ({
  place,
  label: place,
  ask,
  verify: async (site, how) => (await prove(site, { ...how, admin: ask })).differences,
  close: async () => {},
})

/** A site of the engine on Node, with something of every kind in it. */
async function soldOnNode(): Promise<MoveSide> {
  const ledgers = new InProcessLedgers(() => START)
  const shop = await ledgers.create(shopState)
  const visitors = Array.from({ length: VISITORS }, (_, n) => n + 1)
  for (const n of visitors)
    await shop.append({
      hits: [
        hit(
          2 * n,
          n,
          START + n * MINUTE,
          tagged(n % 3 ? 'google' : 'news', n % 3 ? 'cpc' : 'email'),
        ),
        hit(2 * n + 1, n, START + n * MINUTE + DAY, {
          title: 'É, a "quote", 🛒',
          props: '{"a":1}',
        }),
      ],
      conversions:
        n % 5 ? [] : [conversion(`A${n}`, START + 3 * DAY, { visitor: visitorUuid(n), tax: 7 })],
      refunds: n % 10 ? [] : [refund(`A${n}`, 'R', 999)],
      identities: n % 7 ? [] : [identity({ visitor: visitorUuid(n), customerId: `c${n % 4}` })],
      costs: n % 50 ? [] : [cost(n, { campaignSource: 'google', campaignMedium: 'cpc' })],
    })
  return sideOf(
    'node',
    adminOf(ledgers, () => START),
  )
}

/** A collector in workerd, asked as the command line asks it. */
function workers(): MoveSide {
  const app = new RemoteApp({ adminToken: TOKEN })
  app.now = START
  return sideOf('workers', async (command) => {
    const response = await app.request('/v1/admin', {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(command),
    })
    const text = await response.text()
    if (response.status !== 200) throw new Error(text)
    return JSON.parse(text) as AdminAnswer
  })
}

const factsOf = async ({ ask }: MoveSide) =>
  (await ask({ command: 'site_status', site: 'shop' }))['facts']

it('a site moves from Node to Workers and back, and has the same figures, bit for bit', async () => {
  const node = await soldOnNode()
  const there = workers()
  const task = { site: 'shop', progress: () => {} }
  const before = await factsOf(node)

  const moved = await move({ ...task, from: node, to: there })
  expect(moved.differences).toEqual([])
  expect(moved.rows).toBeGreaterThan(3 * VISITORS)
  expect(await factsOf(there)).toEqual(before)

  expect((await move({ ...task, from: there, to: node })).differences).toEqual([])
  expect(await factsOf(node)).toEqual(before)
  expect(await there.ask({ command: 'site_show', site: 'shop' })).toMatchObject({
    status: 'moved_out',
    status_note: 'to node',
  })
})
