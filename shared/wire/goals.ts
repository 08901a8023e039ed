import { z } from 'zod'
import { foreignId } from '../ids.ts'

/** A sale that a lead has led to; says how it stands. */
export const DEAL = 'deal'

/** A further payment of what was bought before: credited to what has won the customer. */
export const RENEWAL = 'renewal'

/** The end of what was bought: a goal that has no value. */
export const CHURN = 'churn'

export const goalName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'a goal has 1 to 40 of a-z, 0-9 and _, and begins with a letter')
  .describe('Goal of conversions: purchase, lead, deal, renewal…')

/** How a deal stands. */
export const DEAL_STATUSES = ['open', 'won', 'lost'] as const

/**
 * Any conversion may be none, until a later version says otherwise: it was `cancelled`, or is `unpaid` as
 * yet, which waits for an invoice or for cash on delivery.
 */
export const NO_CONVERSION = ['cancelled', 'unpaid'] as const
export const STATUSES = [...DEAL_STATUSES, ...NO_CONVERSION] as const
export type Status = (typeof STATUSES)[number]

export const isNoConversion = (status: unknown): status is (typeof NO_CONVERSION)[number] =>
  (NO_CONVERSION as readonly unknown[]).includes(status)

/** Another conversion, named by what it is known by. @param usual its goal, when none is said */
export const namedConversion = (usual: string) =>
  z.object({ goal: goalName.default(usual), transaction_id: foreignId })

interface OfGoals {
  goal: string
  ts: number
  value?: string | undefined
  status?: Status | null | undefined
  lead?: { goal: string } | null | undefined
  subscription?: { goal: string } | null | undefined
  opportunity_ts?: number | null | undefined
  customer_since?: number | null | undefined
  customer_id?: string | null | undefined
  email?: string | null | undefined
}

/** What names another is never named by one of its own kind, so that nobody is their own lead. */
const NEVER_LEADS: readonly string[] = [DEAL, RENEWAL, CHURN]
const NEVER_SUBSCRIPTIONS: readonly string[] = [RENEWAL, CHURN]

/** What only some goals may say, by field; each is false for a record that may not. */
const RULES: readonly (readonly [
  field: string,
  holds: (it: OfGoals) => boolean,
  message: string,
])[] = [
  [
    'status',
    ({ goal, status }) => goal === DEAL || !status || isNoConversion(status),
    `only a conversion of the goal "${DEAL}" is open, won or lost: others are there, "unpaid" or "cancelled"`,
  ],
  [
    'lead',
    ({ goal, lead }) => goal === DEAL || !lead,
    `only a conversion of the goal "${DEAL}" has a lead`,
  ],
  [
    'lead.goal',
    ({ lead }) => !lead || !NEVER_LEADS.includes(lead.goal),
    `is never ${NEVER_LEADS.join(', ')}: name the lead, the sign-up or the demo that the deal has come from`,
  ],
  [
    'subscription',
    ({ goal, subscription }) => goal === RENEWAL || goal === CHURN || !subscription,
    `only conversions of the goals "${RENEWAL}" and "${CHURN}" have a subscription`,
  ],
  [
    'subscription.goal',
    ({ subscription }) => !subscription || !NEVER_SUBSCRIPTIONS.includes(subscription.goal),
    `is never ${NEVER_SUBSCRIPTIONS.join(', ')}: name the first purchase, whatever has been renewed since`,
  ],
  [
    'opportunity_ts',
    ({ goal, opportunity_ts }) => goal === DEAL || opportunity_ts == null,
    `only a conversion of the goal "${DEAL}" has it: post others as conversions of the goal "opportunity"`,
  ],
  [
    'opportunity_ts',
    ({ ts, opportunity_ts }) => opportunity_ts == null || opportunity_ts <= ts,
    'is later than "ts": a deal is an opportunity first',
  ],
  [
    'value',
    ({ goal, value }) => goal !== CHURN || value === undefined || Number(value) === 0,
    `a conversion of the goal "${CHURN}" has no value: leave it out`,
  ],
  [
    'customer_since',
    ({ customer_since, customer_id, email }) =>
      customer_since == null || Boolean(customer_id || email),
    'says of nobody when they became a customer: send customer_id or email with it',
  ],
]

/** Adds an issue for each field that the record's goal does not have. */
export function refuseForeignFields(record: OfGoals, context: z.RefinementCtx): void {
  for (const [field, holds, message] of RULES)
    if (!holds(record)) context.addIssue({ code: 'custom', path: field.split('.'), message })
}
