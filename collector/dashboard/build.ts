import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'
import { pageOf } from './page.ts'

/** The dashboard as it is served. */
export interface BuiltDashboard {
  page: string
  /** Scripts and the style sheet by name; a name changes with its text. */
  files: Readonly<Record<string, string>>
  /** What the first view loads, of `files`. */
  first: readonly string[]
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** One file for the first view, and one for each page and for charts. */
export function buildDashboard(): BuiltDashboard {
  const { outputFiles, metafile } = buildSync({
    entryPoints: { app: path('main.tsx'), style: path('style/index.css') },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    outdir: '/',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    tsconfigRaw: {},
  })
  const files = Object.fromEntries(outputFiles.map((file) => [basename(file.path), file.text]))
  const startOf = (kind: string): string =>
    Object.keys(files).find((name) => name.startsWith(kind)) ?? ''
  const [script, style] = [startOf('app-'), startOf('style-')]
  return { page: pageOf({ script, style }), files, first: [style, ...importedBy(script, metafile)] }
}

interface Outputs {
  outputs: Record<string, { imports: { path: string; kind: string }[] }>
}

/** A script and all that it imports at once; what it imports later is left out. */
function importedBy(script: string, { outputs }: Outputs): string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    const at = Object.keys(outputs).find((one) => basename(one) === name) ?? ''
    for (const { path: imported, kind } of outputs[at]?.imports ?? [])
      if (kind === 'import-statement') visit(basename(imported))
  }
  visit(script)
  return [...found]
}

const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length

/** Collectors that start meanwhile find a whole build: only what has changed is written, the page last. */
function write(folder: string, { page, files }: BuiltDashboard): void {
  const texts = { ...files, 'index.html': page }
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(texts))
    if (!existsSync(folder + name) || readFileSync(folder + name, 'utf8') !== text)
      writeFileSync(folder + name, text)
  for (const name of readdirSync(folder)) if (!(name in texts)) rmSync(folder + name)
}

function main(isQuiet: boolean): void {
  const built = buildDashboard()
  write(fileURLToPath(new URL('../../dist/dashboard/', import.meta.url)), built)
  if (isQuiet) return
  for (const [name, text] of Object.entries(built.files)) {
    const when = built.first.includes(name) ? ', first view' : ''
    console.log(`${name} ${gzipped(text)} bytes gzip -9${when}`)
  }
}

if (import.meta.main) main(process.argv.includes('--quiet'))
