import type { DurableObjectStorage, SqlStorage, SqlStorageValue } from '@cloudflare/workers-types'
import { drizzle } from 'drizzle-orm/durable-sqlite'
import { migrate } from 'drizzle-orm/durable-sqlite/migrator'
import type { OpenDatabase, Sql, SqlValue, Statement } from '../sqlite/sql.ts'
import { migrations } from './migrations.ts'

/** Opens the database of a Durable Object, and migrates it to the newest schema. */
export async function openDurableDatabase(storage: DurableObjectStorage): Promise<OpenDatabase> {
  const queries = drizzle(storage)
  await migrate(queries, migrations)
  return { sql: sqlOf(storage), queries, close: () => {} }
}

/** Whether there is a site here: an object that was only called has no tables, and a failed making no rows. */
export function holdsSite({ sql }: DurableObjectStorage): boolean {
  const has = (text: string) => sql.exec(text).toArray().length > 0
  return has(`SELECT 1 FROM sqlite_schema WHERE name = 'site'`) && has('SELECT 1 FROM site LIMIT 1')
}

/**
 * The SQL API of a Durable Object as the ledger's `Sql`. It keeps prepared statements by their text
 * itself, gives BLOBs as `ArrayBuffer`, and counts entries of indexes among the rows written.
 */
export function sqlOf(storage: DurableObjectStorage): Sql {
  const { sql } = storage
  return {
    prepare: <Row>(text: string) => statementOf<Row>(sql, text),
    transaction: (work) => storage.transactionSync(work),
  }
}

type StoredRow = Record<string, SqlStorageValue>

function statementOf<Row>(sql: SqlStorage, text: string): Statement<Row> {
  const rows = (values: SqlValue[]) => withBytes(sql.exec<StoredRow>(text, ...values).toArray())
  return {
    get: (...values) => rows(values)[0] as Row | undefined,
    all: (...values) => rows(values) as Row[],
    run: (...values) => sql.exec(text, ...values).rowsWritten,
  }
}

/** In place: rows are fresh. The columns that hold bytes in the first row are those of all. */
function withBytes(rows: StoredRow[]): Record<string, SqlValue>[] {
  const values = rows as Record<string, SqlValue | ArrayBuffer>[]
  const columns = Object.keys(rows[0] ?? {})
  for (const name of columns) {
    for (const row of values) {
      const value = row[name]
      if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value)
      else if (value !== null) break
    }
  }
  return values as Record<string, SqlValue>[]
}
