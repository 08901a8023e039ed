import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import type { OpenDatabase, Sql, SqlValue, Statement } from './sql.ts'

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))

export interface OpenOptions {
  readOnly: boolean
  /**
   * Each commit is on the disk when it returns, unless this is true: then whoever acknowledges one
   * must wait for a flush of the log that began after it.
   */
  flushedApart?: boolean
}

/**
 * Opens a site's file; ':memory:' works too. A writer migrates it to the newest schema.
 * synchronous=FULL is what makes "acknowledged means stored" true when the power fails.
 */
export function openDatabase(
  file: string,
  { readOnly, flushedApart = false }: OpenOptions,
): OpenDatabase {
  const database = new Database(file, { readonly: readOnly, fileMustExist: readOnly })
  database.pragma('busy_timeout = 5000')
  database.pragma('cache_size = -65536')
  database.pragma('temp_store = MEMORY')
  if (!readOnly) {
    database.pragma('journal_mode = WAL')
    database.pragma(`synchronous = ${flushedApart ? 'NORMAL' : 'FULL'}`)
    // A larger log is written back less often: random pages of many visitors meet in it.
    database.pragma('wal_autocheckpoint = 20000')
    // What is overwritten or deleted leaves no trace in pages: persons are erased.
    database.pragma('secure_delete = ON')
  }
  const queries = drizzle(database)
  if (!readOnly) migrate(queries, { migrationsFolder })
  return { sql: sqlOf(database), queries, close: () => database.close() }
}

/** Better-sqlite3 as the ledger's `Sql`. */
export function sqlOf(database: Database.Database): Sql {
  // Made once: a function of `transaction` is dear to make and cheap to call.
  const { immediate } = database.transaction((work: () => unknown) => work())
  return {
    prepare<Row>(text: string): Statement<Row> {
      const statement = database.prepare<SqlValue[], Row>(text)
      return {
        get: (...values) => statement.get(...values),
        all: (...values) => statement.all(...values),
        run: (...values) => statement.run(...values).changes,
      }
    },
    transaction<Result>(work: () => Result): Result {
      return immediate(work) as Result
    },
  }
}
