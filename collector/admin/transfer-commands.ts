import { z } from 'zod'
import { foreignText, siteId } from '../../shared/ids.ts'
import { DERIVED_TABLES, TRANSFER_TABLES } from '../ledger/transfer.ts'

const ROWS_MAX = 10_000

const note = z.string().trim().max(200, 'has more than 200 characters').pipe(foreignText)

const siteClose = z.object({ command: z.literal('site_close'), site: siteId, note })
const siteReopen = z.object({ command: z.literal('site_reopen'), site: siteId })

const begin = z.object({
  command: z.literal('transfer_begin'),
  site: siteId,
  note,
  /** As `site_show` tells them of the source: what is there under the name must be the same site. */
  created_at: z.iso.datetime(),
  identify_secret: z.string().min(1),
})

const positions = z.object({ command: z.literal('transfer_positions'), site: siteId })

const place = z.array(z.union([z.string(), z.number()])).nullable()
const limit = z.int().min(1).max(ROWS_MAX)

const exportRows = z.object({
  command: z.literal('transfer_export'),
  site: siteId,
  table: z.enum(TRANSFER_TABLES),
  after: place,
  limit,
})

const derivedRows = z.object({
  command: z.literal('transfer_derived'),
  site: siteId,
  table: z.enum(DERIVED_TABLES),
  after: place,
  limit,
})

const importRows = z.object({
  command: z.literal('transfer_import'),
  site: siteId,
  page: z.object({
    schema: z.int(),
    table: z.enum(TRANSFER_TABLES),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))).max(ROWS_MAX),
    next: place,
  }),
})

const finish = z.object({
  command: z.literal('transfer_finish'),
  site: siteId,
  settings_version: z.int().min(1),
})

/** What a site's move from host to host is made of (`ledger/transfer.ts`). */
export const TRANSFER_COMMANDS = [
  siteClose,
  siteReopen,
  begin,
  positions,
  exportRows,
  derivedRows,
  importRows,
  finish,
] as const
