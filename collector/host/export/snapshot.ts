import type { Exporter } from '../../ledger/exporting.ts'
import { openDatabase } from '../../ledger/sqlite/better-sqlite.ts'
import { report } from '../../ledger/sqlite/reports/report.ts'

/** A site's file as it is at one moment, whatever is written beside: one transaction that only reads. */
export class FileSnapshot implements Exporter {
  readonly #database: ReturnType<typeof openDatabase>

  constructor(file: string) {
    this.#database = openDatabase(file, { readOnly: true })
    this.#database.sql.prepare('BEGIN').run()
  }

  report: Exporter['report'] = async (query) => report(this.#database, query)

  close(): void {
    this.#database.close()
  }
}
