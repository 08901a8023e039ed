import { z } from 'zod'
import { foreignText, siteId } from '../../shared/ids.ts'
import { OUTGOING_EVENTS } from '../ledger/outgoing.ts'

const OVERLAP_HOURS_MAX = 24 * 30

const PAGE_MAX = 200

const STATES = ['waiting', 'delivered', 'dead', 'superseded'] as const

const site = { site: siteId }
const endpoint = z.string().min(1, 'is empty: "webhook-out list" shows the ids')
const delivery = z.coerce.number('is no number').int('is no whole number').min(1, 'is below 1')

const url = z
  .string()
  .trim()
  .max(2000, 'has more than 2000 characters')
  .pipe(foreignText)
  .transform((text) => (URL.canParse(text) ? new URL(text).href : text))

const events = z
  .array(z.enum(OUTGOING_EVENTS, `is one of ${OUTGOING_EVENTS.join(', ')}`))
  .min(1, `names no event: give at least one of ${OUTGOING_EVENTS.join(', ')}`)
  .transform((names) => OUTGOING_EVENTS.filter((name) => names.includes(name)))
  .default([...OUTGOING_EVENTS])

const add = z.object({ command: z.literal('webhook_out_add'), ...site, url, events })
const list = z.object({ command: z.literal('webhook_out_list'), ...site })
const remove = z.object({ command: z.literal('webhook_out_remove'), ...site, id: endpoint })
const enable = z.object({ command: z.literal('webhook_out_enable'), ...site, id: endpoint })
const rotate = z.object({
  command: z.literal('webhook_out_rotate'),
  ...site,
  id: endpoint,
  overlap_hours: z.coerce
    .number('is no number of hours')
    .min(0, 'is below 0')
    .max(OVERLAP_HOURS_MAX, `is more than ${OVERLAP_HOURS_MAX}`)
    .default(24),
})
const deliveries = z.object({
  command: z.literal('webhook_out_deliveries'),
  ...site,
  state: z.enum(STATES, `is one of ${STATES.join(', ')}`).optional(),
  before: delivery.optional(),
  limit: z.coerce.number('is no number').int().min(1, 'is below 1').max(PAGE_MAX).default(50),
})
/** All dead ones when no id is given. */
const retry = z.object({
  command: z.literal('webhook_out_retry'),
  ...site,
  id: delivery.optional(),
})

/** Whom a site tells what happens. */
export const OUTGOING_COMMANDS = [add, list, remove, enable, rotate, deliveries, retry] as const
