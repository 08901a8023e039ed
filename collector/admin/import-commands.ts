import { z } from 'zod'
import { foreignText, siteId, uuid, wellFormed } from '../../shared/ids.ts'
import { AMOUNT_MAX, type Minor } from '../../shared/money.ts'
import { day } from '../../shared/wire/instants.ts'
import { type ImportedSpend, ROWS_A_STEP_MAX } from '../ledger/imports.ts'
import { SALES_A_STEP_MAX } from '../records/sales.ts'
import { ORDER_KINDS } from '../source/files/sales/order-file.ts'
import { SALES_KINDS } from '../source/files/sales/sales-file.ts'
import { SPEND_KINDS } from '../source/files/spend.ts'
import { currency } from './site-input.ts'

const name = wellFormed.max(1000, 'has more than 1000 characters')
const count = z.int().min(0).nullable()
const minor = z
  .int()
  .min(0)
  .max(AMOUNT_MAX)
  .transform((amount) => amount as Minor)

/** A row of spend; amounts in minor units, claimed conversions in millionths. */
const row = z
  .object({
    platform: name.min(1, 'is empty'),
    account: name,
    campaign_id: name,
    campaign: name,
    utm: z.object({ source: name, medium: name, campaign: name }).nullable(),
    from: day,
    to: day,
    currency,
    amount: minor,
    impressions: count,
    clicks: count,
    claimed_conversions: count,
    claimed_value: minor.nullable(),
  })
  .transform(
    ({
      campaign_id: campaignId,
      claimed_conversions: claimedConversions,
      claimed_value: claimedValue,
      ...same
    }): ImportedSpend => ({ ...same, campaignId, claimedConversions, claimedValue }),
  )

const rows = z.array(row).max(ROWS_A_STEP_MAX)
const site = { site: siteId }
const sum = z.object({ currency, amount: z.int().min(0) })

const check = z.object({ command: z.literal('import_check'), ...site, rows })

const begin = z.object({
  command: z.literal('import_begin'),
  ...site,
  id: uuid,
  kind: z.enum([...SPEND_KINDS, ...ORDER_KINDS, ...SALES_KINDS]),
  file: foreignText.max(500, 'has more than 500 characters'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256: 64 hexadecimal digits'),
  rows: z.int().min(1),
  from: day,
  to: day,
  spend: z.array(sum),
})

const addRows = z.object({ command: z.literal('import_rows'), ...site, id: uuid, rows })
const said = z.record(z.string(), z.unknown())

/** Orders of a file, in the words of `POST /v1/conversions`. */
const orders = z
  .array(
    z.object({
      conversion: said,
      refund: z.object({ amount: z.string(), ts: z.unknown() }).nullable(),
    }),
  )
  .max(SALES_A_STEP_MAX, `has more than ${SALES_A_STEP_MAX} orders: send several commands`)

/** Lines of a CRM's file, in the words of `POST /v1/conversions` and `/v1/identities`. */
const records = z
  .array(
    z.object({
      conversion: said.nullable(),
      identities: z.array(said).max(10),
      clicks: z.string().max(2000, 'has more than 2000 characters'),
    }),
  )
  .max(SALES_A_STEP_MAX, `has more than ${SALES_A_STEP_MAX} lines: send several commands`)

const checkRecords = z.object({ command: z.literal('records_check'), ...site, records })
const addRecords = z.object({ command: z.literal('import_records'), ...site, id: uuid, records })

const checkOrders = z.object({ command: z.literal('orders_check'), ...site, orders })
const addOrders = z.object({ command: z.literal('import_orders'), ...site, id: uuid, orders })

const apply = z.object({
  command: z.literal('import_apply'),
  ...site,
  id: uuid,
  /** Lines of the file that were left out. */
  refused: z.int().min(0).optional(),
})
const rollBack = z.object({
  command: z.literal('import_rollback'),
  ...site,
  id: z.string().min(1, 'is empty: "import list" shows the ids'),
})

const list = z.object({
  command: z.literal('import_list'),
  ...site,
  /** The one of this id alone. */
  id: z.string().optional(),
  before: z.int().min(1).optional(),
  limit: z.int().min(1).max(200).default(50),
})

/** What imports are made of, wherever the file is read (`ledger/importing.ts`). */
export const IMPORT_COMMANDS = [
  ...[check, begin, addRows, apply, rollBack, list],
  ...[checkOrders, addOrders, checkRecords, addRecords],
] as const
