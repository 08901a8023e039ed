import { z } from 'zod'
import { dropReasons } from '../../drop-reasons.ts'
import { localDay, money, time } from './parts.ts'

const outcome = z
  .enum(['created', 'updated', 'unchanged'])
  .describe('`unchanged`: it was known already, so that sending it again does no harm')

/** What a record that was taken in may be told besides. */
const told = {
  ignored_fields: z.array(z.string()).optional().describe('Fields that nobody knows'),
  hint: z.string().optional().describe('What it waits for, and the way out'),
}

const results = <Result extends z.ZodType>(result: Result) =>
  z.object({ results: z.array(result).describe('In the order of the request') })

const dropReason = z.enum(dropReasons.map(({ reason }) => reason))

/** Answer of `POST /v1/events`. */
export const eventsAccepted = z.object({
  accepted: z.int(),
  duplicate: z.int().describe('Events that were stored before'),
  dropped: z.array(
    z.object({ id: z.string().nullable().optional(), reason: dropReason.optional() }),
  ),
  events: z
    .array(z.looseObject({ id: z.string().nullable().optional(), outcome: z.string() }))
    .optional()
    .describe('What became of each event, with `debug=1`'),
})

export const conversionResults = results(
  z.object({
    transaction_id: z.string(),
    outcome,
    matched: z
      .boolean()
      .nullable()
      .describe('Whether its journey has a touch; null while it is not settled'),
    touches: z.int().nullable(),
    state: z.string().describe('`counted`, or why it is in no sum, such as `pending_rate`'),
    flags: z.array(z.string()).optional().describe('What looks wrong, and was not corrected'),
    ...told,
  }),
)

export const refundResults = results(
  z.object({
    transaction_id: z.string(),
    refund_id: z.string(),
    outcome,
    state: z.enum(['counted', 'excess', 'pending_conversion', 'pending_rate', 'cancelled']),
    ...told,
  }),
)

export const identityResults = results(z.object({ outcome, ...told }))

export const costResults = results(
  z.object({
    external_id: z.string().nullable(),
    transaction_id: z.string().optional(),
    outcome,
    state: z.enum(['counted', 'pending_rate', 'pending_conversion']),
    ...told,
  }),
)

export const touchResults = results(
  z.object({
    id: z.string(),
    outcome,
    removed: z.boolean().optional(),
    channel: z.string().optional(),
    source: z.string().optional(),
    medium: z.string().optional(),
    campaign: z.string().optional(),
    state: z.enum(['counted', 'pending_rate']),
    ...told,
  }),
)

const codeFields = {
  code: z.string(),
  channel: z.string(),
  source: z.string(),
  medium: z.string(),
  campaign: z.string(),
  partner: z.string().nullable(),
  customer_id: z.string().nullable(),
  valid_from: localDay.nullable(),
  valid_to: localDay.nullable(),
}

export const codeResults = results(z.object({ ...codeFields, outcome, ...told }))

/** One of `GET /v1/codes`. */
export const codeListed = z.object({ ...codeFields, registered_at: time })

/** What an alias is of; '' for all accounts, and for the one of id and name by which it is not known. */
export const aliasKey = {
  platform: z.string(),
  account: z.string(),
  campaign_id: z.string(),
  campaign: z.string(),
}

export const aliasResults = results(
  z.object({
    ...aliasKey,
    means: z
      .object({ source: z.string(), medium: z.string(), campaign: z.string() })
      .nullable()
      .describe('With the source and medium that were left open; null of one that was taken back'),
    outcome: z.enum(['created', 'updated', 'unchanged', 'removed']),
    met: z.boolean().optional().describe('Whether any touch has come from what it means'),
    rows: z.int().describe('Imported rows of spend that count elsewhere than before'),
    ...told,
  }),
)

export const linkResults = results(
  z.object({
    link: z.string().describe('The signed link'),
    leads_to: z.string().describe('Where it leads, campaign parameters included'),
    expires: localDay.nullable(),
    ...told,
  }),
)

export const touchRemoved = z.object({ id: z.string(), removed: z.literal(true) })
export const codeRemoved = z.object({ code: z.string(), removed: z.literal(true) })

/** Answer to a vendor's delivery. */
export const webhookTaken = z.object({
  outcome: z.enum(['accepted', 'ignored', 'quarantined', 'ping']),
  reason: z.string().optional(),
})

const sums = z.array(z.object({ currency: z.string(), amount: money }))

/** One import as it is listed. */
export const importShown = z.object({
  id: z.string(),
  kind: z.string(),
  file: z.string(),
  sha256: z.string(),
  state: z.string(),
  rows: z.int(),
  from: localDay,
  to: localDay,
  spend: sums,
  value: sums.optional().describe('Of files of orders and deals: what they are worth'),
  imported_by: z.string(),
  imported_at: time,
  state_by: z.string().nullable(),
  state_since: time.nullable(),
})

const stored = z.object({ created: z.int(), updated: z.int(), unchanged: z.int() })

/** Answer of `POST /v1/imports`. */
export const importAnswer = z.object({
  outcome: z.enum(['dry_run', 'created', 'unchanged']),
  kind: z.string().describe('What the file was recognised as'),
  rows: z.int(),
  from: localDay.nullable(),
  to: localDay.nullable(),
  spend: sums,
  campaigns: z.array(
    z.object({
      campaign: z.string(),
      currency: z.string().optional().describe('Where the file has several'),
      amount: money,
    }),
  ),
  refused: z
    .array(z.object({ line: z.int(), reason: z.string() }))
    .describe('Lines that can not be taken in, and why'),
  replaces: z.int().nullable().optional().describe('Rows of earlier imports that it replaces'),
  unchanged: z.int().optional(),
  notes: z.array(z.string()).describe('What was assumed in reading the file'),
  deals: z
    .array(z.object({ stage: z.string(), status: z.string(), deals: z.int(), amounts: sums }))
    .optional(),
  value: sums.optional().describe('Of orders: what they are worth'),
  refunded: sums.optional().describe('Of orders: what was given back'),
  identified_by: z.record(z.string(), z.int()).optional(),
  rates: stored.optional(),
  records: stored.extend({ matched: z.int() }).optional(),
  import: importShown.nullable().describe('null where no import was made'),
})
