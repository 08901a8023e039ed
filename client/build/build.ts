import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'
import { wireDeclarations } from './declarations.ts'

const HERE = fileURLToPath(new URL('./', import.meta.url))
const CLIENT = join(HERE, '../')
const ROOT = join(HERE, '../../')

/** The client as one file, which imports nothing. */
export function bundle(): string {
  const built = buildSync({
    entryPoints: [`${CLIENT}src/index.ts`],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    tsconfigRaw: {},
  })
  return built.outputFiles[0]?.text ?? ''
}

/** Declarations of the client's files; those of the wire are written out. */
function declare(folder: string): void {
  const made = mkdtempSync(join(tmpdir(), 'pathworth-client-'))
  const compiler = `${ROOT}node_modules/typescript/bin/tsc`
  const project = ['-p', `${CLIENT}build/tsconfig.json`, '--outDir', made]
  execFileSync(process.execPath, [compiler, ...project], { stdio: 'inherit' })
  const from = join(made, 'client/src')
  for (const file of readdirSync(from)) {
    const text = readFileSync(join(from, file), 'utf8')
    writeFileSync(folder + file, text.replaceAll(/(from '\.\/\w+)\.ts'/g, "$1.js'"))
  }
  writeFileSync(`${folder}wire.d.ts`, wireDeclarations())
  rmSync(made, { recursive: true })
}

/** Makes what is published in `folder`. */
export function build(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  declare(folder)
  writeFileSync(`${folder}index.js`, bundle())
  copyFileSync(`${ROOT}LICENSE`, `${folder}LICENSE`)
}

if (import.meta.main) {
  build(`${CLIENT}dist/`)
  if (!process.argv.includes('--quiet'))
    console.log(`client ${gzipSync(bundle(), { level: 9 }).length} bytes gzip -9`)
}
