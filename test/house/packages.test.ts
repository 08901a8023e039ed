import { describe, expect, test } from 'vitest'
import { textOf } from './sources.ts'

interface Manifest {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
}

interface Locked {
  version?: string
  resolved?: string
  integrity?: string
  hasInstallScript?: boolean
}

interface Lock {
  packages: Record<string, Locked>
}

const manifest: Manifest = JSON.parse(textOf('package.json'))
const lock: Lock = JSON.parse(textOf('package-lock.json'))

/** What would make two installs differ, or let a package run a script that nobody allowed. */
function faults({ dependencies, devDependencies, allowScripts }: Manifest, lock: Lock): string[] {
  const wanted = Object.entries({ ...dependencies, ...devDependencies })
  const loose = wanted
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    .map(([name, version]) => `${name}@${version} is no one version`)
  const strayed = wanted
    .filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version)
    .map(([name, version]) => `${name}@${version} is not what is locked`)
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '')
  return [...loose, ...strayed, ...locked.flatMap(([path, one]) => lockFaults(path, one))]

  function lockFaults(path: string, { resolved, integrity, hasInstallScript }: Locked): string[] {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return [
      ...(resolved === undefined ? [] : [`${path} is bound to one registry`]),
      ...(integrity === undefined ? [`${path} has no checksum`] : []),
      ...(hasInstallScript && !(name in allowScripts) ? [`${path} may not run scripts`] : []),
    ]
  }
}

describe('the packages', () => {
  test('are pinned, checked, of no certain registry, and run the scripts that are allowed', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(50)
    expect(faults(manifest, lock)).toEqual([])
  })

  test('bring the Node that everything runs on', () => {
    expect(`v${manifest.dependencies['node']}`).toBe(process.version)
    expect(manifest.allowScripts['node']).toBe(true)
  })

  test.each([
    ['a range', 'zod', { version: '^4.0.0' }, 'zod@^4.0.0 is no one version'],
    ['a tag', 'zod', { version: 'latest' }, 'zod@latest is no one version'],
    ['another version', 'zod', { version: '1.0.0' }, 'zod@1.0.0 is not what is locked'],
  ])('would be found with %s', (_, name, { version }, fault) => {
    const dependencies = { ...manifest.dependencies, [name]: version }
    expect(faults({ ...manifest, dependencies }, lock)).toContain(fault)
  })

  test.each([
    ['an address', { version: '1.0.0', integrity: 'x', resolved: 'https://r.example/x.tgz' }],
    ['no checksum', { version: '1.0.0' }],
    ['a script of its own', { version: '1.0.0', integrity: 'x', hasInstallScript: true }],
  ])('would be found with %s in the lockfile', (_, locked) => {
    const packages = { ...lock.packages, 'node_modules/a/node_modules/x': locked }
    expect(faults(manifest, { packages })).toHaveLength(1)
  })
})
