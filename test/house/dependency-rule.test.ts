import { describe, expect, test } from 'vitest'
import { breaches } from './dependency-rule.ts'
import { circleIn, importsOf } from './imports.ts'
import { sourcesIn } from './sources.ts'

const ours = sourcesIn('shared', 'snippet', 'client/src', 'client/build', 'collector')
const everything = sourcesIn('shared', 'snippet', 'collector', 'demo', 'bench', 'test')

describe('the dependency rule', () => {
  test('is kept by every file', () => {
    expect(ours.length).toBeGreaterThan(100)
    expect(ours.flatMap(breaches)).toEqual([])
  })

  test.each([
    ['shared/wire/x.ts', '../../collector/touch/hit.ts', 'the collector in shared'],
    ['shared/x.ts', 'node:fs', 'a module of Node in shared'],
    ['snippet/x.ts', '../shared/dates.ts', 'more of shared than constants in the tag'],
    ['snippet/x.ts', 'zod', 'a package in the tag'],
    ['client/src/x.ts', '../../collector/http/problem.ts', 'the collector in its client'],
    ['client/src/x.ts', 'node:timers', 'a module of Node in the client'],
    ['collector/touch/x.ts', '../journey/visits.ts', 'journeys in touches'],
    ['collector/journey/x.ts', '../attribution/split.ts', 'credits in journeys'],
    ['collector/attribution/x.ts', '../roi/report.ts', 'ROI in credits'],
    ['collector/roi/x.ts', '../ledger/facts.ts', 'the ledger in ROI'],
    ['collector/roi/x.ts', 'node:path', 'a module of Node in ROI'],
    ['collector/touch/x.ts', 'better-sqlite3', 'a database in touches'],
    ['collector/touch/x.ts', 'isbot-and-more', 'a package whose name begins as a known one'],
    ['collector/source/x.ts', '../http/problem.ts', 'HTTP in a parser'],
    ['collector/ledger/ledger.ts', './sqlite/site.ts', 'an engine in the port'],
    ['collector/ledger/sqlite/x.ts', '../../http/problem.ts', 'HTTP in an engine'],
    ['collector/ledger/sqlite/x.ts', 'better-sqlite3', 'a module of Node in the engine'],
    ['collector/ledger/sqlite/x.ts', '../threads/writer.ts', 'threads in the engine'],
    ['collector/ledger/durable/x.ts', 'node:fs', 'a module of Node in an object'],
    ['collector/host/workers/x.ts', 'node:fs', 'a module of Node in a Worker'],
    ['collector/http/x.ts', '../ledger/sqlite/site.ts', 'an engine in HTTP'],
    ['collector/http/x.ts', '../ledger/threads/ledgers.ts', 'threads in HTTP'],
    ['collector/http/x.ts', '../host/config.ts', 'the host in HTTP'],
    ['collector/http/x.ts', 'node:crypto', 'a module of Node in HTTP'],
    ['collector/app.ts', './host/config.ts', 'the host in the app'],
    ['collector/http/x.ts', '../admin/run.ts', 'commands in HTTP'],
    ['collector/admin/x.ts', 'node:crypto', 'a module of Node in commands'],
    ['collector/admin/x.ts', '../ledger/sqlite/site.ts', 'an engine in commands'],
    ['collector/admin/x.ts', '../host/config.ts', 'the host in commands'],
    ['collector/admin/x.ts', '../http/problem.ts', 'answers of HTTP in commands'],
    ['collector/host/x.ts', '../../snippet/tag.ts', 'the source of the tag in the host'],
    ['collector/new-station/x.ts', '../../shared/ids.ts', 'a folder that no rule speaks of'],
  ])('is broken when %s imports %s: %s', (path, name) => {
    expect(breaches({ path, text: `import { x } from '${name}'` })).toHaveLength(1)
  })

  test.each([
    ['collector/journey/x.ts', '../touch/landing.ts'],
    ['collector/roi/x.ts', '../attribution/split.ts'],
    ['collector/http/x.ts', '../ledger/ledger.ts'],
    ['collector/http/x.ts', '../admin/errors.ts'],
    ['collector/admin/x.ts', '../ledger/ledger.ts'],
    ['collector/http/x.ts', 'hono/cors'],
    ['collector/host/x.ts', '../ledger/sqlite/verify.ts'],
  ])('is kept when %s imports %s', (path, name) => {
    expect(breaches({ path, text: `import { x } from '${name}'` })).toEqual([])
  })
})

describe('the imports of a file', () => {
  const named = (text: string) => importsOf({ path: 'collector/roi/x.ts', text })

  test.each([
    ["import { a } from './a.ts'"],
    ["import type { A } from './a.ts'"],
    ["import {\n  a,\n  type B,\n} from './a.ts'"],
    ["import * as a from './a.ts'"],
    ["import './a.ts'"],
    ["export { a } from './a.ts'"],
    ["export * from './a.ts'"],
    ["const a = await import('./a.ts')"],
    ["new Worker(new URL('./a.ts', import.meta.url))"],
    ["const slashes = /'/ // it's\nimport { a } from './a.ts'"],
  ])('are found in %j', (text) => {
    expect(named(text)).toEqual(['collector/roi/a.ts'])
  })

  test.each([
    ["// import { a } from './a.ts'"],
    ["/* import { a }\n from './a.ts' */"],
    ["const text = './a.ts'"],
    ["const url = new URL('https://shop.example/')"],
    ["const command = {\n  name: 'rates import',\n  args: ['<file>'],\n}"],
  ])('are not found in %j', (text) => {
    expect(named(text)).toEqual([])
  })

  test('lead nowhere in a circle', () => {
    expect(circleIn(everything)).toBeUndefined()
  })

  test('would be seen to lead in a circle, of types too', () => {
    const circle = [
      { path: 'collector/a.ts', text: "import { b } from './b.ts'" },
      { path: 'collector/b.ts', text: "import type { C } from './c/c.ts'" },
      { path: 'collector/c/c.ts', text: "export { b } from '../b.ts'" },
    ]
    expect(circleIn(circle)).toBe('collector/b.ts → collector/c/c.ts → collector/b.ts')
    expect(circleIn(circle.slice(0, 2))).toBeUndefined()
  })
})
