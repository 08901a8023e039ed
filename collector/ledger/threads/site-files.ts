import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SqliteSite } from '../sqlite/site.ts'

export const sitesFolder = (folder: string): string => join(folder, 'sites')

/** The database of a site; `site` must be a valid site id, which no path can hide in. */
export const siteFile = (folder: string, site: string): string =>
  join(sitesFolder(folder), `${site}.db`)

/** Opens a site that the registry lists. */
export function openSiteFile(
  folder: string,
  site: string,
  options: { readOnly: boolean },
): SqliteSite {
  const file = siteFile(folder, site)
  if (!existsSync(file))
    throw new Error(`${file} is missing: bring it back from a backup, then start again`)
  return SqliteSite.open(file, options)
}
