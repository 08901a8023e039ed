import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'

/** A part of the total; what it has none of at all is left out. */
export interface BridgeLine {
  title: string
  /** What the line is, where its title can't say it. */
  means?: string
  journeys?: number
  conversions?: string
  value?: string
  cost?: string | null | undefined
}

/** What became of the spend besides closed journeys, in the order in which it is added. */
const SPENT: readonly (readonly [name: string, title: string, means: string])[] = [
  [
    ...(['before_period', 'Spent before these days'] as const),
    'Touches of the closed journeys from before the period: their cost is not of these days',
  ],
  [
    ...(['closed_outside', 'Journeys that close later'] as const),
    'Touches of these days whose journey closed outside of the period',
  ],
  [
    ...(['left_out', 'Touches without a journey'] as const),
    'Of orders that nobody may follow (consent), or that wait for a rate',
  ],
  ['without_touch', 'Costs without a touch', 'Of campaigns that brought no touch on their days'],
  ['overhead', 'Overhead', 'Costs that name no channel'],
  [
    ...(['rest_of_month', 'Rest of the month'] as const),
    'Costs by the month accrue by days, and touches share what came up to today',
  ],
]

type Bridged = Pick<PathsAnswer, 'closed' | 'open' | 'unattributed' | 'total' | 'bridge'>

/** How paths add up to everything that was spent and earned in these days. */
export function bridgeOf({ closed, open, unattributed, total, bridge }: Bridged): {
  lines: BridgeLine[]
  total: BridgeLine
} {
  const spent = (name: string) => bridge[name]
  return {
    lines: [
      {
        ...{ title: 'Closed journeys', journeys: closed.journeys, cost: closed.cost },
        ...{ conversions: closed.conversions, value: closed.value },
        means: 'All paths together',
      },
      {
        ...{ title: 'Open journeys', journeys: open.journeys, cost: open.cost },
        means: 'Not converted, and not lost yet: they may still convert',
      },
      {
        ...{ title: 'Unattributed orders', ...unattributed },
        means: 'Orders that no journey is known of. They are no path, and in the total',
      },
      ...SPENT.map(([name, title, means]) => ({ title, means, cost: spent(name) })),
    ],
    total: {
      ...{ title: 'Total', conversions: total.conversions, value: total.value },
      cost: total.cost,
    },
  }
}
