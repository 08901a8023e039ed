import { anyAnchored } from '../../attribution/registry.ts'
import {
  type CartTouch,
  LEAD_GOALS,
  type Milestones,
  OPPORTUNITY_GOAL,
  type RolePlaces,
  rolePlaces,
} from '../../journey/anchors.ts'
import type { Reach } from '../../journey/journey.ts'
import type { Settings } from '../facts.ts'
import type { ContributionRow, Contributions } from './contributions.ts'
import type { Generation } from './generations.ts'

/** Whether a site computes a model that looks at leads, opportunities and carts. */
export const usesAnchors = ({ models }: Settings): boolean =>
  anyAnchored(models.map(({ name }) => name))

/**
 * Which touches of a journey brought what; undefined where no model asks.
 * @param told milestones that the conversion names itself
 */
export function rolesOf(
  contributions: Contributions,
  { id, settings }: Generation,
  row: ContributionRow,
  touches: readonly CartTouch[],
  reach: Reach,
  told: Partial<Milestones> = {},
): RolePlaces | undefined {
  if (touches.length === 0 || !usesAnchors(settings)) return undefined
  const from = Math.max(reach.from, (reach.previous ?? -1) + 1)
  // A conversion is no anchor of its own, nor is the one before it.
  const first = (goal: string) =>
    goal === row.goal ? undefined : contributions.firstBetween(id, row.person, goal, from, reach.to)
  const leads = LEAD_GOALS.map(first).filter((ts) => ts !== undefined)
  const milestones: Milestones = {
    lead: told.lead ?? (leads.length > 0 ? Math.min(...leads) : undefined),
    opportunity: told.opportunity ?? first(OPPORTUNITY_GOAL),
  }
  return rolePlaces(touches, milestones, reach)
}
