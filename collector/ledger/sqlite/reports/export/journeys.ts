import { and, eq, gt } from 'drizzle-orm'
import {
  type Contribution,
  creditsOfTouches,
  type Measures,
  unpackContribution,
} from '../../../../attribution/contribution.ts'
import { WEIGHT_SUM } from '../../../../attribution/split.ts'
import type { Tuple } from '../../../../roi/report.ts'
import type { Freshness } from '../../../freshness.ts'
import type { ExportQuery } from '../../../reports-export.ts'
import * as tables from '../../schema.ts'
import type { Snapshot, Sql } from '../../sql.ts'
import { type JourneyCosts, journeyCosts, type PackedJourney } from '../journey-costs.ts'
import type { ReadPage, ReadRow } from './source.ts'

const { contributions } = tables

/** Packed contributions that are in memory together: each has all touches, under each model. */
const AT_ONCE = 200

/** Rows of one page: a conversion of very many touches has a page of its own. */
const ROWS_MAX = 5000

/** One row a conversion, or of `credits` one a touch and model; in the order of the ledger's numbers. */
export function conversionPage(snapshot: Snapshot, query: ExportQuery, fresh: Freshness): ReadPage {
  const { settings, generation } = fresh
  const after = Number(query.after?.[0] ?? 0)
  const all = snapshot.queries
    .select()
    .from(contributions)
    .where(and(eq(contributions.generation, generation), gt(contributions.conversion, after)))
    .orderBy(contributions.conversion)
    .limit(AT_ONCE)
    .all()
  const { from = 0, to = Number.MAX_SAFE_INTEGER } = query
  const asked = all.filter(({ day }) => day >= from && day <= to).map(packedOf)
  const costOf = journeyCosts(snapshot.sql, fresh, { now: query.now, overhead: false }, asked)
  const names = namesIn(snapshot.sql)
  const rowsOf = query.table === 'credits' ? creditRows : journeyRows
  const rows: ReadRow[] = []
  for (const journey of asked) {
    const more = rowsOf(journey, { costOf, names, currency: settings.currency })
    const isFull = rows.length > 0 && rows.length + more.length > ROWS_MAX
    if (isFull) return { rows, next: [before(all, journey)] }
    rows.push(...more)
  }
  return { rows, next: all.length < AT_ONCE ? null : [all.at(-1)?.conversion ?? after] }
}

interface Terms {
  costOf: JourneyCosts
  names: (tuple: number) => Tuple
  currency: string
}

const packedOf = (row: PackedJourney['row']): PackedJourney => ({
  row,
  packed: row.packed === '' ? undefined : unpackContribution(row.packed),
})

/** The place before a conversion that did not find room. */
const before = (all: readonly PackedJourney['row'][], { row }: PackedJourney): number =>
  all[all.indexOf(row) - 1]?.conversion ?? row.conversion - 1

function journeyRows(
  { row, packed }: PackedJourney,
  { costOf, names, currency }: Terms,
): ReadRow[] {
  const touches = packed?.touches ?? []
  const cost = touches.reduce((sum, touch) => sum + costOf(row, touch), 0)
  return [
    {
      ...headOf(row, packed),
      state: row.state,
      advocacy: row.advocacy,
      reason: packed && touches.length === 0 ? names(packed.unattributed).source : '',
      touches: touches.length,
      ...{ cost: packed ? cost : null, currency },
      ...(packed ? measured(packed.measures) : {}),
    },
  ]
}

/** Of what is in no sum there are none; what no touch has earned has one row a model. */
function creditRows(journey: PackedJourney, terms: Terms): ReadRow[] {
  const { row, packed } = journey
  if (!packed) return []
  const head = { ...headOf(row, packed), currency: terms.currency, touches: packed.touches.length }
  const touches = touchesOf(journey, packed, terms)
  return Object.entries(packed.weights).flatMap(([model, weights]): ReadRow[] => {
    const of = { ...head, model }
    if (packed.touches.length === 0)
      return [{ ...of, ...nobody(packed, terms), ...creditOf(packed.measures, WEIGHT_SUM) }]
    const credits = creditsOfTouches(packed.measures, weights)
    return touches.map((touch, at) => ({
      ...{ ...of, ...touch },
      ...creditOf(credits[at] as Measures, weights[at] ?? 0),
    }))
  })
}

/** The same under each model. */
const touchesOf = (
  { row }: PackedJourney,
  { touches }: Contribution,
  { costOf, names }: Terms,
): ReadRow[] =>
  touches.map((touch, at) => {
    const [id, ts, day, tuple] = touch
    return {
      ...{ position: at + 1, touch_id: id, touch_ts: ts, touch_day: day },
      ...{ ...names(tuple), reason: '', touch_cost: costOf(row, touch) },
    }
  })

const nobody = ({ unattributed }: Contribution, { names }: Terms): ReadRow => ({
  ...{ channel: '', source: '', medium: '', campaign: '' },
  ...{ reason: names(unattributed).source, touch_cost: 0 },
})

const headOf = (row: PackedJourney['row'], packed: Contribution | undefined): ReadRow => ({
  ...{ goal: row.goal, transaction_id: row.transactionId, ts: row.ts, day: row.day },
  stage: packed?.stage ?? 'unknown',
  stands_apart: packed?.apart === undefined ? 0 : 1,
})

const creditOf = (measures: Measures, weight: number): ReadRow => ({
  ...{ weight, conversions: measures.conversions },
  ...measured(measures),
})

const measured = (measures: Measures): ReadRow => ({
  ...{ value: measures.value, refunded: measures.refunded },
  ...{ tax: measures.tax, shipping: measures.shipping, total: measures.total },
  cost_of_goods: measures.costOfGoods,
  discount: measures.discount,
  goods_returned: measures.goodsReturned,
  discount_returned: measures.discountReturned,
})

/** Names of tuples, each looked up once a page. */
function namesIn(sql: Sql): (tuple: number) => Tuple {
  const find = sql.prepare<Tuple>(
    'SELECT channel, source, medium, campaign FROM tuples WHERE id = ?',
  )
  const known = new Map<number, Tuple>()
  return (tuple) => {
    const names = known.get(tuple) ?? find.get(tuple) ?? NAMELESS
    known.set(tuple, names)
    return names
  }
}

const NAMELESS: Tuple = { channel: '', source: '', medium: '', campaign: '' }
