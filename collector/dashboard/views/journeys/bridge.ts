import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { PathCell } from '../../../../shared/wire/explain-paths.ts'

/** A part of the total; what it has none of at all is left out. */
export interface BridgeLine {
  title: string
  /** What the line is, where its title can't say it. */
  means?: string
  journeys?: number
  conversions?: string
  value?: string
  cost?: string | null | undefined
  /** Which cell of the ROI report has the same figures, and can explain them. */
  cell?: 'total' | 'unattributed' | 'overhead' | undefined
  /** Which cell of the report of paths it is. */
  of?: PathCell
}

/** What became of the spend besides, in the order in which it is added; `name` is that of the answer. */
const SPENT: readonly (Pick<BridgeLine, 'title' | 'means' | 'cell' | 'of'> & { name: string })[] = [
  {
    ...{ name: 'before_period', of: 'before_period', title: 'Spent before these days' },
    means: 'On touches of the closed journeys: it is a cost of the days on which it was spent',
  },
  {
    ...{ name: 'closed_outside', of: 'closed_outside', title: 'Journeys that close later' },
    means: 'Their touches of these days',
  },
  {
    ...{ name: 'left_out', of: 'left_out', title: 'Touches without a journey' },
    means: 'Of orders that nobody may follow (consent), or that wait for a rate',
  },
  {
    ...{ name: 'filtered_out', title: 'Journeys outside the filters' },
    means: 'Their touches of these days, whether they converted or not',
  },
  {
    ...{ name: 'without_touch', title: 'Costs without a touch' },
    means: 'Of campaigns that brought no touch on their days',
  },
  { name: 'overhead', title: 'Overhead', means: 'Costs that name no channel', cell: 'overhead' },
  {
    ...{ name: 'rest_of_month', title: 'Rest of the month' },
    means: 'Costs by the month accrue by days, and touches share what came up to today',
  },
]

type Bridged = Pick<PathsAnswer, 'closed' | 'open' | 'unattributed' | 'total' | 'bridge'>

/** How paths add up to everything that was spent and earned in these days. */
export function bridgeOf({ closed, open, unattributed, total, bridge }: Bridged): {
  lines: BridgeLine[]
  total: BridgeLine
} {
  return {
    lines: [
      {
        ...{ title: 'Closed journeys', of: 'closed', journeys: closed.journeys, cost: closed.cost },
        ...{ conversions: closed.conversions, value: closed.value },
        means: 'All paths together',
      },
      {
        ...{ title: 'Open journeys', of: 'open', journeys: open.journeys, cost: open.cost },
        means: 'Not converted, and not lost yet: they may still convert',
      },
      {
        ...{ title: 'Unattributed orders', cell: 'unattributed', ...unattributed },
        means: 'Orders that no journey is known of. They are no path, and in the total',
      },
      ...SPENT.filter(({ name }) => name in bridge).map(({ name, ...line }) => ({
        ...line,
        cost: bridge[name],
      })),
    ],
    total: {
      ...{ title: 'Total', conversions: total.conversions, value: total.value },
      ...{ cost: total.cost ?? bridge['spend'], cell: 'total' },
      ...(total.cost_unknown && {
        means:
          'Orders of the filters, and all that was spent: no cost says of which journeys it is',
      }),
    },
  }
}
