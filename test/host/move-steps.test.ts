import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AdminCommand } from '../../collector/admin/commands.ts'
import { adminOf } from '../../collector/admin/run.ts'
import { type MoveTask, move } from '../../collector/host/move/move.ts'
import type { MoveSide } from '../../collector/host/move/side.ts'
import { prove } from '../../collector/host/prove.ts'
import type { Ledger } from '../../collector/ledger/ledger.ts'
import { InProcessLedgers } from '../http/in-process-ledgers.ts'
import {
  conversion,
  DAY,
  hit,
  refund,
  START,
  shopState,
  tagged,
  visitorUuid,
} from '../ledger/shop.ts'

/** Both ends in this process: the real commands on the real engine. */
let source: InProcessLedgers
let target: InProcessLedgers
let from: MoveSide
let to: MoveSide
let shop: Ledger

const sideOf = (place: string, ledgers: InProcessLedgers): MoveSide => ({
  place,
  label: place,
  ask: adminOf(ledgers, () => START),
  verify: async (site, how) => {
    const admin = adminOf(ledgers, () => START)
    return (await prove(site, { ...how, admin })).differences
  },
  close: async () => {},
})

beforeEach(async () => {
  source = new InProcessLedgers(() => START)
  target = new InProcessLedgers(() => START)
  from = sideOf('here', source)
  to = sideOf('there', target)
  shop = await source.create(shopState)
  await shop.append({
    hits: [hit(1, 1, START, tagged('google', 'cpc')), hit(2, 2, START, tagged('news', 'email'))],
    conversions: [1, 2].map((n) => conversion(`A${n}`, START + DAY, { visitor: visitorUuid(n) })),
    refunds: [refund('A1', 'R', 999)],
  })
})

afterEach(() => Promise.all([source.close(), target.close()]))

const attempt = (ends: Partial<Pick<MoveTask, 'from' | 'to' | 'patienceMs'>> = {}) =>
  move({ from, to, site: shopState.site, progress: () => {}, ...ends })

const showOf = ({ ask }: MoveSide) => ask({ command: 'site_show', site: shopState.site })

const statuses = async () => [(await showOf(from))['status'], (await showOf(to))['status']]

/** A side that calls `before` with each command that it is asked. */
const watched = (side: MoveSide, before: (command: AdminCommand) => unknown): MoveSide => ({
  ...side,
  ask: async (command) => {
    await before(command)
    return side.ask(command)
  },
})

/** Fails at a command of a name, when it is asked for the nth time. */
function cutAt(name: AdminCommand['command'], nth = 1) {
  let heard = 0
  return ({ command }: AdminCommand) => {
    if (command === name && ++heard === nth) throw new Error('the line is cut')
  }
}

it('a move opens the target, with the same keys and settings, and closes the source', async () => {
  expect(await attempt()).toMatchObject({ differences: [] })
  expect(await statuses()).toEqual(['moved_out', 'open'])
  const { status: _, status_note: __, ...ours } = await showOf(from)
  expect(await showOf(to)).toMatchObject(ours)
})

it('facts that come in while it copies come along', async () => {
  let late = false
  const busy = watched(to, async ({ command }) => {
    if (command !== 'transfer_import' || late) return
    late = true
    await shop.append({ hits: [hit(3, 3, START), hit(4, 1, START + 60_000)] })
  })
  await attempt({ to: busy })
  expect(await to.ask({ command: 'site_status', site: 'shop' })).toMatchObject({
    facts: { hits: 4 },
  })
})

describe('a move that breaks off', () => {
  it.each([
    ['with the first page', 'transfer_import', 1],
    ['in the last pass', 'transfer_positions', 2],
    ['before the target derives its figures', 'transfer_finish', 1],
    ['while the target derives its figures', 'settle', 1],
    ['in the comparison', 'transfer_derived', 2],
  ] as const)('%s leaves the source open, and goes on from there', async (_, name, nth) => {
    await expect(attempt({ to: watched(to, cutAt(name, nth)) })).rejects.toThrow(
      'the line is cut\nshop is open at here as before; run the move again',
    )
    expect(await statuses()).toEqual(['open', 'moving_in'])
    await shop.append({ hits: [hit(5, 5, START)] })
    expect(await attempt()).toMatchObject({ differences: [] })
    expect(await statuses()).toEqual(['moved_out', 'open'])
  })

  it('copies no fact again that the target has, but for the last', async () => {
    const cut = attempt({ to: watched(to, cutAt('transfer_finish')) })
    await expect(cut).rejects.toThrow('the line is cut')
    const hits: number[] = []
    const seen = watched(to, (asked) => {
      if (asked.command === 'transfer_import' && asked.page.table === 'hits')
        hits.push(asked.page.rows.length)
    })
    await attempt({ to: seen })
    expect(hits).toEqual([1, 1])
  })

  it('with the source gone, too, says that it may be closed', async () => {
    const broken = watched(from, ({ command }) => {
      if (['settle', 'site_reopen'].includes(command)) throw new Error('the line is cut')
    })
    await expect(attempt({ from: broken })).rejects.toThrow(
      'shop may be closed at here ("site reopen shop" opens it)',
    )
  })

  it('after the source was closed by one that was killed goes on', async () => {
    const killed = attempt({
      from: watched(from, cutAt('site_reopen')),
      to: watched(to, cutAt('transfer_finish')),
    })
    await expect(killed).rejects.toThrow('the line is cut')
    expect(await statuses()).toEqual(['moved_out', 'moving_in'])
    expect(await attempt()).toMatchObject({ differences: [] })
    expect(await statuses()).toEqual(['moved_out', 'open'])
  })

  it('at the opening of the target leaves the source closed, lest both take facts', async () => {
    await expect(attempt({ to: watched(to, cutAt('site_reopen')) })).rejects.toThrow(
      /All is copied and compared, and shop is closed at the source/,
    )
    expect(await statuses()).toEqual(['moved_out', 'moving_in'])
    expect(await attempt()).toMatchObject({ differences: [] })
    expect(await statuses()).toEqual(['moved_out', 'open'])
  })

  it('is not begun anew once the target is open', async () => {
    await attempt()
    await expect(attempt()).rejects.toThrow('"shop" is open at the target')
    expect(await statuses()).toEqual(['moved_out', 'open'])
  })
})

describe('a move of a source that never comes to rest while it is open', () => {
  /** Says that something waits, as long as it takes facts in. */
  const restless = (): MoveSide & { verifiedWhen: string[] } => {
    const verifiedWhen: string[] = []
    let isClosed = false
    const ask = async (command: AdminCommand) => {
      if (command.command === 'site_close') isClosed = true
      const answer = await from.ask(command)
      return command.command === 'settle' && !isClosed ? { ...answer, pending: 1 } : answer
    }
    const verify: MoveSide['verify'] = async (site, how) => {
      const { differences } = await prove(site, { ...how, admin: ask })
      verifiedWhen.push(isClosed ? 'closed' : 'open')
      return differences
    }
    return { ...from, ask, verify, verifiedWhen }
  }

  it('verifies it once it is closed', async () => {
    const busy = restless()
    expect(await attempt({ from: busy, patienceMs: 20 })).toMatchObject({ differences: [] })
    expect(busy.verifiedWhen).toEqual(['closed'])
    expect(await statuses()).toEqual(['moved_out', 'open'])
  })

  it('opens it again when it is wrong', async () => {
    const wrong = { ...restless(), verify: async () => ['a row is wrong'] }
    const { differences } = await attempt({ from: wrong, patienceMs: 20 })
    expect(differences).toEqual(['here: a row is wrong'])
    expect(await statuses()).toEqual(['open', 'moving_in'])
  })
})

describe('a move that finds a difference', () => {
  it.each(['rollups', 'touches', 'contributions'])(
    'in %s leaves the target closed, and the source open',
    async (table) => {
      const wrong: MoveSide = {
        ...to,
        ask: async (asked) => {
          const answer = await to.ask(asked)
          if (asked.command !== 'transfer_derived' || asked.table !== table) return answer
          const [, ...rows] = answer['rows'] as unknown[]
          return { ...answer, rows }
        },
      }
      const { differences } = await attempt({ to: wrong })
      expect(differences.length).toBeGreaterThan(0)
      for (const difference of differences) expect(difference).toMatch(new RegExp(`^${table}: `))
      expect(await statuses()).toEqual(['open', 'moving_in'])
    },
  )

  it('in what one side verifies names that side', async () => {
    const { differences } = await attempt({ to: { ...to, verify: async () => ['a row is wrong'] } })
    expect(differences).toEqual(['there: a row is wrong'])
    expect(await statuses()).toEqual(['open', 'moving_in'])
  })
})

describe('a move is refused', () => {
  it('into another site of the same name, which stays as it is', async () => {
    await target.create({ ...shopState, identifySecret: 'another' })
    await expect(attempt()).rejects.toThrow('there is another site named "shop" at the target')
    expect(await statuses()).toEqual(['open', 'open'])
  })

  it('from a site that is itself being moved in', async () => {
    await attempt({ to: watched(to, cutAt('transfer_finish')) }).catch(() => undefined)
    await expect(attempt({ from: to, to: from })).rejects.toThrow('shop is itself being moved to')
  })

  it('of a site that has moved elsewhere since', async () => {
    await attempt()
    const third = new InProcessLedgers(() => START)
    await expect(attempt({ to: sideOf('elsewhere', third) })).rejects.toThrow(
      'shop has moved out of here (to there): move it from there',
    )
    expect(await third.list()).toEqual([])
  })

  it('of a site that there is not', async () => {
    const nothing = sideOf('nowhere', new InProcessLedgers(() => START))
    await expect(attempt({ from: nothing })).rejects.toThrow('there is no site "shop"')
    expect(await target.list()).toEqual([])
  })
})
