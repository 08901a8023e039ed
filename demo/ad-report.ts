import { ENTRANCES } from './entrances.ts'
import type { CostRecord } from './records.ts'
import { decimal } from './shop/prices.ts'

/** Who bills the clicks of a source. */
const PLATFORMS: Readonly<Record<string, string>> = {
  google: 'google_ads',
  bing: 'microsoft_ads',
  facebook: 'facebook_ads',
  instagram: 'facebook_ads',
  tiktok: 'tiktok_ads',
}

/**
 * What a platform claims: of so many clicks a conversion, at the worth of a usual order. It is more than it
 * is credited with, as it also counts who has only seen an ad, or would have come by another.
 */
const CLAIMED_PER_CLICK = 0.078
const CLAIMED_VALUE = 11_200
const IMPRESSIONS_PER_CLICK = 38

const HEAD =
  'date,platform,account_id,account_name,campaign_id,campaign_name,utm_source,utm_medium,utm_campaign,utm_id,currency,spend,impressions,clicks,conversions,conversions_value'

export interface AdReport {
  /** What a warehouse exports of ad platforms: costs by campaign and day, and what is claimed. */
  file: string
  /** Costs that are on no platform's bill. */
  others: CostRecord[]
}

/** The same costs as they come: those of ad platforms in a file, the rest by themselves. */
export function reportAds(costs: readonly CostRecord[]): AdReport {
  const isAd = ({ source = '' }: CostRecord) => Object.hasOwn(PLATFORMS, source)
  return {
    file: `${[HEAD, ...costs.filter(isAd).map(lineOf)].join('\n')}\n`,
    others: costs.filter((cost) => !isAd(cost)),
  }
}

function lineOf(cost: CostRecord): string {
  const { from = '', source = '', medium = '', campaign = '', currency, amount } = cost
  const clicks = clicksOf(cost)
  const conversions = claimedTenths(cost, clicks)
  return [
    ...[from, PLATFORMS[source], 'demo', 'Demo shop', '', campaign],
    ...[source, medium, campaign, '', currency, amount],
    ...[clicks * IMPRESSIONS_PER_CLICK, clicks, conversions / 10],
    decimal(Math.round((conversions * CLAIMED_VALUE) / 10)),
  ].join()
}

const entranceOf = ({ source, campaign }: CostRecord) =>
  ENTRANCES.find(
    ({ params }) => params?.['utm_source'] === source && params?.['utm_campaign'] === campaign,
  )

function clicksOf(cost: CostRecord): number {
  const { perClick = 100 } = entranceOf(cost)?.ads ?? {}
  return Math.max(1, Math.round(Number(cost.amount.replace('.', '')) / perClick))
}

const claimedTenths = (cost: CostRecord, clicks: number): number =>
  Math.round(clicks * (entranceOf(cost)?.buys ?? 1) * CLAIMED_PER_CLICK * 10)
