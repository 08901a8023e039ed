import type { Sql } from './sql.ts'

/** What a site keeps under a name: the rows of `site`. */
export class SiteValues {
  readonly #all
  readonly #get
  readonly #set
  readonly #remove

  constructor(sql: Sql) {
    this.#all = sql.prepare<{ name: string; value: string }>('SELECT name, value FROM site')
    this.#get = sql.prepare<{ value: string }>('SELECT value FROM site WHERE name = ?')
    this.#set = sql.prepare(
      `INSERT INTO site (name, value) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    )
    this.#remove = sql.prepare('DELETE FROM site WHERE name = ?')
  }

  all(): Map<string, string> {
    return new Map(this.#all.all().map(({ name, value }) => [name, value]))
  }

  get(name: string): string | undefined {
    return this.#get.get(name)?.value
  }

  set(name: string, value: string): void {
    this.#set.run(name, value)
  }

  remove(name: string): void {
    this.#remove.run(name)
  }
}
