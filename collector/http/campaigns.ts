import type { Context } from 'hono'
import { formatDay } from '../../shared/dates.ts'
import { campaignsQuery } from '../../shared/wire/campaigns.ts'
import { MODELS } from '../attribution/registry.ts'
import { PURCHASE } from '../journey/journey.ts'
import type { CampaignsAnswer, CampaignsQuery, SiteState } from '../ledger/ledger.ts'
import { standingShown } from '../records/aliases-of.ts'
import { campaignRows, claimRows, openedRows } from '../roi/claims.ts'
import { campaignsCsv, claimsCsv } from '../roi/claims-csv.ts'
import { localDay } from '../roi/dates.ts'
import { roiReport } from '../roi/report.ts'
import { isAdOf } from '../source/files/meant-campaign.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { withDefaults } from './asked-defaults.ts'
import { authenticate } from './auth.ts'
import { sinceClosedMeta } from './closed-meta.ts'
import { modelMeta, requireModel } from './computed-models.ts'
import { freshness } from './freshness.ts'
import { readQuery } from './query.ts'
import { csvFile, valueBasis } from './report-meta.ts'
import type { Handler, Services } from './services.ts'

export const querySchema = campaignsQuery(MODELS.map((model) => model.name))

/** `GET /v1/claims`: what each platform claims of its campaigns, against what the model credits. Never summed. */
export const getClaims: Handler = async (c, services) => {
  const { query, name, answer, report, meta } = await asked(c, services)
  const rows = claimRows(answer.campaigns, report, answer.settings.currency)
  if (query.format === 'csv') return csvFile(claimsCsv(rows), `${name}-claims-${daysOf(query)}`)
  return json(200, { meta, rows })
}

/** `GET /v1/campaigns`: which campaigns of platforms meet which touches, those that meet none first. */
export const getCampaigns: Handler = async (c, services) => {
  const { query, name, answer, report, meta } = await asked(c, services)
  const platforms = new Set(answer.campaigns.map(({ platform }) => platform))
  const rows = campaignRows(answer.campaigns, report, answer.settings.currency, (of) =>
    [...platforms].some((platform) => isAdOf(platform, of)),
  )
  if (query.format === 'csv')
    return csvFile(campaignsCsv(rows), `${name}-campaigns-${daysOf(query)}`)
  const opened = openedRows(answer.opened, report, answer.settings.currency)
  return json(200, { meta, ...rows, opened, aliases: answer.aliases.map(standingShown) })
}

const daysOf = ({ from, to }: { from: number; to: number }): string =>
  `${formatDay(from)}-${formatDay(to)}`

async function asked(c: Context, services: Services) {
  const caller = await authenticate(c, services, 'report')
  const given = readQuery(c, querySchema)
  const { site, now } = await siteAsOf(services, caller.site, given)
  const query = withDefaults(given, site.state)
  const terms = campaignsAsked(query, site.state, now)
  const answer = await site.ledger.report(terms)
  requireModel(query, given, answer.settings, site.state)
  const report = creditsOf(answer, terms)
  return { query, name: site.name, answer, report, meta: campaignsMeta(site.name, query, answer) }
}

/** What the reports and the explanation of their figures are asked by. */
type CampaignsTerms = Pick<CampaignsQuery, 'from' | 'to' | 'goal' | 'basis' | 'model'>

/** @param now ms since the epoch */
export function campaignsAsked(
  { from, to, goal, model, basis }: CampaignsTerms,
  { settings }: SiteState,
  now: number,
): CampaignsQuery & { today: number } {
  return {
    kind: 'campaigns',
    from,
    to,
    goal,
    model,
    basis,
    today: localDay(now, settings.timeZone),
  }
}

/** What each source, medium and campaign is credited with. */
export function creditsOf(
  answer: Omit<CampaignsAnswer, 'kind'>,
  { goal, today }: { goal: string; today: number },
) {
  const { currency } = answer.settings
  const costs = answer.costs.filter(({ accrues, day }) => !accrues || day <= today)
  const by = ['source', 'medium', 'campaign'] as const
  const ofPurchases = goal === PURCHASE
  return roiReport({ ...answer, costs, by, currency, today, ofPurchases, fxDifference: 0 })
}

/** What the reports say of themselves. */
export function campaignsMeta(
  site: string,
  { from, to, goal, model, basis }: CampaignsTerms,
  answer: Omit<CampaignsAnswer, 'kind'>,
) {
  return {
    ...{ site, from: formatDay(from), to: formatDay(to), goal },
    ...modelMeta(model, answer.settings, answer.linear),
    ...{ basis, value_basis: valueBasis(undefined), ...freshness(answer) },
    ...sinceClosedMeta(answer),
  }
}
