import Database from 'better-sqlite3'
import { type Snapshot, SnapshotError } from '../snapshots.ts'
import { openDatabase } from '../sqlite/better-sqlite.ts'

/** What a snapshot says of itself. */
export type Label = Omit<Snapshot, 'bytes'>

const TABLE = 'snapshot_label'

/** Writes the label into a copy, and leaves one file that can be read without others beside it. */
export function writeLabel(file: string, label: Label): void {
  change(file, (db) => {
    db.pragma('journal_mode = DELETE')
    db.exec(`DROP TABLE IF EXISTS ${TABLE}; CREATE TABLE ${TABLE} (json TEXT NOT NULL) STRICT`)
    db.prepare(`INSERT INTO ${TABLE} (json) VALUES (?)`).run(JSON.stringify(label))
  })
}

/** What stands on the label; a file without one that can be read says so in its note. */
export function labelIn(file: string, site: string, id: string): Label {
  try {
    const json = read(file, (db) =>
      db.prepare<[], string>(`SELECT json FROM ${TABLE}`).pluck().get(),
    )
    return JSON.parse(json ?? '') as Label
  } catch (error) {
    const createdAt = timeOf(id)
    return { id, site, createdAt, note: `can't be read: ${messageOf(error)}`, facts: {} }
  }
}

export const unlabel = (file: string): void =>
  change(file, (db) => db.exec(`DROP TABLE IF EXISTS ${TABLE}`))

/** What SQLite finds wrong with a database; undefined when it is whole. */
export function damageOf(file: string): string | undefined {
  try {
    const found = read(file, (db) => db.pragma('quick_check(1)', { simple: true }))
    return found === 'ok' ? undefined : String(found)
  } catch (error) {
    return messageOf(error)
  }
}

/** @throws SnapshotError when a file can't become the site of this name */
export function checkSnapshot(file: string, site: string): void {
  const damage = damageOf(file)
  const held = damage === undefined ? siteIn(file) : undefined
  if (held === undefined)
    throw refusal(file, `is damaged (${damage ?? 'no site is in it'}): restore another one`)
  if (held !== site) throw refusal(file, `holds the site "${held}", not "${site}"`)
  if (newestMigration(file) > newestKnownMigration())
    throw refusal(file, 'was made by a newer version of Pathworth: update this one first')
}

const refusal = (file: string, reason: string): SnapshotError =>
  new SnapshotError(`${file} ${reason}. Nothing was changed.`)

function siteIn(file: string): string | undefined {
  try {
    return read(file, (db) =>
      db.prepare<[], string>("SELECT value FROM site WHERE name = 'site'").pluck().get(),
    )
  } catch {
    return undefined
  }
}

const NEWEST_MIGRATION = 'SELECT max(created_at) AS at FROM __drizzle_migrations'

const newestMigration = (file: string): number =>
  read(file, (db) => db.prepare<[], number>(NEWEST_MIGRATION).pluck().get()) ?? 0

/** As a new database has it. */
function newestKnownMigration(): number {
  const { sql, close } = openDatabase(':memory:', { readOnly: false })
  try {
    return Number(sql.prepare<{ at: number }>(NEWEST_MIGRATION).get()?.at)
  } finally {
    close()
  }
}

function read<Value>(file: string, work: (db: Database.Database) => Value): Value {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    return work(db)
  } finally {
    db.close()
  }
}

function change(file: string, work: (db: Database.Database) => unknown): void {
  const db = new Database(file, { fileMustExist: true })
  try {
    work(db)
  } finally {
    db.close()
  }
}

/** Of an id that has the right pattern. */
function timeOf(id: string): number {
  const iso = id.replace(
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z.*$/,
    '$1-$2-$3T$4:$5:$6.$7Z',
  )
  return Date.parse(iso)
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
