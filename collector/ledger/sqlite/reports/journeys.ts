import { and, between, desc, eq, lt, or, sql } from 'drizzle-orm'
import {
  type Contribution,
  creditsOfTouches,
  type PackedTouch,
  unpackContribution,
} from '../../../attribution/contribution.ts'
import { type Anchor, anchorsUnder, isDirect, modelNamed } from '../../../attribution/registry.ts'
import { rolesAt } from '../../../journey/anchors.ts'
import type { Settings } from '../../facts.ts'
import type {
  Freshness,
  JourneyAnswer,
  JourneyQuery,
  JourneysAnswer,
  JourneysQuery,
  JourneyTouchAnswer,
} from '../../ledger.ts'
import { STANDS_FIRST } from '../conversions.ts'
import * as tables from '../schema.ts'
import type { Queries, Snapshot } from '../sql.ts'
import { ConversionLinks } from './conversion-links.ts'
import { freshness } from './freshness.ts'
import { type JourneyCosts, journeyCosts, type PackedJourney } from './journey-costs.ts'
import { JourneyFilter } from './journey-filter.ts'
import { NO_DETAILS, UnseenDetails } from './unseen-details.ts'

const { contributions, conversionVersions, hits, touches, tuples } = tables

type Row = typeof contributions.$inferSelect

/** Orders that a page of a segment looks at, at most: one of few takes several pages. */
const SCANNED_MAX = 5000

/** Packed contributions that are in memory together. */
const AT_ONCE = 200

/** A page of journeys, the newest conversion first. */
export function journeysReport(snapshot: Snapshot, query: JourneysQuery): JourneysAnswer {
  const fresh = freshness(snapshot.queries)
  const { filters } = query
  const { rows, next } = filters
    ? segmentPage(snapshot, fresh, query, new JourneyFilter(snapshot.sql, filters))
    : page(snapshot.queries, fresh, query, query.limit)
  const journeys = journeyAnswers(snapshot, fresh, query, rows)
  return { kind: 'journeys', ...fresh, journeys, next }
}

interface Page {
  rows: Row[]
  next: string | null
}

function page(queries: Queries, fresh: Freshness, query: JourneysQuery, limit: number): Page {
  const rows = queries
    .select()
    .from(contributions)
    .where(
      and(
        eq(contributions.generation, fresh.generation),
        eq(contributions.goal, query.goal),
        between(contributions.day, query.from, query.to),
        query.cursor === undefined ? undefined : beforeCursor(query.cursor),
      ),
    )
    .orderBy(desc(contributions.ts), desc(contributions.conversion))
    .limit(limit + 1)
    .all()
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: last && rows.length > limit ? cursorOf(last) : null }
}

const cursorOf = ({ ts, conversion }: Row): string => `${ts}.${conversion}`

/** Those of a segment; it may be shorter than asked, and go on all the same. */
function segmentPage(
  { queries }: Snapshot,
  fresh: Freshness,
  query: JourneysQuery,
  filter: JourneyFilter,
): Page {
  const found: Row[] = []
  let { cursor } = query
  for (let scanned = 0; scanned < SCANNED_MAX; scanned += AT_ONCE) {
    const { rows, next } = page(queries, fresh, { ...query, cursor }, AT_ONCE)
    for (const { row } of filter.kept(rows.map(packedOf))) {
      found.push(row)
      if (found.length === query.limit) return { rows: found, next: cursorOf(row) }
    }
    if (next === null) return { rows: found, next }
    cursor = next
  }
  return { rows: found, next: cursor ?? null }
}

/** The journey of one conversion: none when it is not known. */
export function journeyReport(snapshot: Snapshot, query: JourneyQuery): JourneysAnswer {
  const { queries } = snapshot
  const fresh = freshness(queries)
  const row = queries
    .select()
    .from(contributions)
    .innerJoin(tables.conversions, eq(tables.conversions.id, contributions.conversion))
    .where(
      and(
        eq(contributions.generation, fresh.generation),
        eq(tables.conversions.goal, query.goal),
        eq(tables.conversions.transactionId, query.transactionId),
      ),
    )
    .get()
  const rows = row ? [row.contributions] : []
  const journeys = journeyAnswers(snapshot, fresh, query, rows)
  return { kind: 'journeys', ...fresh, journeys, next: null }
}

function beforeCursor(cursor: string) {
  const [ts = 0, conversion = 0] = cursor.split('.').map(Number)
  return or(
    lt(contributions.ts, ts),
    and(eq(contributions.ts, ts), lt(contributions.conversion, conversion)),
  )
}

/** Conversions with their journeys, in the order of the rows. */
export function journeyAnswers(
  { sql, queries }: Snapshot,
  fresh: Freshness,
  { costs }: Pick<JourneysQuery, 'costs'>,
  rows: readonly Row[],
): JourneyAnswer[] {
  const journeys = rows.map(packedOf)
  const costOf = costs ? journeyCosts(sql, fresh, costs, journeys) : () => 0
  const links = new ConversionLinks(sql, fresh.generation)
  const unseen = new UnseenDetails({ sql, queries }, fresh.generation)
  return journeys.map((journey) => ({
    ...journeyAnswer(queries, journey, fresh, costOf, unseen),
    ...links.of(journey.row),
  }))
}

const packedOf = (row: Row): PackedJourney => ({
  row,
  packed: row.packed === '' ? undefined : unpackContribution(row.packed),
})

/** @param costOf what a touch costs this journey */
function journeyAnswer(
  queries: Queries,
  { row, packed }: PackedJourney,
  fresh: Freshness,
  costOf: JourneyCosts,
  unseen: UnseenDetails,
): JourneyAnswer {
  const { goal, transactionId, ts, day, state } = row
  return {
    ...{ goal, transactionId, ts, day, state },
    stage: packed?.stage ?? 'unknown',
    advocacy: row.advocacy === 1,
    ...valueShown(amountOf(queries, row.conversion), fresh.settings.currency, packed),
    refunded: packed?.measures.refunded ?? 0,
    matched: (packed?.touches.length ?? 0) > 0,
    reason: packed && packed.touches.length === 0 ? reasonOf(queries, packed.unattributed) : '',
    touches: packed
      ? touchAnswers(queries, fresh, packed, (touch) => costOf(row, touch), unseen)
      : [],
  }
}

/** Like the credits: in the site's currency, once there is a rate, and of a lead what its deals have brought. */
function valueShown(
  original: { value: number; currency: string },
  currency: string,
  packed: Contribution | undefined,
) {
  if (!packed) return original
  if (original.currency === currency && original.value === packed.measures.value) return original
  return { value: packed.measures.value, currency, original }
}

/** The amount as it was reported, also while it is left out of the sums. */
function amountOf(queries: Queries, conversion: number): { value: number; currency: string } {
  const { value, currency } = conversionVersions
  const standing = queries
    .select({ value, currency })
    .from(conversionVersions)
    .where(eq(conversionVersions.conversion, conversion))
    .orderBy(sql.raw(STANDS_FIRST))
    .limit(1)
    .get()
  return standing ?? { value: 0, currency: '' }
}

function reasonOf(queries: Queries, tuple: number): string {
  return queries.select().from(tuples).where(eq(tuples.id, tuple)).get()?.source ?? ''
}

function touchAnswers(
  queries: Queries,
  { generation, settings }: Freshness,
  packed: Contribution,
  costOf: (touch: PackedTouch) => number,
  unseen: UnseenDetails,
): JourneyTouchAnswer[] {
  const named = packed.touches.map(([, , , tuple]) => namesOf(queries, tuple))
  const channels = named.map(({ channel }) => channel)
  const models = Object.entries(packed.weights).filter(([model]) => modelNamed(model))
  const credits = models.map(([model, weights]) => ({
    model,
    parts: creditsOfTouches(packed.measures, weights),
    anchors: anchorsOf(model, packed, channels, settings),
  }))
  return packed.touches.map((touch, index) => ({
    id: touch[0],
    ts: touch[1],
    ...(named[index] ?? NAMELESS),
    ...(touch[4] > 0
      ? (hitDetails(queries, generation, touch[4]) ?? NO_DETAILS)
      : unseen.of(touch[4])),
    cost: costOf(touch),
    credits: Object.fromEntries(
      credits.map(({ model, parts, anchors }) => {
        const part = parts[index]
        const value = (part?.value ?? 0) - (part?.refunded ?? 0)
        const credit = { conversions: part?.conversions ?? 0, value }
        return [model, anchors ? { ...credit, anchors: anchors[index] ?? [] } : credit]
      }),
    ),
  }))
}

/** What each touch was to a model, as its weights were worked out. */
function anchorsOf(
  name: string,
  { touches, roles = {} }: Contribution,
  channels: readonly string[],
  { models }: Settings,
): (readonly Anchor[])[] | undefined {
  const model = modelNamed(name)
  if (!model?.anchors) return undefined
  const direct = models.find((setting) => setting.name === name)?.direct
  const journey = touches.map((_, at) => ({
    direct: isDirect(channels[at] ?? ''),
    roles: rolesAt(roles, at),
  }))
  return anchorsUnder(model, journey, direct === undefined ? {} : { direct })
}

const NAMELESS = { channel: '', source: '', medium: '', campaign: '' }

function namesOf(queries: Queries, tuple: number) {
  const row = queries.select().from(tuples).where(eq(tuples.id, tuple)).get()
  const { channel, source, medium, campaign } = row ?? NAMELESS
  return { channel, source, medium, campaign }
}

function hitDetails(queries: Queries, generation: number, hit: number) {
  return queries
    .select({
      landingPage: hits.url,
      country: touches.country,
      device: touches.device,
      term: touches.term,
      content: touches.content,
      clickId: touches.clickId,
    })
    .from(hits)
    .innerJoin(
      touches,
      and(
        eq(touches.generation, generation),
        eq(touches.visitor, hits.visitor),
        eq(touches.ts, hits.ts),
        eq(touches.eventId, hits.eventId),
      ),
    )
    .where(eq(hits.seq, hit))
    .get()
}
