import fc from 'fast-check'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'

const opened = new Set<SqliteSite>()

/** A site in memory holds megabytes that no collection of garbage knows of: a world's are closed when it has been tried. */
export function closedAfterwards(site: SqliteSite): SqliteSite {
  opened.add(site)
  return site
}

fc.installGlobalPlugin(
  fc.afterEach(() => {
    for (const site of opened) site.close()
    opened.clear()
  }),
)
