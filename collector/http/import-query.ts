import { z } from 'zod'
import { foreignText, siteId } from '../../shared/ids.ts'
import { currency } from '../../shared/wire/amounts.ts'
import { day } from '../../shared/wire/instants.ts'
import { pageSize } from '../../shared/wire/page-size.ts'
import type { FileOptions } from '../source/files/file.ts'
import { ORDER_KINDS } from '../source/files/sales/order-file.ts'
import { fileMap } from '../source/files/sales/order-map.ts'
import { SALES_KINDS, stageMap } from '../source/files/sales/sales-file.ts'
import { SPEND_KINDS } from '../source/files/spend.ts'

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true')

/** JSON in a parameter. */
const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' })
    return z.NEVER
  }
})

/** Query of `POST /v1/imports`: what the file itself may not say. */
export const importQuery = z.object({
  site: siteId.optional(),
  kind: z
    .enum(['auto', 'rates', 'ecb_rates', ...SPEND_KINDS, ...SALES_KINDS, ...ORDER_KINDS])
    .default('auto')
    .describe('What the file is; `auto` recognises it'),
  dry_run: yesOrNo.default(false).describe('Look, and store nothing'),
  skip_refused: yesOrNo
    .default(false)
    .describe("Take the rest in when there are lines that can't be"),
  file: foreignText
    .max(200, 'has more than 200 characters')
    .default('')
    .describe('How the file is called; of a form it is known'),
  from: day.optional().describe('First day of a file that has no days, or of orders'),
  to: day.optional().describe('Last day of a file that has no days, or of orders'),
  currency: currency.optional().describe('Of a file that names none'),
  decimal: z.enum([',', '.']).optional().describe('Decimal mark, where the file leaves it open'),
  dates: z
    .enum(['DMY', 'MDY'])
    .optional()
    .describe('Order of dates, where the file leaves it open'),
  map: jsonText
    .pipe(fileMap)
    .optional()
    .describe('JSON: which column is which, of a file that is not recognised'),
  stages: jsonText.pipe(stageMap).optional().describe('JSON: what the stages of deals are'),
})

export type ImportQuery = z.output<typeof importQuery>

/** As the reader of files wants them. */
export function fileOptions(query: ImportQuery): FileOptions {
  const { kind, from, to, currency: of, decimal, dates, map: columns, stages } = query
  return {
    kind: kind === 'rates' ? 'ecb_rates' : kind,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(of !== undefined && { currency: of }),
    ...(decimal !== undefined && { decimal }),
    ...(dates !== undefined && { dates }),
    ...(columns !== undefined && { map: columns }),
    ...(stages !== undefined && { stages }),
  }
}

/** Query of `GET /v1/imports`. */
export const importsQuery = z.object({
  site: siteId.optional(),
  before: z
    .string()
    .regex(/^\d{1,15}$/, 'is a whole number')
    .transform(Number)
    .optional()
    .describe('Imports before this number: `next` of the page before'),
  limit: pageSize(200).default(50),
})
