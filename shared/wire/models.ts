import { z } from 'zod'
import { goalName } from './conversions.ts'
import { filterShape, ORDER_FILTERS } from './filters.ts'
import { firstDay, lastDay } from './instants.ts'

/** Models that are fitted on a site's journeys. */
export const FITTED_NAMES = ['markov', 'shapley'] as const

export const SEED_MAX = 2_147_483_647

const whole = (min: number, max: number) => {
  const message = `is a whole number from ${min} to ${max}`
  return z.int(message).min(min, message).max(max, message)
}

/** What is to be fitted: the fields of `POST /v1/models/fit`. */
export const fitFields = {
  model: z.enum(FITTED_NAMES, `is one of ${FITTED_NAMES.join(', ')}`),
  order: whole(1, 4).optional().describe('Of markov: how many touches a state remembers'),
  goal: goalName.default('purchase'),
  from: firstDay,
  to: lastDay,
  with_lost: z
    .boolean('is true or false')
    .default(true)
    .describe('Whether journeys that did not convert count, too'),
  direct: z
    .enum(['last_resort', 'equal'], 'is one of last_resort, equal')
    .default('last_resort')
    .describe('What direct visits earn'),
  seed: whole(0, SEED_MAX).default(1).describe('Of the random numbers of the intervals'),
  ...filterShape,
}

/** What was asked, as far as one field says something of another. */
interface FitAsked {
  model: string
  order?: number | undefined
  from: number
  to: number
  with_lost: boolean
  [filter: string]: unknown
}

/** What one fit can't be. */
export function fitConsistent(asked: FitAsked, context: z.RefinementCtx): void {
  const { model, order, from, to } = asked
  const issue = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  if (from > to) issue('from', 'is after "to"')
  if (model === 'shapley' && order !== undefined)
    issue('order', 'is of markov: Shapley values know no order of touches')
  const ofOrders = ORDER_FILTERS.filter((field) => asked[field] !== undefined)
  if (asked.with_lost && ofOrders.length > 0)
    issue(
      'with_lost',
      `is false where journeys are told by their orders (${ofOrders.join(', ')}): those that did not convert have none`,
    )
}

/** Body of `POST /v1/models/fit`. A name that nobody knows is refused: it would fit something else. */
export const fitBody = z
  .strictObject(fitFields, { error: unknownNames(Object.keys(fitFields)) })
  .superRefine(fitConsistent)

export type FitBody = z.output<typeof fitBody>

/** Body of `POST /v1/models/{id}/activate`. */
export const activateBody = z.strictObject(
  {
    force: z
      .boolean('is true or false')
      .default(false)
      .describe('Although it rests on few conversions'),
  },
  { error: unknownNames(['force']) },
)

function unknownNames(known: readonly string[]): z.core.$ZodErrorMap {
  return (issue) =>
    issue.code === 'unrecognized_keys'
      ? `is no field here; there are ${known.join(', ')}`
      : undefined
}
