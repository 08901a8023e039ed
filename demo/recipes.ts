import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { DemoOptions } from './records.ts'

/** Goes up whenever the same options would give other data, or bring them another way. */
const VERSION = 2

const recipe = z.object({
  version: z.number(),
  seed: z.number(),
  visitors: z.number(),
  days: z.number(),
  untilDay: z.number(),
})
const recipes = z.record(z.string(), recipe)

const fileIn = (folder: string): string => join(folder, 'demo.json')

/**
 * What a site of the demo was filled with; kept beside the databases. A second run must load the very
 * same data, also on a later day, or what it adds would stand beside the first. undefined for a site
 * that this version of the demo did not fill.
 */
export function readRecipe(folder: string, site: string): DemoOptions | undefined {
  const { version, ...options } = readAll(folder)[site] ?? {}
  return version === VERSION ? recipe.omit({ version: true }).parse(options) : undefined
}

export function rememberRecipe(folder: string, site: string, options: DemoOptions): void {
  const all = { ...readAll(folder), [site]: { version: VERSION, ...options } }
  writeFileSync(fileIn(folder), `${JSON.stringify(all, null, 2)}\n`)
}

function readAll(folder: string): Readonly<Record<string, z.output<typeof recipe>>> {
  if (!existsSync(fileIn(folder))) return {}
  return recipes.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')))
}
