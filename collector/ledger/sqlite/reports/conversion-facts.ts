import { type Contribution, unpackContribution } from '../../../attribution/contribution.ts'
import { dealsInPlaceOf } from '../../../journey/goal-links.ts'
import { localDay } from '../../../roi/dates.ts'
import type { Freshness, JourneyAnswer } from '../../ledger.ts'
import type {
  ConversionFacts,
  ConversionPart,
  ConversionVersion,
  RefundInPart,
} from '../../reports-explain.ts'
import { Conversions, STANDS_FIRST } from '../conversions.ts'
import { Rates } from '../rates.ts'
import { REFUND_STANDS } from '../refund-rows.ts'
import { moneyOf } from '../sale.ts'
import type * as tables from '../schema.ts'
import { Sequence } from '../sequence.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { hitsOf } from './explain-hits.ts'
import { journeyAnswers } from './journeys.ts'

type Row = typeof tables.contributions.$inferSelect

/** What needs them: the model is that whose weights are told. */
export interface FactsContext {
  snapshot: Snapshot
  fresh: Freshness
  model: string
}

/** A contribution that is asked for. */
interface Asked {
  row: PackedRow
  packed: Pick<Contribution, 'touches' | 'weights'>
  /** Places of the touches that are part of the figure. */
  places: ReadonlySet<number>
}

/** The facts of conversions, in their order. */
export function conversionFacts(context: FactsContext, asked: readonly Asked[]): ConversionFacts[] {
  const { snapshot, fresh, model } = context
  const rows = asked.map(({ row }) => rowOf(row))
  const journeys = journeyAnswers(snapshot, fresh, { costs: undefined }, rows)
  const tell = detailsFrom(context)
  const hits = hitsOf(
    snapshot.sql,
    asked.flatMap(({ packed }) => packed.touches.map(([, , , , hit]) => hit)),
  )
  return asked.map(({ packed, places }, at) => {
    const touches = packed.touches.map(([, , , , hit], place) => ({
      hit: hits.get(hit),
      inCell: places.has(place),
      weight: packed.weights[model]?.[place] ?? 0,
    }))
    return { journey: journeys[at] as JourneyAnswer, touches, ...tell(rows[at] as Row) }
  })
}

/** Of one that waits. */
const NOTHING_PACKED: Asked['packed'] = { touches: [], weights: {} }

/** The facts of conversions by their numbers, all of whose touches are part of the figure. */
export function factsOfConversions(
  context: FactsContext,
  ids: readonly number[],
): ReadonlyMap<number, ConversionFacts> {
  const { snapshot, fresh } = context
  const asked = contributionsOf(snapshot.sql, fresh, ids).map((row) => {
    const packed = row.packed === '' ? NOTHING_PACKED : unpackContribution(row.packed)
    return { row, packed, places: new Set(packed.touches.keys()) }
  })
  const facts = conversionFacts(context, asked)
  return new Map(
    asked.flatMap(({ row }, at): [number, ConversionFacts][] => {
      const told = facts[at]
      return told ? [[row.conversion, told]] : []
    }),
  )
}

const contributionsOf = (sql: Sql, { generation }: Freshness, ids: readonly number[]) =>
  ids.length === 0 ? [] : sql.prepare<PackedRow>(ROWS).all(generation, JSON.stringify(ids))

/** The facts of a conversion, of its refunds, and of deals whose value it has. */
function detailsFrom({ snapshot: { sql }, fresh: { settings } }: FactsContext) {
  const version = sql.prepare<ConversionVersion>(VERSION)
  const refunds = sql.prepare<Omit<RefundInPart, 'day' | 'state'>>(REFUNDS)
  const sequence = new Sequence(sql)
  const conversions = new Conversions(sql, sequence)
  const rates = new Rates(sql, sequence)
  return ({ conversion }: Row): Pick<ConversionPart, 'version' | 'refunds' | 'deals'> => ({
    ...factsOf(conversion),
    deals: dealsInPlaceOf(conversions.followersOf(conversion))?.map((deal) => ({
      goal: deal.goal,
      transactionId: deal.transaction_id,
      ...factsOf(deal.conversion),
    })),
  })

  function factsOf(conversion: number): Pick<ConversionPart, 'version' | 'refunds'> {
    const back = refunds.all(conversion)
    const standing = back.length > 0 ? conversions.standing(conversion) : undefined
    const money =
      standing && moneyOf(standing, conversions.refundsOf(conversion), settings, rates.on)
    return {
      version: version.get(conversion),
      refunds: back.map((refund) => ({
        ...refund,
        day: localDay(refund.ts, settings.timeZone),
        state: money?.refunds.get(refund.refundId) ?? 'pending_rate',
      })),
    }
  }
}

/** A contribution as SQL has it. */
export interface PackedRow extends Omit<Row, 'transactionId' | 'refundsLeftOut' | 'usesRates'> {
  transaction_id: string
  refunds_left_out: number
  uses_rates: number
}

const rowOf = ({ transaction_id, refunds_left_out, uses_rates, ...row }: PackedRow): Row => ({
  ...row,
  transactionId: transaction_id,
  refundsLeftOut: refunds_left_out,
  usesRates: uses_rates,
})

const ROWS = `
  SELECT * FROM contributions
  WHERE generation = ? AND conversion IN (SELECT value FROM json_each(?))`

const ORIGIN = `source, owner, schema_version AS schemaVersion,
  received_at AS receivedAt`

const VERSION = `
  SELECT seq, ${ORIGIN}, value, currency, tax, shipping, total, cost_of_goods AS costOfGoods,
    discount, coupon, market, sales_channel AS salesChannel,
    updated_at AS updatedAt, count(*) OVER () AS versions
  FROM conversion_versions WHERE conversion = ? ORDER BY ${STANDS_FIRST} LIMIT 1`

const REFUNDS = `
  SELECT seq, ${ORIGIN}, refund_id AS refundId, ts, amount, currency FROM refunds r
  WHERE r.counts_for = ? AND ${REFUND_STANDS}
  ORDER BY ts, refund_id`
