import { z } from 'zod'
import { siteId } from '../ids.ts'
import { day } from './instants.ts'

/** What goes over HTTP; files of Parquet are written by `pathworth export`. */
export const EXPORT_FORMATS = ['ndjson', 'csv'] as const

const seq = z
  .string()
  .regex(/^\d{1,15}$/, 'is no number of a fact: send "pathworth-next" of the export before, or 0')
  .transform(Number)

/** Query of `GET /v1/export`. @param tables those that there are */
export const exportQuery = <Table extends string>(tables: readonly Table[]) =>
  z
    .object({
      site: siteId.optional(),
      table: z.enum(tables, `is one of ${tables.join(', ')}`).describe('Of facts or of figures'),
      format: z
        .enum(EXPORT_FORMATS, 'is ndjson or csv; "pathworth export" writes parquet')
        .default('ndjson')
        .describe('One JSON object a line, or a spreadsheet'),
      from: day.optional().describe('First local day of rows; from the beginning without it'),
      to: day.optional().describe('Last local day of rows; to the end without it'),
      since: seq
        .optional()
        .describe('Facts with a number above this one: `pathworth-next` of the export before'),
      line: z
        .string()
        .max(200, 'is not what "pathworth-line" of an export said')
        .optional()
        .describe('`pathworth-line` of the export that `since` is of'),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      path: ['from'],
      message: 'is after "to"',
    })
