import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { buildTag } from '../../snippet/build.ts'
import type * as declared from '../../snippet/p.d.mts'
import type { Settings } from '../../snippet/settings.ts'
import { documentedSettings } from '../integrations/documented.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')

const types = readFileSync(join(ROOT, 'snippet/p.d.mts'), 'utf8')

const EXPORTS = ['consent', 'start', 'track', 'visitorId']

describe('the module of the tag', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pathworth-module-'))
    writeFileSync(join(folder, 'p.mjs'), buildTag('p.mjs'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What a program says on a server, where there is no page, that has the module beside it. */
  const onServer = (program: string): string => {
    const path = join(folder, 'program.mjs')
    writeFileSync(path, program)
    return execFileSync(process.execPath, [path], { encoding: 'utf8' }).trim()
  }

  test('exports what its types declare', () => {
    const said = onServer(`import * as tag from './p.mjs'; console.log(Object.keys(tag).join())`)
    expect(said.split(',')).toEqual(EXPORTS)
    expectTypeOf<keyof typeof declared>().toEqualTypeOf<
      'consent' | 'start' | 'track' | 'visitorId'
    >()
  })

  test('takes what the attributes of the script element say, all of it', () => {
    const [, fields = ''] = /interface Options \{([\s\S]*?)\n\}/.exec(types) ?? []
    const names = [...fields.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = '']) => name)
    expect(names.toSorted()).toEqual([...documentedSettings].toSorted())
    expectTypeOf<keyof declared.Options>().toEqualTypeOf<keyof Settings>()
  })

  test('has types beside it, which refuse what the tag would not understand', () => {
    const options = `site: 'shop', endpoint: 'https://t.shop.example'`
    const lines = [
      `import { start, track } from './p.mjs'`,
      `start({ ${options}, consent: 'wait' }); track('lead', { value: 5 })`,
      `start({ ${options}, consent: 'later' })`,
      `start({ site: 'shop' })`,
    ]
    writeFileSync(join(folder, 'p.d.mts'), types)
    writeFileSync(join(folder, 'use.mts'), lines.join('\n'))
    const words = [TSC, '--noEmit', '--strict', '--module', 'nodenext', 'use.mts']
    const { stdout } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
    const errors = stdout.split('\n').filter((line) => line.includes('error TS'))
    expect(errors).toEqual([
      expect.stringMatching(/^use\.mts\(3,.*"later"/),
      expect.stringMatching(/^use\.mts\(4,.*'endpoint'/),
    ])
  }, 60_000)

  test('does nothing on a server, and throws nothing', () => {
    const said = onServer(`
      import { consent, start, track, visitorId } from './p.mjs'
      start({ site: 'shop', endpoint: 'https://t.shop.example' })
      track('add_to_cart', { value: 5 })
      consent('granted')
      console.log(typeof visitorId(), Object.keys(globalThis).includes('pathworth'))
    `)
    expect(said).toBe('undefined false')
  })

  test('is what the package gives for its tag', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
    expect(manifest.exports).toEqual({
      './tag': { types: './dist/p.d.mts', import: './dist/p.mjs' },
    })
    const program = `import('pathworth/tag').then((tag) => console.log(Object.keys(tag).join()))`
    const said = execFileSync(process.execPath, ['-e', program], { cwd: ROOT, encoding: 'utf8' })
    expect(said.trim().split(',')).toEqual(EXPORTS)
  })
})
