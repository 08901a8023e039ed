import type { SiteState } from '../ledger.ts'
import { type OpenOptions, openDatabase } from './better-sqlite.ts'
import { SqliteSite } from './site.ts'

/** Creates the file of a new site; ':memory:' works too. @throws Error when it holds a site already */
export function createSiteFile(file: string, state: SiteState): SqliteSite {
  return SqliteSite.create(openDatabase(file, { readOnly: false }), state)
}

/** @throws Error when there is no such file, or no site in it */
export function openSiteFile(file: string, options: OpenOptions): SqliteSite {
  return SqliteSite.open(openDatabase(file, options), options)
}
