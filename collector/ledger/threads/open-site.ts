import { existsSync } from 'node:fs'
import type { OpenOptions } from '../sqlite/better-sqlite.ts'
import type { SqliteSite } from '../sqlite/site.ts'
import { openSiteFile } from '../sqlite/site-file.ts'
import { siteFile } from './site-files.ts'

/** Opens a site that the registry lists. @throws Error with the way out when its file is gone */
export function openSite(folder: string, site: string, options: OpenOptions): SqliteSite {
  const file = siteFile(folder, site)
  if (!existsSync(file))
    throw new Error(`${file} is missing: bring it back from a backup, then start again`)
  return openSiteFile(file, options)
}
