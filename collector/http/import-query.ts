import { z } from 'zod'
import { foreignText, siteId } from '../../shared/ids.ts'
import { currency } from '../../shared/wire/amounts.ts'
import { day } from '../../shared/wire/instants.ts'
import { pageSize } from '../../shared/wire/page-size.ts'
import type { FileOptions } from '../source/files/file.ts'
import { columnMap } from '../source/files/mapping.ts'
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
  kind: z.enum(['auto', 'rates', 'ecb_rates', ...SPEND_KINDS, ...SALES_KINDS]).default('auto'),
  /** Look, and store nothing. */
  dry_run: yesOrNo.default(false),
  /** Take the rest in when there are lines that can't be. */
  skip_refused: yesOrNo.default(false),
  /** How the file is called; of a form it is known. */
  file: foreignText.max(200, 'has more than 200 characters').default(''),
  from: day.optional(),
  to: day.optional(),
  currency: currency.optional(),
  decimal: z.enum([',', '.']).optional(),
  dates: z.enum(['DMY', 'MDY']).optional(),
  map: jsonText.pipe(columnMap).optional(),
  stages: jsonText.pipe(stageMap).optional(),
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
  /** Imports before this number: `next` of the page before. */
  before: z
    .string()
    .regex(/^\d{1,15}$/, 'is a whole number')
    .transform(Number)
    .optional(),
  limit: pageSize(200).default(50),
})
