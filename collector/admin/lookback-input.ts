import { z } from 'zod'
import { goalName } from '../../shared/wire/goals.ts'
import { lookbackDays } from './site-input.ts'

/** What takes the lookback of a goal back to that of the site. */
const DEFAULT = 'default'

/** Days by goal; null for a goal that has the site's again. */
export type GoalLookbacks = Record<string, number | null>

/** A list of `goal=days`, such as `lead=30`; `lead=default` has the site's again. */
export const goalLookbacks = z
  .array(z.string())
  .min(1, 'names no goal: give goal=days, such as lead=30')
  .transform((list, context) => {
    const lookbacks: GoalLookbacks = {}
    for (const [at, text] of list.entries()) {
      const found = oneLookback(text)
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: [at], message })
      if ('message' in found) refuse(found.message)
      else if (Object.hasOwn(lookbacks, found.goal)) refuse(`names ${found.goal} twice`)
      else lookbacks[found.goal] = found.days
    }
    return lookbacks
  })

type Found = { goal: string; days: number | null } | { message: string }

function oneLookback(text: string): Found {
  const [name = '', days = '', ...more] = text.split('=').map((part) => part.trim())
  const goal = goalName.safeParse(name)
  if (!goal.success || more.length > 0)
    return { message: 'is no goal=days: give one such as lead=30' }
  if (days === DEFAULT) return { goal: name, days: null }
  const checked = lookbackDays.safeParse(/^\d+$/.test(days) ? Number(days) : NaN)
  if (checked.success) return { goal: name, days: checked.data }
  return { message: `give 1 to 730 days, or ${name}=${DEFAULT} for the site's` }
}

/** The lookbacks by goal after a change: what it does not name stays. */
export function changedLookbacks(
  before: Readonly<Record<string, number>>,
  change: GoalLookbacks,
): Record<string, number> {
  const after = Object.entries({ ...before, ...change }).filter(
    (entry): entry is [string, number] => entry[1] !== null,
  )
  return Object.fromEntries(after.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
