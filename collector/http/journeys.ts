import type { Context } from 'hono'
import { addDays, formatDay } from '../../shared/dates.ts'
import { foreignId } from '../../shared/ids.ts'
import { filtersIn, shownFilters } from '../../shared/wire/filters.ts'
import { journeyQuery, journeysQuery } from '../../shared/wire/journeys.ts'
import type { Allocate } from '../../shared/wire/paths.ts'
import { MODELS } from '../attribution/registry.ts'
import type { SiteState } from '../ledger/ledger.ts'
import { localDay } from '../roi/dates.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { withDefaults } from './asked-defaults.ts'
import { authenticate } from './auth.ts'
import { freshness } from './freshness.ts'
import { shownJourney } from './journey-view.ts'
import { journeysCsv } from './journeys-csv.ts'
import { invalidFields, Problem } from './problem.ts'
import { readQuery } from './query.ts'
import { csvFile } from './report-meta.ts'
import type { Handler } from './services.ts'

const MODEL_NAMES = MODELS.map(({ name }) => name)
export const listQuery = journeysQuery(MODEL_NAMES)
export const oneQuery = journeyQuery(MODEL_NAMES)

/** Days that are shown when none are asked for, today included. */
const DAYS_DEFAULT = 30

/** `GET /v1/journeys`: conversions of a period, newest first, with their touches and credits. */
export const getJourneys: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const query = readQuery(c, listQuery)
  const { goal, allocate, limit, cursor } = query
  const { site, now } = await siteAsOf(services, caller.site, query)
  const { model } = withDefaults(query, site.state)
  const { from, to } = period(query, localDay(now, site.state.settings.timeZone))
  const costs = { now, overhead: allocate === 'touches' }
  const filters = filtersIn(query)
  const answer = await site.ledger.report({
    kind: 'journeys',
    from,
    to,
    goal,
    limit,
    cursor,
    costs,
    filters,
  })
  const { currency } = answer.settings
  const journeys = answer.journeys.map((journey) => shownJourney(journey, currency, model))
  if (query.format === 'csv') {
    const name = `${site.name}-journeys-${formatDay(from)}-${formatDay(to)}`
    return csvFile(journeysCsv(journeys, model), name, answer.next)
  }
  return json(200, {
    meta: {
      ...metaOf(site.state, { goal, model, allocate }),
      from: formatDay(from),
      to: formatDay(to),
      ...(filters && { filters: shownFilters(filters) }),
      ...freshness(answer),
    },
    journeys,
    next: answer.next,
  })
}

/** `GET /v1/journeys/{transaction_id}`: one of them. */
export const getJourney: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const transactionId = transactionIdOf(c)
  const query = readQuery(c, oneQuery)
  const { goal, allocate } = query
  const { site, now } = await siteAsOf(services, caller.site, query)
  const { model } = withDefaults(query, site.state)
  const costs = { now, overhead: allocate === 'touches' }
  const answer = await site.ledger.report({ kind: 'journey', transactionId, goal, costs })
  const [journey] = answer.journeys
  if (!journey) {
    throw new Problem('not-found', `no conversion of the goal "${goal}" has this transaction_id`)
  }
  const shown = shownJourney(journey, answer.settings.currency, model)
  if (query.format === 'csv') return csvFile(journeysCsv([shown], model), `${site.name}-journey`)
  return json(200, {
    meta: { ...metaOf(site.state, { goal, model, allocate }), ...freshness(answer) },
    journey: shown,
  })
}

function transactionIdOf(c: Context): string {
  const checked = foreignId.safeParse(c.req.param('transaction_id'))
  if (checked.success) return checked.data
  const message = checked.error.issues[0]?.message ?? 'is no id'
  throw new Problem('malformed-id', `transaction_id: ${message}`, {
    errors: [{ field: 'transaction_id', message }],
  })
}

function period(
  { from, to }: { from?: number | undefined; to?: number | undefined },
  today: number,
): { from: number; to: number } {
  const last = to ?? (from !== undefined && from > today ? from : today)
  const first = from ?? addDays(last, 1 - DAYS_DEFAULT)
  if (first > last) throw invalidFields([{ field: 'from', message: 'is after "to"' }])
  return { from: first, to: last }
}

function metaOf({ site }: SiteState, asked: { goal: string; model: string; allocate: Allocate }) {
  return { site, ...asked }
}
