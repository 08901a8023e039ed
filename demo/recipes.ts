import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { DemoOptions } from './records.ts'

const recipe = z.object({
  seed: z.number(),
  visitors: z.number(),
  days: z.number(),
  untilDay: z.number(),
})
const recipes = z.record(z.string(), recipe)

const fileIn = (folder: string): string => join(folder, 'demo.json')

/**
 * What the demo's sites were filled with, by site; kept beside the databases. A second run must load
 * the very same data, also on a later day, or what it adds would stand beside the first.
 */
export function readRecipes(folder: string): Readonly<Record<string, DemoOptions>> {
  if (!existsSync(fileIn(folder))) return {}
  return recipes.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')))
}

export function rememberRecipe(folder: string, site: string, options: DemoOptions): void {
  const all = { ...readRecipes(folder), [site]: options }
  writeFileSync(fileIn(folder), `${JSON.stringify(all, null, 2)}\n`)
}
