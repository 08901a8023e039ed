import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build, bundle } from '../../client/build/build.ts'
import { ANSWERED, SENT } from '../../client/build/schemas.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const GZIP_BYTES_MAX = 2_200

const manifestOf = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

/** What npm would publish, and somebody's project that has it installed, and no zod. */
let packed: string
let project: string

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-client-'))
  packed = join(folder, 'client')
  mkdirSync(packed)
  for (const file of ['package.json', 'README.md'])
    cpSync(`${ROOT}client/${file}`, join(packed, file))
  build(`${packed}/dist/`)
  project = join(folder, 'project')
  cpSync(packed, join(project, 'node_modules/pathworth-client'), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
})

afterAll(() => rmSync(join(packed, '..'), { recursive: true, force: true }))

/** What a strict compiler says of a program of the project, or of one that looks into ours. */
function complaints(text: string): string {
  writeFileSync(join(project, 'program.ts'), text)
  const compilerOptions = {
    ...{ strict: true, noEmit: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
    ...{ target: 'es2024', module: 'nodenext', lib: ['es2024', 'dom'], types: [] },
    allowImportingTsExtensions: true,
  }
  const config = { compilerOptions, files: ['program.ts'] }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  try {
    const compiler = `${ROOT}node_modules/typescript/bin/tsc`
    execFileSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' })
    return ''
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
  }
}

describe('the package', () => {
  test('holds what is imported, its declarations, and words for people', () => {
    const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      ...{ cwd: packed, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    })
    const [pack] = Object.values(JSON.parse(told)) as { name: string; files: { path: string }[] }[]
    expect(pack?.files.map(({ path }) => path).toSorted()).toEqual([
      'README.md',
      'dist/LICENSE',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/pathworth.d.ts',
      'dist/problem.d.ts',
      'dist/query.d.ts',
      'dist/send.d.ts',
      'dist/wire.d.ts',
      'package.json',
    ])
  })

  test('is of the version of the collector, and needs nothing', () => {
    const { version, dependencies, peerDependencies } = manifestOf(`${ROOT}client/package.json`)
    expect(version).toBe(manifestOf(`${ROOT}package.json`).version)
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined])
  })

  test('is imported by its name', () => {
    writeFileSync(
      join(project, 'program.js'),
      "import { Pathworth, PathworthProblem } from 'pathworth-client'\nconsole.log(typeof Pathworth, typeof PathworthProblem)",
    )
    const told = execFileSync(process.execPath, ['program.js'], { cwd: project, encoding: 'utf8' })
    expect(told).toBe('function function\n')
  })

  test(`is one file of at most ${GZIP_BYTES_MAX} bytes, as its README says`, () => {
    const text = bundle()
    expect(text).not.toMatch(/\bfrom\s*["']|\bimport\s*["'(]["']|\brequire\(/)
    const bytes = gzipSync(text, { level: 9 }).length
    expect(bytes).toBeLessThanOrEqual(GZIP_BYTES_MAX)
    expect(readFileSync(`${ROOT}client/README.md`, 'utf8')).toContain('2.2 kB')
  })
})

describe('the declarations', () => {
  test('are enough for a strict compiler, without zod', () => {
    const program = `import { Pathworth } from 'pathworth-client'
const client = new Pathworth({ url: '', key: '' })
export const roi: Promise<string | null | undefined> = client
  .roi({ from: '2026-11-01', to: '2026-11-30', by: ['channel'] })
  .then(({ total }) => total.cost)
export const sent = client.conversions({ transaction_id: '1', ts: '', value: '1', currency: 'EUR' })
`
    expect(complaints(program)).toBe('')
  })

  test.each([
    ['a field of another type', 'client.conversions({ transaction_id: 1, ts: "" })'],
    ['a field that is missing', 'client.refunds({ transaction_id: "1" })'],
    ['a parameter that nobody knows', 'client.roi({ from: "", to: "", chanel: "Email" })'],
    ['a value that a parameter has not', 'client.roi({ from: "", to: "", basis: "sale" })'],
    ['a field that no answer has', 'client.models().then(({ model }) => model)'],
  ])('refuse %s', (_, call) => {
    const program = `import { Pathworth } from 'pathworth-client'
export const client = new Pathworth({ url: '', key: '' })
export const answer = ${call}
`
    expect(complaints(program)).toMatch(/error TS/)
  })

  test('say what the schemas say, each type of them', () => {
    const ours = pathToFileURL(`${ROOT}client/src/wire.ts`).pathname
    const sent = Object.keys(SENT).map(
      (name) => `export const s${name} = (one: told.${name}): ours.${name} => one
export const k${name}: keyof told.${name} = '' as keyof ours.${name}`,
    )
    const answered = Object.keys(ANSWERED).map(
      (name) => `export const a${name} = (one: told.${name}): ours.${name} => one
export const b${name} = (one: ours.${name}): told.${name} => one`,
    )
    expect(sent.length + answered.length).toBeGreaterThan(50)
    const program = `import type * as told from './node_modules/pathworth-client/dist/wire.js'
import type * as ours from '${ours}'
${[...sent, ...answered].join('\n')}
`
    expect(complaints(program)).toBe('')
    const other = program.replace('ours.RoiAnswer => one', 'ours.PathsAnswer => one')
    expect(complaints(other)).toMatch(/error TS/)
  })
})
