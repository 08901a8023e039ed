import {
  type Contribution,
  type PackedTouch,
  unpackContribution,
} from '../../../attribution/contribution.ts'
import type { CostsAsked, Freshness } from '../../ledger.ts'
import type { contributions } from '../schema.ts'
import type { Sql } from '../sql.ts'
import { SharedCosts } from './touch-costs.ts'

type Row = typeof contributions.$inferSelect

/** A conversion and what it has contributed, if anything. */
export interface PackedJourney {
  row: Row
  packed: Contribution | undefined
}

/** What a touch costs a journey, minor units. */
export type JourneyCosts = (row: Row, touch: PackedTouch) => number

/**
 * The cost of each touch of some journeys. A touch that several journeys of a goal have, because its
 * visit was still open at an order, costs the first of them, and the others nothing.
 */
export function journeyCosts(
  sql: Sql,
  fresh: Freshness,
  asked: CostsAsked,
  journeys: readonly PackedJourney[],
): JourneyCosts {
  const costs = new SharedCosts(sql, fresh, asked)
  const spent = spentBefore(sql, journeys)
  return ({ conversion }, [id, ts, day, tuple, hit]) =>
    spent.get(conversion)?.has(hit) ? 0 : costs.ofTouch({ ts, day, tuple, hit }, () => id)
}

/** Hits of touches that journeys have in common with an earlier one, by conversion. */
function spentBefore(
  sql: Sql,
  journeys: readonly PackedJourney[],
): ReadonlyMap<number, ReadonlySet<number>> {
  const earlier = sql.prepare<{ packed: string }>(EARLIER)
  const spent = new Map<number, ReadonlySet<number>>()
  for (const { row, packed } of journeys) {
    const [first] = packed?.touches ?? []
    if (!first || row.person === '') continue
    const { generation, person, goal, day, ts, transactionId, conversion } = row
    const others = earlier.all(generation, person, goal, first[1], ts, day, ts, transactionId)
    const hits = others.flatMap((other) =>
      unpackContribution(other.packed).touches.map(([, , , , hit]) => hit),
    )
    if (hits.length > 0) spent.set(conversion, new Set(hits))
  }
  return spent
}

/** In the order in which paths are told of conversions. */
const EARLIER = `
  SELECT packed FROM contributions
  WHERE generation = ? AND person = ? AND goal = ? AND ts BETWEEN ? AND ?
    AND (day, ts, transaction_id) < (?, ?, ?) AND packed != ''`
