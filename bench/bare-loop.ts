import Database from 'better-sqlite3'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { uuidBytes } from '../collector/ledger/sqlite/bytes.ts'
import { hits } from '../collector/ledger/sqlite/schema.ts'
import { TRAFFIC_AGE_MS, Traffic, type Visit } from './traffic.ts'

// What batches are held against: the same hits into one rowid table with the columns of ours, without
// a key and without an index, 500 a transaction, flushed to the disk at each commit. A process of its
// own: `fork` it with the file and the start of the bench (ms); each message is a number of batches.

const HITS_A_TRANSACTION = 500

type Row = (string | number | Uint8Array)[]

export interface LoopAnswer {
  hits: number
  seconds: number
  cpuSeconds: number
}

if (process.send) {
  const [, , file = '', benchStart] = process.argv
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  const insert = createTable(database, hits)
  const append = database.transaction((rows: readonly Row[]) => {
    for (const row of rows) insert.run(row)
  })
  const traffic = new Traffic('batches', Number(benchStart) - TRAFFIC_AGE_MS)
  let visitors = 0
  process.on('message', (batches: number) => {
    const rows: Row[] = []
    for (let n = 0; n < batches; n++) rows.push(...rowsOf(traffic.batch(), ++visitors, rows.length))
    process.send?.(timed(rows, append))
  })
}

function timed(rows: readonly Row[], append: (rows: readonly Row[]) => void): LoopAnswer {
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  for (let at = 0; at < rows.length; at += HITS_A_TRANSACTION)
    append(rows.slice(at, at + HITS_A_TRANSACTION))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  return { hits: rows.length, seconds, cpuSeconds: (user + system) / 1e6 }
}

/** The columns of a table of ours, seq aside: the rowid takes its place. */
function createTable(database: Database.Database, table: SQLiteTable): Database.Statement {
  const columns = getTableConfig(table).columns.filter(({ primary }) => !primary)
  const typed = columns.map((column) => `${column.name} ${column.getSQLType()} NOT NULL`)
  database.exec(`CREATE TABLE hits (${typed.join(', ')})`)
  const names = columns.map(({ name }) => name).join(', ')
  return database.prepare(
    `INSERT INTO hits (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
}

/** In the order of the schema's columns. */
function rowsOf({ visitor: _, events }: Visit, visitor: number, before: number): Row[] {
  const receivedAt = Date.now()
  return events.map(({ id, ts, name, url, referrer, title, props }, n) => {
    const text = JSON.stringify(props)
    const page = [ts, name, url, referrer, title, text === '{}' ? '' : text]
    const agent = ['', 'desktop', 'Chrome', 'Windows', 'granted', 'cookie']
    const prev = n === 0 ? 0 : before + n
    return [uuidBytes(id), visitor, prev, ...page, ...agent, 'tag', '', 1, receivedAt]
  })
}
