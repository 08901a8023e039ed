import { open, rename, rm } from 'node:fs/promises'
import type { ExportTable, Row } from '../../export/tables.ts'
import { csvOf, ndjsonOf } from '../../export/text.ts'
import { ParquetFile } from './parquet-file.ts'

export const FILE_FORMATS = ['ndjson', 'csv', 'parquet'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

/** Takes rows as they come; whole once it is closed. */
export interface RowsFile {
  write(rows: readonly Row[]): Promise<void>
  close(): Promise<void>
}

export interface Written {
  rows: number
  bytes: number
}

/** It may hold customers and hashes of their addresses, whatever the umask of who exports. */
const FOR_ITS_OWNER = 0o600

/**
 * Writes rows to a file, which is there once all of it is: until then it has `.part` behind its name. What
 * was there under the name is replaced.
 */
export async function writeRows(
  to: string,
  { table, format }: { table: ExportTable; format: FileFormat },
  pages: AsyncIterable<readonly Row[]>,
): Promise<Written> {
  return replaceFile(to, async (part) => {
    const file = await fileOf(part, table, format)
    let rows = 0
    try {
      for await (const page of pages) {
        await file.write(page)
        rows += page.length
      }
    } finally {
      await file.close()
    }
    return rows
  })
}

/** @param write writes the file of another name, and says how many rows there are */
export async function replaceFile(
  to: string,
  write: (part: string) => Promise<number>,
): Promise<Written> {
  const part = `${to}.part`
  try {
    await (await open(part, 'w', FOR_ITS_OWNER)).close()
    const rows = await write(part)
    const handle = await open(part, 'r+')
    try {
      await handle.sync()
      const { size } = await handle.stat()
      await rename(part, to)
      return { rows, bytes: size }
    } finally {
      await handle.close()
    }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

const fileOf = (path: string, table: ExportTable, format: FileFormat): Promise<RowsFile> =>
  format === 'parquet' ? ParquetFile.begin(path, table) : textFile(path, table, format)

async function textFile(
  path: string,
  table: ExportTable,
  format: 'ndjson' | 'csv',
): Promise<RowsFile> {
  const { head, lines } = (format === 'csv' ? csvOf : ndjsonOf)(table)
  const handle = await open(path, 'a')
  await handle.appendFile(head)
  return {
    write: (rows) => handle.appendFile(lines(rows)),
    close: () => handle.close(),
  }
}
