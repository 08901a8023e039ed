import { join } from 'node:path'

export const sitesFolder = (folder: string): string => join(folder, 'sites')

/** The database of a site; `site` must be a valid site id, which no path can hide in. */
export const siteFile = (folder: string, site: string): string =>
  join(sitesFolder(folder), `${site}.db`)
