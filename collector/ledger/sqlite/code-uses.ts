import type { Sql } from './sql.ts'

/** Which codes orders carry, those that nobody has registered too, so that a later one finds them. */
export class CodeUses {
  readonly #of
  readonly #add
  readonly #remove

  constructor(sql: Sql) {
    this.#of = sql.prepare<{ code: string }>(
      'SELECT code FROM code_uses WHERE generation = ? AND conversion = ? ORDER BY code',
    )
    this.#add = sql.prepare('INSERT INTO code_uses (generation, conversion, code) VALUES (?, ?, ?)')
    this.#remove = sql.prepare('DELETE FROM code_uses WHERE generation = ? AND conversion = ?')
  }

  /** Puts the codes of a conversion in the place of those before; most have none. */
  put(generation: number, conversion: number, codes: readonly string[]): void {
    const before = this.#of.all(generation, conversion).map(({ code }) => code)
    if (before.length === codes.length && codes.every((code) => before.includes(code))) return
    this.#remove.run(generation, conversion)
    for (const code of codes) this.#add.run(generation, conversion, code)
  }
}
