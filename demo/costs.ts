import type { CostCategory } from '../shared/cost-categories.ts'
import type { Entrance } from './entrances.ts'
import { isoDay } from './paris.ts'
import type { Random } from './random.ts'
import type { CostRecord } from './records.ts'
import { decimal } from './shop/prices.ts'

/** What the shop pays by the month, in cents. */
const MONTHLY: readonly {
  name: string
  category: CostCategory
  amount: number
  scope?: Pick<CostRecord, 'channel' | 'source' | 'medium' | 'campaign'>
}[] = [
  { name: 'software', category: 'software', amount: 34_900 },
  {
    name: 'mailing-tool',
    category: 'software',
    amount: 12_900,
    scope: { channel: 'Email' },
  },
  { name: 'search-agency', category: 'agency', amount: 95_000, scope: { channel: 'Paid Search' } },
  { name: 'affiliates', category: 'commission', amount: 28_350, scope: { channel: 'Affiliates' } },
  { name: 'blog', category: 'content', amount: 45_000, scope: { channel: 'Organic Search' } },
  { name: 'marketing-team', category: 'personnel', amount: 310_000 },
]

/** A podcast that nobody clicked through from: its cost stands in the report all the same. */
const PODCAST = { source: 'podcast', medium: 'audio', campaign: 'campfire-talks' }
const PODCAST_AMOUNT = 120_000

/** Clicks that ad platforms bill, for each visit that the tag saw: some refuse consent. */
const BILLED = 1.18

export interface Period {
  /** Days since 1970-01-01; `until` is not included. */
  from: number
  until: number
}

/** All costs of the period: ads by campaign and day, the rest by the month. */
export function drawCosts(
  random: Random,
  period: Period,
  arrivals: readonly { entrance: Entrance; day: number }[],
): CostRecord[] {
  return [...adSpend(random, arrivals), ...monthly(period), podcast(period)]
}

function adSpend(
  random: Random,
  arrivals: readonly { entrance: Entrance; day: number }[],
): CostRecord[] {
  const clicks = arrivals.filter(({ entrance }) => entrance.ads)
  const groups = Map.groupBy(clicks, ({ entrance, day }) => `${isoDay(day)} ${entrance.name}`)
  const names = [...groups.keys()].sort()
  return names.flatMap((name) => {
    const group = groups.get(name)
    const { entrance, day } = group?.[0] ?? {}
    if (!group || !entrance?.ads || day === undefined) return []
    const noise = random.between(85, 120) / 100
    const amount = Math.round(group.length * BILLED * entrance.ads.perClick * noise)
    return [adCost(entrance, entrance.ads.channel, isoDay(day), amount)]
  })
}

function adCost(entrance: Entrance, channel: string, day: string, amount: number): CostRecord {
  const { utm_source = '', utm_medium = '', utm_campaign = '' } = entrance.params ?? {}
  return {
    external_id: `ads/${utm_source}/${utm_campaign}/${day}`,
    from: day,
    to: day,
    category: 'ad_spend',
    channel,
    source: utm_source,
    medium: utm_medium,
    campaign: utm_campaign,
    amount: decimal(amount),
    currency: 'EUR',
  }
}

/** One cost a month and kind; a month that the period covers in part costs its part. */
function monthly(period: Period): CostRecord[] {
  return monthsOf(period).flatMap(({ from, until, share }) =>
    MONTHLY.map(({ name, category, amount, scope }) => ({
      external_id: `${name}/${isoDay(from)}`,
      from: isoDay(from),
      to: isoDay(until - 1),
      category,
      ...scope,
      amount: decimal(Math.round(amount * share)),
      currency: 'EUR',
    })),
  )
}

function podcast({ from, until }: Period): CostRecord {
  const last = Math.min(from + 13, until - 1)
  return {
    external_id: 'podcast/1',
    from: isoDay(from),
    to: isoDay(last),
    category: 'ad_spend',
    channel: 'Audio',
    ...PODCAST,
    amount: decimal(PODCAST_AMOUNT),
    currency: 'EUR',
  }
}

/** The calendar months of the period, cut to it, and how much of each it covers. */
function monthsOf({ from, until }: Period): (Period & { share: number })[] {
  const months = []
  for (let day = from; day < until; ) {
    const [year = 0, month = 0] = isoDay(day).split('-').map(Number)
    const begins = Date.UTC(year, month - 1) / 86_400_000
    const ends = Date.UTC(year, month) / 86_400_000
    const cut = Math.min(ends, until)
    months.push({ from: day, until: cut, share: (cut - day) / (ends - begins) })
    day = cut
  }
  return months
}
