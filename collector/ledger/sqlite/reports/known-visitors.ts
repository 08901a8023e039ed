import { uuidBytes } from '../bytes.ts'
import type { Sql } from '../sql.ts'

/** No visitor has it. */
const NOBODY_YET = -1

/** The small integers of visitors, for reports that make none. */
export class KnownVisitors {
  readonly #visitor

  constructor(sql: Sql) {
    this.#visitor = sql.prepare<{ id: number }>('SELECT id FROM visitors WHERE uuid = ?')
  }

  /** Of one that nobody has seen it is a number that none has. */
  numberOf(visitor: string | null): number | null {
    if (visitor === null) return null
    return this.#visitor.get(uuidBytes(visitor))?.id ?? NOBODY_YET
  }
}
