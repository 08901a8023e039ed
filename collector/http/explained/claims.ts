import type { ClaimMeasure } from '../../../shared/claim-measures.ts'
import { formatDay } from '../../../shared/dates.ts'
import { formatAmount, formatMillionths } from '../../../shared/money.ts'
import {
  type ExplainClaimsQueryInput,
  explainClaimsQuery,
} from '../../../shared/wire/explain-claims.ts'
import { MODELS } from '../../attribution/registry.ts'
import type { ExplainClaimsAnswer } from '../../ledger/ledger.ts'
import type { ClaimNamed, ClaimOfFigure } from '../../ledger/reports-claims.ts'
import { CLAIMED, type Claimed, type ClaimRow, claimRows } from '../../roi/claims.ts'
import { added, type Formulas, type Shown } from '../../roi/figure-formula.ts'
import type { RoiReport } from '../../roi/report.ts'
import { siteAsOf } from '../as-of.ts'
import { withDefaults } from '../asked-defaults.ts'
import { authenticate } from '../auth.ts'
import { campaignsAsked, campaignsMeta, creditsOf } from '../campaigns.ts'
import { requireModel } from '../computed-models.ts'
import { shownCostFact } from '../explain-view.ts'
import { invalidFields, Problem } from '../problem.ts'
import { readQuery } from '../query.ts'
import type { Handler } from '../services.ts'
import { figureAnswer, type Units } from './answer.ts'

export const querySchema = explainClaimsQuery(MODELS.map((model) => model.name))

/** `GET /v1/explain/claims`: one figure of claims, its formula, and the rows of files that it was reported in. */
export const getExplainClaims: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const given = readQuery(c, querySchema)
  const { site, now } = await siteAsOf(services, caller.site, given)
  const query = withDefaults(given, site.state)
  const { measure, model, limit, cursor: skip } = query
  const report = campaignsAsked(query, site.state, now)
  const answer = await site.ledger.report({
    ...{ kind: 'explain_claims', report, model, page: { skip, limit } },
    place: { row: namedBy(query), measure },
  })
  requireModel(query, given, answer.settings, site.state)
  const row = rowOf(answer, creditsOf(answer, report))
  const { currency } = answer.settings
  const { platform, account, campaign_id, campaign, means } = row
  return figureAnswer(
    {
      meta: campaignsMeta(site.name, query, answer),
      cell: { report: 'claims', cell: 'row', platform, account, campaign_id, campaign, means },
      ...{ measure, figures: figuresOf(row), formulas: FORMULAS, why: whyNone(row, measure) },
      ...{ units: { [CLAIMED[measure]]: UNITS[CLAIMED[measure]] }, currency, found: answer },
      shownPart,
    },
    query.format,
    `${site.name}-explain-claims-${formatDay(query.from)}-${formatDay(query.to)}`,
  )
}

function namedBy(query: ExplainClaimsQueryInput): ClaimNamed {
  const { platform, account, campaign_id: campaignId, campaign, means, matched_by } = query
  const [source = '', medium = '', name = ''] = means ?? []
  return {
    ...{ platform, account, campaignId, campaign, matchedBy: matched_by },
    ...(means && { means: { source, medium, campaign: name } }),
  }
}

/** @throws Problem 404 for a row that the report does not have, 422 for what names several */
function rowOf({ named, campaigns, settings }: ExplainClaimsAnswer, report: RoiReport): ClaimRow {
  const [one, ...others] = named
  if (!one)
    throw new Problem('not-found', 'GET /v1/claims does not have a row named so in this period')
  if (others.length > 0)
    throw invalidFields([
      {
        field: 'campaign',
        message: `names ${named.length} rows: say its account, campaign_id, campaign, means and matched_by, too`,
      },
    ])
  const row = claimRows(campaigns, report, settings.currency).find(
    (shown) =>
      shown.platform === one.platform &&
      shown.account === one.account &&
      shown.campaign_id === one.campaignId &&
      shown.campaign === one.campaign &&
      shown.matched_by === one.matchedBy &&
      JSON.stringify(shown.means) === JSON.stringify(one.means),
  )
  if (!row) throw new Error('a campaign that no row shows')
  return row
}

const figuresOf = ({ spend, claimed, credited, difference, ratio }: ClaimRow) =>
  ({
    ...{ spend, ...claimed },
    difference_value: difference.value,
    difference_conversions: difference.conversions,
    ratio_value: ratio.value,
    ratio_conversions: ratio.conversions,
    credited_value: credited?.value ?? null,
    credited_conversions: credited?.conversions ?? null,
  }) satisfies Readonly<Record<string, Shown>>

const FORMULAS: Formulas = {
  spend: added('spend'),
  value: added('value claimed'),
  conversions: added('conversions claimed'),
  clicks: added('clicks'),
  impressions: added('impressions'),
  difference_value: 'difference = {value} − {credited_value}',
  difference_conversions: 'difference = {conversions} − {credited_conversions}',
  ratio_value: 'ratio = {value} ÷ {credited_value}',
  ratio_conversions: 'ratio = {conversions} ÷ {credited_conversions}',
}

/** Why there is none, where nothing is divided by nothing. */
function whyNone(row: ClaimRow, measure: ClaimMeasure): string | undefined {
  const figures = figuresOf(row)
  if (measure === 'spend') return 'a day of it has no exchange rate'
  if (figures[CLAIMED[measure]] === null) return 'no file reports it'
  if (row.credited === null) return 'the files name no campaign'
  if (row.campaigns_of_credit > 1)
    return `${row.campaigns_of_credit} campaigns mean the same, and their credit is together`
  return undefined
}

const UNITS: Readonly<Record<Claimed, Units[string]>> = {
  ...{ spend: 'money', value: 'money', conversions: 'millionths' },
  ...{ clicks: 'count', impressions: 'count' },
}

function shownPart({ fact }: ClaimOfFigure): object {
  const { impressions, clicks, conversions, value } = fact
  return {
    ...shownCostFact(fact),
    ...{ impressions, clicks },
    conversions: conversions === null ? null : formatMillionths(conversions),
    value: value === null ? null : formatAmount(value, fact.currency),
  }
}
