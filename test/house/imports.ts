import { posix } from 'node:path'
import { codeOf, type Source } from './sources.ts'

// Static imports and re-exports, dynamic ones, and files that a thread is started with.
const SPECIFIERS = [
  /\b(?:import|export)\b[^'"`]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /\bimport\s*\(?\s*['"]([^'"\n]+)['"]/g,
  /\bnew URL\(\s*['"](\.[^'"]+)['"]/g,
]

/**
 * What a file imports, types too: paths of the project as they are from its root, and other
 * modules as they are named.
 */
export function importsOf({ path, text }: Source): string[] {
  const code = codeOf(text)
  const named = SPECIFIERS.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => match[1] ?? ''),
  )
  return [...new Set(named.map((name) => (isRelative(name) ? resolved(path, name) : name)))]
}

const isRelative = (name: string): boolean => name.startsWith('.')

const resolved = (path: string, name: string): string => posix.join(posix.dirname(path), name)

/** The first way found from a file back to itself, such as 'a.ts → b.ts → a.ts'; undefined for none. */
export function circleIn(sources: readonly Source[]): string | undefined {
  const known = new Set(sources.map(({ path }) => path))
  const next = new Map(
    sources.map((source) => [source.path, importsOf(source).filter((path) => known.has(path))]),
  )
  const cleared = new Set<string>()
  const walk = (way: readonly string[], path: string): string | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path].join(' → ')
    if (cleared.has(path)) return undefined
    for (const other of next.get(path) ?? []) {
      const circle = walk([...way, path], other)
      if (circle) return circle
    }
    cleared.add(path)
    return undefined
  }
  for (const path of next.keys()) {
    const circle = walk([], path)
    if (circle) return circle
  }
  return undefined
}
