import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JourneyAnswer } from '../../collector/ledger/ledger.ts'
import type { DueMessage, SentMessage } from '../../collector/ledger/outgoing.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  newShop,
  refund,
  START,
  settings,
  settleAll,
  tagged,
  visitorUuid,
} from './shop.ts'

const ORDERS = 4

type Step =
  | { do: 'visit'; visitor: number; day: number }
  | { do: 'sell'; order: number; value: number; cancelled: boolean }
  | { do: 'refund'; order: number; id: number; amount: number }
  | { do: 'rebuild' | 'settings' }
  | { do: 'send'; outcome: 'delivered' | 'failed' | 'unknown' }

const order = fc.nat(ORDERS - 1)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('visit'), visitor: order, day: fc.nat(9) }),
  fc.record({ do: fc.constant('sell'), order, value: fc.nat(9999), cancelled: fc.boolean() }),
  fc.record({
    do: fc.constant('refund'),
    order,
    id: fc.nat(5),
    amount: fc.integer({ min: 1, max: 5000 }),
  }),
  fc.record({ do: fc.constantFrom('rebuild', 'settings') }),
  fc.record({
    do: fc.constant('send'),
    outcome: fc.constantFrom('delivered', 'failed', 'unknown'),
  }),
)

/** Keeps what it is told as the guide says: of each order the highest number. */
class Listener {
  readonly known = new Map<string, Record<string, unknown> & { sequence: number }>()
  readonly #states = new Map<string, string[]>()
  readonly #ids = new Set<string>()

  /** @param isLost whether it never came, which its sender can't tell from one that did */
  hear({ message, body }: DueMessage, isLost: boolean): void {
    const { data } = JSON.parse(body)
    const name = String(data.transaction_id)
    const isNew = !((this.known.get(name)?.sequence ?? 0) >= data.sequence)
    if (isNew && !isLost) this.known.set(name, data)
    if (this.#ids.has(message)) return
    this.#ids.add(message)
    const { sequence: _, ...state } = data
    this.#states.set(name, [...(this.#states.get(name) ?? []), JSON.stringify(state)])
  }

  /** Messages of an order that were the same as the one that was sent before. */
  get repeated(): number {
    const counts = [...this.#states.values()].map(
      (states) => states.filter((state, at) => at > 0 && states[at - 1] === state).length,
    )
    return counts.reduce((sum, n) => sum + n, 0)
  }
}

function send(site: SqliteSite, listener: Listener, outcome: string, now: number): number {
  const { messages } = site.takeOutgoing(now)
  for (const message of messages) listener.hear(message, outcome === 'failed')
  if (outcome === 'unknown') return messages.length
  const state = outcome === 'delivered' ? 'delivered' : 'waiting'
  const told = { state, at: now, nextAt: now + 1, status: 500, error: '', isGone: false } as const
  site.noteSent(messages.map(({ id }): SentMessage => ({ id, ...told })))
  return messages.length
}

function sendAll(site: SqliteSite, listener: Listener, now: number): void {
  settleAll(site)
  while (site.outgoingAt(now) !== undefined) send(site, listener, 'delivered', now + 1)
}

function take(site: SqliteSite, one: Exclude<Step, { do: 'send' }>, at: number): void {
  const sold = START + 10 * DAY
  if (one.do === 'visit') {
    const page = hit(at, one.visitor, START + one.day * DAY, tagged('news', 'email', `c${at}`))
    append(site, { hits: [page] })
  } else if (one.do === 'sell') {
    const status = one.cancelled ? { status: 'cancelled' as const } : {}
    const said = { value: one.value, updatedAt: START + at, ...status }
    const visitor = visitorUuid(one.order)
    append(site, { conversions: [conversion(`T${one.order}`, sold, { visitor, ...said })] })
  } else if (one.do === 'refund') {
    append(site, { refunds: [refund(`T${one.order}`, `R${one.id}`, one.amount)] })
  } else if (one.do === 'rebuild') site.rebuild()
  else {
    const changed = { ...settings, lookbackDays: 1 + (at % 9) }
    site.change({ kind: 'settings', settings: changed, owner: 'test', at: START })
  }
}

test(
  'whatever happens, and whatever becomes of tries, a listener knows how things stand in the end',
  () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
        const site = newShop()
        const listener = new Listener()
        const endpoint = {
          id: 'e1',
          url: 'https://crm.example/',
          createdAt: START,
          disabledAt: null,
        }
        const secrets = [{ secret: 'whsec_AAAA', validUntil: null }]
        site.change({
          kind: 'endpoint_added',
          endpoint: { ...endpoint, secrets, events: ['conversion.credited'] },
        })
        for (const [at, one] of steps.entries())
          if (one.do === 'send') send(site, listener, one.outcome, START + at)
          else take(site, one, at)
        sendAll(site, listener, START + 100)
        for (let n = 0; n < ORDERS; n++) {
          const query = { kind: 'journey', goal: 'purchase', transactionId: `T${n}` } as const
          const [journey] = site.report(query).journeys
          const told = listener.known.get(`T${n}`)
          if (told === undefined) expect(journey?.state ?? 'none').not.toBe('counted')
          else expect(standOf(told)).toEqual(journey && standOfJourney(journey))
        }
        expect(listener.repeated).toBe(0)
        site.rebuild()
        settleAll(site)
        while (site.takeOutgoing(START + 200).isBehind);
        expect(site.takeOutgoing(START + 200).messages).toEqual([])
        site.close()
      }),
      runs(60),
    )
  },
  TIMEOUT_MS,
)

interface Touch {
  id: string
  credits: Record<string, unknown>
}

const standOf = (told: Record<string, unknown>) => ({
  state: told['state'],
  refunded: told['refunded'],
  touches: (told['touches'] as Touch[]).map(({ id, credits }) => [id, credits['last_non_direct']]),
})

function standOfJourney({ state, refunded, touches }: JourneyAnswer) {
  const isCounted = state === 'counted'
  return {
    state,
    refunded: isCounted ? (refunded / 100).toFixed(2) : '0.00',
    touches: isCounted
      ? touches.map(({ id, credits }) => {
          const { conversions = 0, value = 0 } = credits['last_non_direct'] ?? {}
          const shown = { conversions: String(conversions / 1e6), value: (value / 100).toFixed(2) }
          return [id, shown]
        })
      : [],
  }
}
