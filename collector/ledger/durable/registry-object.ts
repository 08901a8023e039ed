import { DurableObject } from 'cloudflare:workers'

/** The sites that there are: one object for all, asked once for each name by each Worker. */
export class RegistryObject extends DurableObject<object> {
  async has(site: string): Promise<boolean> {
    return this.#exists() && this.#rows('SELECT name FROM sites WHERE name = ?', site).length > 0
  }

  async list(): Promise<string[]> {
    if (!this.#exists()) return []
    return this.#rows('SELECT name FROM sites ORDER BY name').map(({ name }) => name)
  }

  async add(site: string): Promise<void> {
    const { sql } = this.ctx.storage
    sql.exec('CREATE TABLE IF NOT EXISTS sites (name TEXT PRIMARY KEY) WITHOUT ROWID')
    sql.exec('INSERT OR IGNORE INTO sites (name) VALUES (?)', site)
  }

  #exists(): boolean {
    return this.#rows(`SELECT name FROM sqlite_schema WHERE name = 'sites'`).length > 0
  }

  #rows(text: string, ...values: string[]): { name: string }[] {
    return this.ctx.storage.sql.exec<{ name: string }>(text, ...values).toArray()
  }
}

export type RegistryOperations = Pick<RegistryObject, 'has' | 'list' | 'add'>
