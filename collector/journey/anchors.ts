import type { Reach } from './journey.ts'

/** What a touch has brought besides its visit: a lead (or a sign-up), an opportunity (or a cart). */
export type TouchRole = 'lead' | 'opportunity'

/** Goals whose conversion makes somebody a lead. */
export const LEAD_GOALS = ['lead', 'sign_up'] as const

export const OPPORTUNITY_GOAL = 'opportunity'

/** Whether conversions of a goal may be anchors of later ones. */
export const isAnchorGoal = (goal: string): boolean =>
  goal === OPPORTUNITY_GOAL || LEAD_GOALS.some((name) => name === goal)

/** When a journey's person first became a lead, and an opportunity, within its reach; ms. */
export interface Milestones {
  lead: number | undefined
  opportunity: number | undefined
}

/** A touch of a journey: when its visit began, and when something first went into a cart in it. */
export interface CartTouch {
  ts: number
  /** ms, 0 for no cart */
  cart: number
}

/** Where in a journey each role is; a role that no touch has is left out. */
export type RolePlaces = Partial<Record<TouchRole, number>>

/**
 * Which touch of a journey brought its lead, and which opened its opportunity or cart. A conversion is
 * brought by the last touch at or before it. The cart is that of the first visit with one, and counts
 * where no opportunity was reported. What came after the conversion, or up to the previous one of its
 * goal, is no part of the journey.
 */
export function rolePlaces(
  touches: readonly CartTouch[],
  { lead, opportunity }: Milestones,
  { to, previous = -1 }: Reach,
): RolePlaces {
  const before = (at: number | undefined): number =>
    at === undefined ? -1 : touches.findLastIndex(({ ts }) => ts <= at)
  const opened =
    opportunity === undefined
      ? touches.findIndex(({ cart }) => cart > previous && cart <= to && cart > 0)
      : before(opportunity)
  const brought = before(lead)
  return {
    ...(brought >= 0 ? { lead: brought } : {}),
    ...(opened >= 0 ? { opportunity: opened } : {}),
  }
}

/** The roles of the touch at a place. */
export const rolesAt = ({ lead, opportunity }: RolePlaces, at: number): TouchRole[] => [
  ...(lead === at ? (['lead'] as const) : []),
  ...(opportunity === at ? (['opportunity'] as const) : []),
]
