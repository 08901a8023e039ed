import type { ClaimMeasure } from '../../shared/claim-measures.ts'
import { formatAmount, formatMillionths } from '../../shared/money.ts'
import { fourDecimals, type Metrics } from './metrics.ts'
import type { RoiReport } from './report.ts'

/** What a campaign means in reports; spelt as touches are. */
interface Meant {
  source: string
  medium: string
  campaign: string
}

/** What an alias is of: an id of the platform, or else a name; '' for all accounts. */
interface Called {
  account: string
  campaignId: string
  campaign: string
}

/** What a platform says of one of its campaigns; amounts in minor units of the site's currency. */
export interface PlatformSums {
  platform: string
  /** Account and campaign as the platform names them; '' for what its files did not say */
  account: string
  campaignId: string
  campaign: string
  means: Meant
  matchedBy: 'alias' | 'utm' | 'id' | 'name' | 'unmatched'
  /** The saved alias by which it means that. */
  alias: Called | null
  spend: number
  /** null: not reported. Conversions in millionths */
  impressions: number | null
  clicks: number | null
  conversions: number | null
  value: number | null
  /** Days of it lack a rate: its amounts are not known. */
  waitsForRate: boolean
}

/** What the model credits to a source, medium and campaign, and all that was spent on it. */
export type Credited = Pick<Metrics, 'touches' | 'conversions' | 'value' | 'cost' | 'roi'>

interface Shown {
  platform: string
  account: string
  campaign_id: string
  campaign: string
  means: Meant
  matched_by: PlatformSums['matchedBy']
  /** The saved alias by which it means that */
  alias: { account: string; campaign_id: string; campaign: string } | null
  /** null while a day lacks a rate */
  spend: string | null
  /** null where files name no campaign: the spend is of all campaigns of its source and medium */
  credited: Credited | null
  /** How many campaigns of platforms mean this: its credit is theirs together. */
  campaigns_of_credit: number
}

export interface ClaimRow extends Shown {
  claimed: {
    impressions: number | null
    clicks: number | null
    conversions: string | null
    value: string | null
  }
  /** Claimed − credited; null where nothing is claimed, or the credit is of several campaigns. */
  difference: { conversions: string | null; value: string | null }
  /** Claimed ÷ credited, to four decimals; null for a division by zero, too. */
  ratio: { conversions: number | null; value: number | null }
}

/** What files say of campaigns. */
export type Claimed = 'spend' | 'value' | 'conversions' | 'clicks' | 'impressions'

/** What of files a figure of claims is made of. */
export const CLAIMED: Readonly<Record<ClaimMeasure, Claimed>> = {
  spend: 'spend',
  value: 'value',
  conversions: 'conversions',
  clicks: 'clicks',
  impressions: 'impressions',
  difference_value: 'value',
  difference_conversions: 'conversions',
  ratio_value: 'value',
  ratio_conversions: 'conversions',
}

/** Ads that were seen to be clicked, that no imported campaign means, and that have no other cost. */
export interface WithoutSpend extends Meant, Credited {}

export interface CampaignRows {
  /** What was spent on campaigns that meet no touches; null while a day lacks a rate. */
  unmatched: { campaigns: number; spend: string | null }
  campaigns: Shown[]
  without_spend: WithoutSpend[]
}

type Report = Pick<RoiReport, 'rows'>

/**
 * Each platform's claims beside the credit, by what was spent. They are never added up: each platform
 * claims the same sale.
 * @param report by source, medium and campaign
 */
export function claimRows(sums: readonly PlatformSums[], report: Report, currency: string) {
  const known = new Credits(sums, report, currency)
  return bySpend(sums).map((one): ClaimRow => {
    const shown = known.shown(one)
    const { waitsForRate, conversions } = one
    const value = waitsForRate ? null : one.value
    const credit = shown.campaigns_of_credit > 1 ? null : shown.credited
    const orders = credit && millionthsOf(credit.conversions)
    const earned = credit && unitsOf(credit.value)
    const more = (claim: number | null, of: number | null, format: (n: number) => string) =>
      claim === null || of === null ? null : format(claim - of)
    const ratio = (claim: number | null, of: number | null) =>
      claim === null || of === null ? null : fourDecimals(claim, of)
    const amount = (minor: number) => formatAmount(minor, currency)
    return {
      ...shown,
      claimed: {
        ...{ impressions: one.impressions, clicks: one.clicks },
        conversions: conversions === null ? null : formatMillionths(conversions),
        value: value === null ? null : amount(value),
      },
      difference: {
        conversions: more(conversions, orders, formatMillionths),
        value: more(value, earned, amount),
      },
      ratio: {
        conversions: ratio(conversions, orders),
        value: ratio(value, earned),
      },
    }
  })
}

/**
 * Which campaigns meet no touches, the dearest first, then the others; and which ads have touches that no
 * campaign means, those with the most touches first.
 * @param isAd whether links of a source and medium are ads of a platform that was imported
 */
export function campaignRows(
  sums: readonly PlatformSums[],
  report: Report,
  currency: string,
  isAd: (of: Meant) => boolean,
): CampaignRows {
  const known = new Credits(sums, report, currency)
  const isMet = ({ matchedBy }: PlatformSums) => Number(matchedBy !== 'unmatched')
  return {
    unmatched: unmatchedSpend(sums, currency),
    campaigns: bySpend(sums)
      .toSorted((a, b) => isMet(a) - isMet(b))
      .map((one) => known.shown(one)),
    without_spend: known
      .unmeant()
      .filter((one) => one.touches > 0 && unitsOf(one.cost ?? '0') === 0 && isAd(one))
      .toSorted((a, b) => b.touches - a.touches),
  }
}

/** A mail that was opened, beside what is credited to the campaign of its links. */
export interface OpenedRow extends Meant {
  content: string
  opens: number
  credited: Credited
}

/** An open is no touch: what is credited comes from visits by links of the same campaign. */
export function openedRows(
  mails: readonly Omit<OpenedRow, 'credited'>[],
  report: Report,
  currency: string,
): OpenedRow[] {
  const known = new Credits([], report, currency)
  return mails.map((mail) => ({ ...mail, credited: known.of(mail) }))
}

/** Spend, unlike claims, adds up: each amount was paid once. */
export function unmatchedSpend(sums: readonly PlatformSums[], currency: string) {
  const unmatched = sums.filter(({ matchedBy }) => matchedBy === 'unmatched')
  const isKnown = unmatched.every(({ waitsForRate }) => !waitsForRate)
  const spend = unmatched.reduce((sum, one) => sum + one.spend, 0)
  return { campaigns: unmatched.length, spend: isKnown ? formatAmount(spend, currency) : null }
}

const calledShown = ({ account, campaignId: campaign_id, campaign }: Called) => ({
  ...{ account, campaign_id, campaign },
})

const bySpend = (sums: readonly PlatformSums[]) =>
  sums.toSorted((a, b) => b.spend - a.spend || (nameOf(a) < nameOf(b) ? -1 : 1))

const nameOf = ({ platform, account, campaignId, campaign, means }: PlatformSums): string =>
  JSON.stringify([platform, account, campaignId, campaign, keyOf(means)])

const keyOf = ({ source, medium, campaign }: Meant): string =>
  JSON.stringify([source, medium, campaign])

/** What is credited to each source, medium and campaign, and which campaigns mean it. */
class Credits {
  readonly #currency: string
  readonly #rows: Map<string, WithoutSpend>
  readonly #sharers = new Map<string, Set<string>>()

  constructor(sums: readonly PlatformSums[], { rows }: Report, currency: string) {
    this.#currency = currency
    this.#rows = new Map(
      rows.map((row) => {
        const { source = '', medium = '', campaign = '' } = row
        const { touches, conversions, value, cost, roi } = row
        const means = { source, medium, campaign }
        return [keyOf(means), { ...means, touches, conversions, value, cost, roi }]
      }),
    )
    for (const one of sums) {
      const sharers = this.#sharers.get(keyOf(one.means)) ?? new Set()
      this.#sharers.set(keyOf(one.means), sharers.add(nameOf(one)))
    }
  }

  shown(one: PlatformSums): Shown {
    return {
      ...{ platform: one.platform, account: one.account },
      ...{ campaign_id: one.campaignId, campaign: one.campaign },
      ...{
        means: one.means,
        matched_by: one.matchedBy,
        alias: one.alias && calledShown(one.alias),
      },
      spend: one.waitsForRate ? null : formatAmount(one.spend, this.#currency),
      credited: one.means.campaign === '' ? null : this.of(one.means),
      campaigns_of_credit: this.#sharers.get(keyOf(one.means))?.size ?? 0,
    }
  }

  of(means: Meant): Credited {
    const none = formatAmount(0, this.#currency)
    const { touches, conversions, value, cost, roi } = this.#rows.get(keyOf(means)) ?? {
      ...{ touches: 0, conversions: '0', value: none, cost: none, roi: null },
    }
    return { touches, conversions, value, cost, roi }
  }

  unmeant(): WithoutSpend[] {
    return [...this.#rows].filter(([key]) => !this.#sharers.has(key)).map(([, row]) => row)
  }
}

/** Amounts of one currency have the same decimals: without the point they are minor units. */
const unitsOf = (amount: string): number => Number(amount.replace('.', ''))

function millionthsOf(text: string): number {
  const [whole = '', decimals = ''] = text.split('.')
  return Number(whole + decimals.padEnd(6, '0'))
}
