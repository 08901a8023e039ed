import type { Claimed, PlatformSums } from '../../../roi/claims.ts'
import { exchanged, exchangeOn } from '../../../roi/exchange.ts'
import { spreadCost } from '../../../roi/spread.ts'
import { matchedBy } from '../../../source/files/meant-campaign.ts'
import type { CampaignsAnswer, CampaignsQuery } from '../../ledger.ts'
import { ReportTooLargeError } from '../../reports-too-large.ts'
import { type AliasRow, CampaignAliases, shownAlias } from '../campaign-aliases.ts'
import { COST_STANDS } from '../cost-stands.ts'
import { callable, knownTuples } from '../known-tuples.ts'
import { Rates } from '../rates.ts'
import { Sequence } from '../sequence.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { openedMails } from './opened-mails.ts'
import { roiSums } from './roi.ts'

/** Aliases that are told; a marketer has some dozens. */
const ALIASES_MAX = 10_000

/** Campaigns, and rows in another currency or across an end of the period, that are in memory together. */
const PARTS_MAX = 100_000

/** What the platforms say of their campaigns, beside what is credited to what links call them. */
export function campaignsReport(
  snapshot: Snapshot,
  { kind, ...query }: CampaignsQuery,
): Omit<CampaignsAnswer, 'closedPeriods'> {
  const by = ['source', 'medium', 'campaign'] as const
  const credited = roiSums(snapshot, { kind: 'roi', ...query, by })
  const { currency } = credited.settings
  const aliases = new CampaignAliases(snapshot.sql)
  const campaigns = platformCampaigns(snapshot.sql, { ...query, currency, aliases })
  const told = { aliases: aliases.all(ALIASES_MAX), opened: openedMails(snapshot.sql, query) }
  return { ...credited, kind, campaigns, ...told }
}

/** What all of a row says, or rows that are added up. */
interface Part extends Record<Figure, number | null> {
  /** Of the row, or the last of them. */
  seq: number
  platform: string
  account: string
  id: string
  name: string
  said: 0 | 1
  source: string
  medium: string
  campaign: string
  currency: string
  from: number
  to: number
  amount: number
}

const FIGURES = ['impressions', 'clicks', 'conversions', 'value'] as const
type Figure = (typeof FIGURES)[number]

const partsBy = (apart: string, condition = '') => `
  SELECT max(seq) AS seq, platform, account, platform_campaign_id AS id, platform_campaign AS name,
    utm IS NOT NULL AS said, coalesce(campaign_source, '') AS source,
    coalesce(campaign_medium, '') AS medium, coalesce(costs.campaign, '') AS campaign, currency,
    min(from_day) AS "from", max(to_day) AS "to", sum(amount) AS amount,
    sum(impressions) AS impressions, sum(clicks) AS clicks,
    sum(claimed_conversions) AS conversions, sum(claimed_value) AS value
  FROM costs
  WHERE import IS NOT NULL AND from_day <= ? AND to_day >= ? AND ${COST_STANDS}${condition}
  GROUP BY platform, account, id, name, said,
    campaign_source, campaign_medium, costs.campaign,
    ${apart}
  ORDER BY max(seq) LIMIT ?`

/**
 * What stands of the period, each name's rows in the site's currency that lie in it added up; each other
 * row by itself.
 */
const PARTS = partsBy(
  'CASE WHEN currency = ? AND from_day >= ? AND to_day <= ? THEN 0 ELSE seq END',
)

/** Each row of a campaign by itself. */
const ROWS = partsBy(
  'seq',
  ` AND platform = ? AND account = ? AND platform_campaign_id = ?
    AND (platform_campaign_id != '' OR platform_campaign = ?)`,
)

function platformCampaigns(sql: Sql, { from, to, currency, aliases }: Asked): PlatformSums[] {
  const parts = sql.prepare<Part>(PARTS).all(to, from, currency, from, to, PARTS_MAX + 1)
  requireFew(parts)
  const exchange = new Exchanges(sql, currency)
  const groups = groupsOf(parts, aliases)
  return matched(
    sql,
    groups.map((some) => summed(some, { from, to }, exchange)),
  )
}

function requireFew({ length }: readonly Part[]): void {
  if (length > PARTS_MAX)
    throw new ReportTooLargeError(
      `from, to: there are more than ${PARTS_MAX} campaigns and days in other currencies to add up: ask for a shorter period`,
    )
}

/** Those that are one row of the report. */
function groupsOf(parts: readonly Part[], aliases: CampaignAliases): AliasedPart[][] {
  const groups = Map.groupBy(
    parts.map((part) => aliased(part, aliases)),
    ({ platform, account, id, name, said, alias, ...means }) =>
      JSON.stringify([
        ...[platform, account, id, id === '' ? name : '', said, alias?.seq],
        ...[means.source, means.medium, means.campaign],
      ]),
  )
  return [...groups.values()]
}

function matched(sql: Sql, sums: readonly Summed[]): PlatformSums[] {
  const known = knownTuples(sql, [...callable(sums), ...sums.map(({ means }) => means.campaign)])
  return sums.map(({ utm, ...one }) => {
    const isAliased = one.alias !== null
    return { ...one, matchedBy: matchedBy({ ...one, utm, isAliased }, one.means, known) }
  })
}

/** What a row of a file adds to a row of the report: in the site's currency, of the days that were asked. */
export type RowOfCampaign = Record<Claimed, number | null> & { seq: number }

/** The rows of files that a row of the report adds up. */
export function rowsOfCampaign(
  sql: Sql,
  { from, to }: Days,
  currency: string,
  asked: PlatformSums,
): RowOfCampaign[] {
  const { platform, account, campaignId, campaign } = asked
  const named = [platform, account, campaignId, campaign] as const
  const parts = sql.prepare<Part>(ROWS).all(to, from, ...named, PARTS_MAX + 1)
  requireFew(parts)
  const exchange = new Exchanges(sql, currency)
  const days = { from, to }
  const groups = groupsOf(parts, new CampaignAliases(sql))
  const isAsked = (some: readonly AliasedPart[]) =>
    matched(sql, [summed(some, days, exchange)]).every((one) => isSameRow(one, asked))
  return (groups.find(isAsked) ?? []).map((part) => ({
    seq: part.seq,
    spend: exchange.within(part, part.amount, days),
    value: exchange.within(part, part.value, days),
    impressions: within(part, part.impressions, days),
    clicks: within(part, part.clicks, days),
    conversions: within(part, part.conversions, days),
  }))
}

/** Two names of one campaign may be said to mean the same, each by its own alias: they are two rows. */
const isSameRow = (one: PlatformSums, asked: PlatformSums): boolean =>
  one.campaign === asked.campaign &&
  one.matchedBy === asked.matchedBy &&
  JSON.stringify(one.means) === JSON.stringify(asked.means)

interface Asked extends Days {
  currency: string
  aliases: CampaignAliases
}

interface AliasedPart extends Part {
  alias: AliasRow | undefined
}

/** What somebody has said of a campaign comes before what its file says. */
function aliased(part: Part, aliases: CampaignAliases): AliasedPart {
  const { platform, account, id, name } = part
  const alias = aliases.of({
    ...{ import: 1, platform, account, platform_campaign_id: id, platform_campaign: name },
    ...{ campaign_source: null, campaign_medium: null, campaign: null },
  })
  if (!alias) return { ...part, alias }
  const { campaign_source: source, campaign_medium: medium, campaign } = alias
  return { ...part, alias, said: 0, source, medium, campaign }
}

interface Days {
  from: number
  to: number
}

type Summed = Omit<PlatformSums, 'matchedBy'> & { utm: PlatformSums['means'] | null }

function summed(parts: readonly AliasedPart[], days: Days, exchange: Exchanges): Summed {
  const last = parts.at(-1)
  if (!last) throw new Error('a campaign of no rows')
  const { platform, account, id: campaignId, name: campaign, source, medium } = last
  const means = { source, medium, campaign: last.campaign }
  const count = (figure: Figure) => added(parts, (part) => within(part, part[figure], days))
  const amount = (of: (part: Part) => number | null) =>
    added(parts, (part) => exchange.within(part, of(part), days))
  return {
    ...{ platform, account, campaignId, campaign, means, utm: last.said ? means : null },
    alias: last.alias ? shownAlias(last.alias) : null,
    spend: amount((part) => part.amount) ?? 0,
    ...{ impressions: count('impressions'), clicks: count('clicks') },
    ...{ conversions: count('conversions'), value: amount((part) => part.value) },
    waitsForRate: parts.some((part) => exchange.waiting.has(part)),
  }
}

/** null when none of them reports it. */
function added(parts: readonly Part[], of: (part: Part) => number | null): number | null {
  const told = parts.map(of).filter((one) => one !== null)
  return told.length === 0 ? null : told.reduce((sum, one) => sum + one, 0)
}

const isInside = (part: Days, { from, to }: Days): boolean => part.from >= from && part.to <= to

/** The days of a figure that lie in the period; it is the same each day, as spend is. */
function daysWithin({ from, to }: Days, amount: number, days: Days) {
  return spreadCost({ from, to, amount, spread: 'day' }).filter(
    ({ day }) => day >= days.from && day <= days.to,
  )
}

function within(part: Days, amount: number | null, days: Days): number | null {
  if (amount === null || isInside(part, days)) return amount
  return daysWithin(part, amount, days).reduce((sum, one) => sum + one.amount, 0)
}

/** Amounts in the site's currency, each day at its own rate, as costs are. */
class Exchanges {
  /** Those with days that have no rate: nothing of them counts. */
  readonly waiting = new Set<Part>()
  readonly #rates: Rates
  readonly #to: string

  constructor(sql: Sql, to: string) {
    this.#rates = new Rates(sql, new Sequence(sql))
    this.#to = to
  }

  within(part: Part, amount: number | null, days: Days): number | null {
    if (part.currency === this.#to || amount === null) return within(part, amount, days)
    let sum = 0
    for (const one of daysWithin(part, amount, days)) {
      const exchange = exchangeOn(one.day, part.currency, this.#to, this.#rates.on)
      const told = exchange && exchanged(one.amount, exchange)
      if (told === undefined) this.waiting.add(part)
      sum += told ?? 0
    }
    return sum
  }
}
