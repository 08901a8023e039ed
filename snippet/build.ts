import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'

/**
 * The tag's files: all that every site needs, the same without dataLayer, cross-domain links and forms,
 * the same with Shopify's cart and Stripe's payment links, and that as an ES module.
 */
export const builds = {
  'p.js': 'main.ts',
  'p.core.js': 'core.ts',
  'p.shop.js': 'shop.ts',
  'p.mjs': 'module.ts',
} as const

export type TagFile = keyof typeof builds

/** The text of one of the tag's files, as it is served. */
export function buildTag(file: TagFile): string {
  const built = buildSync({
    entryPoints: [fileURLToPath(new URL(builds[file], import.meta.url))],
    bundle: true,
    write: false,
    format: file.endsWith('.mjs') ? 'esm' : 'iife',
    target: 'es2020',
    minify: true,
    // Names that end in _ are the tag's own, and nobody outside reads them.
    mangleProps: /_$/,
    // Without this a "use strict" of our tsconfig's would cost bytes.
    tsconfigRaw: {},
  })
  return built.outputFiles[0]?.text ?? ''
}

function main(isQuiet: boolean): void {
  const folder = fileURLToPath(new URL('../dist/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  for (const file of Object.keys(builds) as TagFile[]) {
    const text = buildTag(file)
    writeFileSync(folder + file, text)
    if (!isQuiet) console.log(`${file} ${gzipSync(text, { level: 9 }).length} bytes gzip -9`)
  }
  // Where TypeScript looks for the types of p.mjs.
  copyFileSync(new URL('p.d.mts', import.meta.url), `${folder}p.d.mts`)
}

if (import.meta.main) main(process.argv.includes('--quiet'))
