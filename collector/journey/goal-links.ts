import { CHURN, DEAL, isNoConversion, RENEWAL, type Status } from '../../shared/wire/goals.ts'

/** Whether conversions of a goal have the journey of what they renew or end, and none of their own. */
export const inheritsJourney = (goal: string): boolean => goal === RENEWAL || goal === CHURN

/** Goals whose conversions have the journey of their person's first purchase, where they name nothing. */
export const INHERITING = [RENEWAL, CHURN] as const

/** Whether conversions of a goal may credit touches of any age: their lookback counts from what was before. */
export const reachesBehind = (goal: string): boolean => goal === DEAL || inheritsJourney(goal)

/** How a deal stands; one that says nothing is there because it was won. */
interface Deal {
  goal: string
  status: Status | null
}

const isWon = ({ status }: Deal): boolean => status === null || status === 'won'

/**
 * The deals whose value stands in the place of what a lead was expected to bring: those that were won, or
 * none, for nothing, once all were lost. undefined while there is none, or one is open: the lead's own
 * value stands. A cancelled deal never was.
 */
export function dealsInPlaceOf<Follower extends Deal>(
  followers: readonly Follower[],
): Follower[] | undefined {
  const deals = followers.filter(({ goal, status }) => goal === DEAL && !isNoConversion(status))
  const won = deals.filter(isWon)
  if (won.length > 0) return won
  return deals.length > 0 && deals.every(({ status }) => status === 'lost') ? [] : undefined
}

/** From where a deal's lookback counts back: its lead, unless it was closed before that. */
export const lookbackStart = (deal: number, lead: number | undefined): number =>
  lead === undefined ? deal : Math.min(deal, lead)
