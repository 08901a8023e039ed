import type { FunnelAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { FunnelBy } from '../../../../shared/wire/funnel.ts'

export type FunnelRow = FunnelAnswer['rows'][number]
export type FunnelFigures = FunnelAnswer['total']
export type Step = FunnelFigures['steps'][number]

/** What a visit has done when it came to a step. */
export const STEPS: Readonly<Record<Step['step'], { title: string; means: string }>> = {
  visit: { title: 'Visit', means: 'It began' },
  view: { title: 'View', means: 'Saw an item' },
  cart: { title: 'Cart', means: 'Put something into the cart' },
  checkout: { title: 'Checkout', means: 'Began to check out' },
  order: { title: 'Order', means: 'Led to an order' },
}

/** What rows may be of, as the page names it. */
export const BYS = {
  channel: 'Channel',
  source: 'Source',
  medium: 'Medium',
  campaign: 'Campaign',
  device: 'Device',
  country: 'Country',
} as const satisfies Partial<Record<FunnelBy, string>>

export type By = keyof typeof BYS

/** Days without an order after which a cart counts as abandoned. */
export const ABANDONED_AFTER = [1, 3, 7, 14, 30] as const
const USUALLY_AFTER = 7

type Params = Readonly<Record<string, string>>

/** What the address asks of the funnel; what can't be asked is as by default. */
export function askedOf({ by, abandoned_after }: Params): { by: By; abandonedAfter: number } {
  const days = Number(abandoned_after)
  return {
    by: by !== undefined && Object.hasOwn(BYS, by) ? (by as By) : 'channel',
    abandonedAfter: Number.isInteger(days) && days >= 1 && days <= 90 ? days : USUALLY_AFTER,
  }
}

export const nameOf = (row: FunnelRow, by: By): string => row[by] || '(none)'

/** The step after which the most visits are lost, of those that came there; undefined without any loss. */
export function largestLoss(steps: readonly Step[]): Step | undefined {
  const [first] = steps
    .filter(({ drop_off_rate }) => (drop_off_rate ?? 0) > 0)
    .toSorted((a, b) => (b.drop_off_rate ?? 0) - (a.drop_off_rate ?? 0))
  return first
}
