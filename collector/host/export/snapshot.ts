import type { AnswerTo, KeyRecord, Ledger, ReportQuery, SiteState } from '../../ledger/ledger.ts'
import { openDatabase } from '../../ledger/sqlite/better-sqlite.ts'
import { SqliteSite } from '../../ledger/sqlite/site.ts'

const CACHE_KIB = 16_384

/** A site's file as it is at one moment, whatever is written beside: one transaction that only reads. */
export class FileSnapshot implements Ledger {
  readonly #site: SqliteSite

  readonly #keys: KeyRecord[]

  /**
   * @param keys that are good for who asks it, and no others
   * @throws Error when there is no such file, or no site in it
   */
  constructor(file: string, keys: KeyRecord[] = []) {
    this.#keys = keys
    const database = openDatabase(file, { readOnly: true })
    // Each row is read once: pages that were read are of no use any more.
    database.sql.prepare(`PRAGMA cache_size = -${CACHE_KIB}`).run()
    database.sql.prepare('BEGIN').run()
    this.#site = SqliteSite.open(database, { readOnly: true })
  }

  async report<Query extends ReportQuery>(query: Query): Promise<AnswerTo<Query>> {
    return this.#site.report(query)
  }

  async state(): Promise<SiteState> {
    return { ...this.#site.state(), keys: this.#keys }
  }

  scan: Ledger['scan'] = async (query) => this.#site.scan(query)
  positions: Ledger['positions'] = async () => this.#site.positions()
  exportRows: Ledger['exportRows'] = async (query) => this.#site.exportRows(query)
  derivedRows: Ledger['derivedRows'] = async (query) => this.#site.derivedRows(query)
  proof: Ledger['proof'] = async () => this.#site.proof()
  append = refuse
  settle = refuse
  change = refuse
  importRows = refuse
  finishMove = refuse
  startProof = refuse
  startFit = refuse

  close(): void {
    this.#site.close()
  }
}

async function refuse(): Promise<never> {
  throw new Error('this command only reads')
}
