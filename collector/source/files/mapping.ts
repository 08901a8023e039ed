import { z } from 'zod'

const column = z.string().min(1).max(500)

/**
 * Which columns of a CSV to read, by the names that stand in its header, as JSON:
 * `{"platform":"my_dsp","day":"Date","campaign":"Campaign name","cost":"Spend","currency":"Currency"}`.
 * `platform` is the name that the spend is kept under; all others are columns.
 */
export const columnMap = z.strictObject({
  platform: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'is a name of small letters, digits, "_" and "-"'),
  cost: column,
  day: column.optional(),
  from: column.optional(),
  to: column.optional(),
  account: column.optional(),
  campaign_id: column.optional(),
  campaign: column.optional(),
  source: column.optional(),
  medium: column.optional(),
  utm_campaign: column.optional(),
  currency: column.optional(),
  impressions: column.optional(),
  clicks: column.optional(),
  conversions: column.optional(),
  value: column.optional(),
})

export type ColumnMap = z.output<typeof columnMap>
