import { DurableObject } from 'cloudflare:workers'
import type { DurableObjectState, SqlStorageValue } from '@cloudflare/workers-types'
import type { Snapshot } from '../snapshots.ts'

const TABLES = [
  'CREATE TABLE IF NOT EXISTS sites (name TEXT PRIMARY KEY) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS snapshots (
     site TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (site, id)
   ) WITHOUT ROWID`,
]

/** A snapshot, and the platform's name for that moment of the object. */
export interface BookmarkedSnapshot extends Snapshot {
  bookmark: string
}

/**
 * The sites that there are, asked once for each name by each Worker, and the bookmarks of their
 * snapshots: one object for all.
 */
export class RegistryObject extends DurableObject<object> {
  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env)
    for (const table of TABLES) ctx.storage.sql.exec(table)
  }

  async has(site: string): Promise<boolean> {
    return this.#rows('SELECT name FROM sites WHERE name = ?', site).length > 0
  }

  async list(): Promise<string[]> {
    return this.#rows<{ name: string }>('SELECT name FROM sites ORDER BY name').map(
      ({ name }) => name,
    )
  }

  async add(site: string): Promise<void> {
    this.#rows('INSERT OR IGNORE INTO sites (name) VALUES (?)', site)
  }

  /** Oldest first: ids are time-ordered. */
  async snapshots(site: string): Promise<BookmarkedSnapshot[]> {
    return this.#rows<{ json: string }>(
      'SELECT json FROM snapshots WHERE site = ? ORDER BY id',
      site,
    ).map(({ json }) => JSON.parse(json))
  }

  /** Again under the same id replaces. */
  async keepSnapshot(snapshot: BookmarkedSnapshot): Promise<void> {
    const { site, id } = snapshot
    const text = JSON.stringify(snapshot)
    this.#rows('INSERT OR REPLACE INTO snapshots (site, id, json) VALUES (?, ?, ?)', site, id, text)
  }

  #rows<Row extends Record<string, SqlStorageValue>>(text: string, ...values: string[]): Row[] {
    return this.ctx.storage.sql.exec<Row>(text, ...values).toArray()
  }
}

export type RegistryOperations = Omit<RegistryObject, 'ctx' | 'env'>
