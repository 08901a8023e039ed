import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { siteId } from '../../../shared/ids.ts'
import { siteFile, sitesFolder } from './site-files.ts'

const registryFile = (folder: string): string => join(folder, 'registry.db')

/**
 * `registry.db`: the sites of a data folder. A file that was put into `sites/` (a backup brought
 * back, a site moved here) is a site from the next start on.
 */
export class Registry {
  readonly #db: Database.Database
  readonly #names: Set<string>

  /** Call it only as the owner of the folder. */
  constructor(folder: string, now: number) {
    mkdirSync(sitesFolder(folder), { recursive: true, mode: 0o700 })
    this.#db = new Database(registryFile(folder))
    this.#db.exec(
      'CREATE TABLE IF NOT EXISTS sites (name TEXT PRIMARY KEY, file TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT',
    )
    this.#names = new Set(namesIn(this.#db))
    for (const site of adoptable(folder)) if (!this.#names.has(site)) this.add(site, now)
  }

  has(site: string): boolean {
    return this.#names.has(site)
  }

  list(): string[] {
    return [...this.#names].sort()
  }

  add(site: string, createdAt: number): void {
    this.#db
      .prepare('INSERT INTO sites (name, file, created_at) VALUES (?, ?, ?)')
      .run(site, join('sites', `${site}.db`), createdAt)
    this.#names.add(site)
  }

  close(): void {
    this.#db.close()
  }
}

/** The sites of a folder that somebody else may own: reads, and creates nothing. */
export function listSites(folder: string): string[] {
  if (!existsSync(registryFile(folder))) return []
  const db = new Database(registryFile(folder), { readonly: true })
  try {
    return namesIn(db)
  } finally {
    db.close()
  }
}

const namesIn = (db: Database.Database): string[] =>
  db.prepare<[], string>('SELECT name FROM sites ORDER BY name').pluck().all()

/** Names of whole site files; what a crash left of a creation is swept away. */
function adoptable(folder: string): string[] {
  const names: string[] = []
  for (const entry of readdirSync(sitesFolder(folder))) {
    if (entry.includes('.db.new')) rmSync(join(sitesFolder(folder), entry))
    const name = entry.endsWith('.db') ? entry.slice(0, -'.db'.length) : ''
    if (siteId.safeParse(name).success && existsSync(siteFile(folder, name))) names.push(name)
  }
  return names
}
