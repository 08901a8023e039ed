import { formatDay } from '../../shared/dates.ts'
import { isByCategoryAlone, type RoiAsked, type RoiQuery, roiQuery } from '../../shared/wire/roi.ts'
import { MODELS } from '../attribution/registry.ts'
import { PURCHASE } from '../journey/journey.ts'
import { categoryReport } from '../roi/categories.ts'
import { categoryCsv, toCsv } from '../roi/csv.ts'
import { type RoiInput, roiReport } from '../roi/report.ts'
import { restatedCategories, restatedReport } from '../roi/restated.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { withDefaults } from './asked-defaults.ts'
import { authenticate, authenticateAll } from './auth.ts'
import { closedMeta, shownModel } from './closed-meta.ts'
import { requireModel } from './computed-models.ts'
import { readQuery } from './query.ts'
import { askedOf, csvFile, reportMeta, requireBounded, segmentOf, worthOf } from './report-meta.ts'
import { askSites, joined, longestLookback, sitesMeta } from './roi-sites.ts'
import type { Handler, Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

export const querySchema = roiQuery(MODELS.map((model) => model.name))

/** `GET /v1/roi`: what was earned and spent, by what `by` names, under one model. */
export const getRoi: Handler = async (c, services) => {
  if (c.req.query('sites') !== undefined) return getRoiOfSites(c, services)
  const caller = await authenticate(c, services, 'report')
  const query = readQuery(c, querySchema)
  const { asked, told, file, meta } = await askedOfSite(query, caller.site, services)
  return shown(asked, told, file, meta)
}

/** The report of one site as `GET /v1/roi` shows it as JSON. @throws Problem as that does */
export async function roiOfSite(query: RoiAsked, open: OpenSite, services: Services) {
  const { asked, told, meta } = await askedOfSite(query, open, services)
  return { meta: meta(), ...reportOf(inputOf(asked, told), told.now) }
}

async function askedOfSite(given: RoiAsked, open: OpenSite, services: Services) {
  const { site, now } = await siteAsOf(services, open, given)
  const query = withDefaults(given, site.state)
  const { model, goal } = query
  const answer = await site.ledger.report({
    ...{ kind: 'roi', model },
    ...askedOf(query, site.state, now),
  })
  requireBounded(answer)
  requireModel(query, given, answer.settings, site.state)
  const told = [{ site, answer, now, query }]
  // Not the site's newest settings: those that the figures were derived under.
  const { currency } = answer.settings
  const meta = () => {
    const shownUnder = shownModel(model, answer, query)
    return {
      ...reportMeta(query, shownUnder, answer, site.state, now),
      ...closedMeta(answer, [model]),
    }
  }
  const lookbackDays = longestLookback(told, goal)
  const cells = { ...joined(told, query, now), currency, lookbackDays }
  return { asked: query, told: cells, file: site.name, meta }
}

/** The same of several sites, in one currency: their figures add up, and their persons stay apart. */
const getRoiOfSites: Handler = async (c, services) => {
  const siteOf = await authenticateAll(c, services, 'report')
  const given = readQuery(c, querySchema)
  const sites = (given.sites ?? []).map(siteOf)
  const { told, query } = await askSites(services, sites, given)
  const now = told[0]?.now ?? services.clock()
  const currency = query.currency ?? told[0]?.answer.settings.currency ?? ''
  const cells = {
    ...joined(told, query, now),
    currency,
    lookbackDays: longestLookback(told, query.goal),
  }
  return shown(query, cells, 'sites', () => sitesMeta(told, query, currency, now))
}

type Told = ReturnType<typeof joined> & { currency: string; lookbackDays: number | null }

/** @param file what a file of it is called after */
function shown(query: RoiQuery, told: Told, file: string, meta: () => object): Response {
  const { by } = query
  const { now } = told
  const input = inputOf(query, told)
  const report = isByCategoryAlone(by) ? categoriesOf(input, now) : reportOf(input, now)
  if (query.format === 'csv') {
    const restates = now !== undefined
    const body = 'credited' in report ? categoryCsv(report, restates) : toCsv(report, by, restates)
    return csvFile(body, `${file}-${nameOf(query)}`)
  }
  return json(200, { meta: meta(), ...report })
}

function inputOf(
  query: RoiQuery,
  { fxDifference: moved, lookbackDays, now: _, ...cells }: Told,
): RoiInput {
  const { by, basis, to, goal } = query
  const worth = worthOf(query)
  return {
    ...{ ...cells, by, worth },
    touchBasis: basis === 'touch_date' ? { to, lookbackDays } : undefined,
    // Only sites that take more than one currency have any.
    fxDifference: worth || moved !== 0 ? moved : undefined,
    ofPurchases: goal === PURCHASE,
    filters: segmentOf(query).filters,
  }
}

/** With what has changed since, where days show what they came to when they were closed. */
const reportOf = (input: RoiInput, now: Told['now']) =>
  now ? restatedReport(input, now) : roiReport(input)

const categoriesOf = (input: RoiInput, now: Told['now']) =>
  now ? restatedCategories(input, now) : categoryReport(input)

function nameOf({ from, to, model }: RoiQuery): string {
  return `roi-${model}-${formatDay(from)}-${formatDay(to)}`
}
