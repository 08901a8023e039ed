import { z } from 'zod'
import { siteId } from '../ids.ts'

const SITES_MAX = 20

/** A list of two sites or more, each once; the first one's currency is the report's. */
export const siteList = z.string().transform((text, context) => {
  const sites = text.split(',').map((name) => name.trim())
  const issue = (message: string) => context.addIssue({ code: 'custom', message })
  const wrong = sites.find((name) => !siteId.safeParse(name).success)
  if (wrong !== undefined) issue(`has "${wrong}", which is no name of a site`)
  else if (new Set(sites).size < sites.length) issue('has a site twice')
  else if (sites.length < 2) issue('has one site: its key names it, so leave the parameter out')
  else if (sites.length > SITES_MAX) issue(`has more than ${SITES_MAX} sites`)
  return sites
})
