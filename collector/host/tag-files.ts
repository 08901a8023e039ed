import { readFileSync } from 'node:fs'
import type { TagTexts } from '../http/services.ts'

/** The builds of the tag. @throws Error with the way out when they were not built */
export function readTag(): TagTexts {
  return {
    'p.js': built('p.js'),
    'p.shop.js': built('p.shop.js'),
    'p.mjs': built('p.mjs'),
    'p.core.js': built('p.core.js'),
  }
}

function built(name: string): string {
  const file = new URL(`../../dist/${name}`, import.meta.url)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Error(`dist/${name} is missing: run "npm run build" first, or start with "npm start"`)
  }
}
