import type { FileOptions } from '../../../collector/source/files/file.ts'
import { readFile } from '../../../collector/source/files/read-file.ts'
import type { ReadSpend } from '../../../collector/source/files/spend.ts'
import { formatAmount } from '../../../shared/money.ts'

export type Options = Partial<FileOptions>

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Reads a file of spend that is given as text, or as bytes. */
export async function readSpend(
  file: string | Uint8Array,
  options: Options = {},
): Promise<ReadSpend> {
  const chunks = [typeof file === 'string' ? bytesOf(file) : file]
  const read = await readFile(chunks, { kind: 'auto', ...options })
  if (read.family !== 'spend') throw new Error(`the file is of ${read.family}`)
  return read
}

/** Each row as `day campaign amount currency`. */
export const rowsIn = ({ rows }: ReadSpend): string[] =>
  rows.map(({ from, to, campaign, campaignId, amount, currency }) => {
    const days = from === to ? String(from) : `${from}-${to}`
    return `${days} ${campaign || campaignId} ${formatAmount(amount, currency)} ${currency}`
  })

/** What all rows add up to, as a decimal; rows of one currency. */
export function totalOf({ rows }: ReadSpend): string {
  const [currency = 'EUR', ...others] = new Set(rows.map((row) => row.currency))
  if (others.length > 0) throw new Error('there are several currencies')
  return formatAmount(
    rows.reduce((sum, { amount }) => sum + amount, 0),
    currency,
  )
}

/** What can't be read, as `line: reason`. */
export const refusedIn = ({ refused }: ReadSpend): string[] =>
  refused.map(({ line, reason }) => `${line}: ${reason}`)
