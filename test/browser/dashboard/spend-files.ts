import type { Locator } from 'playwright'
import { money } from '../../../collector/dashboard/format/numbers.ts'

export const euros = (amount: string | null | undefined) => money(amount, 'EUR', 'en-GB')

export const isoDay = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

export const PERIOD = `from=${isoDay(20)}&to=${isoDay(2)}`

export const texts = async (row: Locator) =>
  (await row.locator('th, td').allInnerTexts()).map((text) => text.trim().split('\n')[0])

export const file = (name: string, lines: readonly string[]) => ({
  ...{ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) },
})

/** Of a report that Google Ads exports by day. */
export const HEAD =
  'Day,Campaign,Campaign ID,Currency code,Cost,Clicks,Impr.,Conversions,Conv. value'

/** Of two campaigns that no link carries; by hand: 20.20 + 10.10 = 30.30, and 7.77. */
export const spendFile = (name: string) =>
  file(name, [
    HEAD,
    `${isoDay(6)},Tents,11,EUR,20.20,40,900,2.5,180.10`,
    `${isoDay(5)},Tents,11,EUR,10.10,30,800,1,60.00`,
    `${isoDay(5)},Winter boots,12,EUR,7.77,9,300,0,0.00`,
  ])
