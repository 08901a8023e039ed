import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One file: its path from the root of the project, with slashes, and what is in it. */
export interface Source {
  path: string
  text: string
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** All TypeScript below folders such as 'collector/touch'; a folder that is not there has none. */
export function sourcesIn(...folders: readonly string[]): Source[] {
  const paths = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }))
  return paths.toSorted().map((path) => ({ path, text: textOf(path) }))
}

export function textOf(path: string): string {
  return readFileSync(ROOT + path, 'utf8')
}

/**
 * Comments and, told apart from them, what may look like one: texts, templates and regular
 * expressions (which stand where a value may begin, as a division can't).
 */
const COMMENT_OR_TEXT =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:!&|?[{};\n]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g

/** A program without its comments, line by line as it was. */
export function codeOf(text: string): string {
  return text.replace(COMMENT_OR_TEXT, (found) =>
    /^\/[/*]/.test(found) ? found.replace(/[^\n]/g, '') : found,
  )
}

/** Where a rule was broken, as `path:line: what`, for each place that a pattern is found in. */
export function placesOf({ path, text }: Source, pattern: RegExp, what: string): string[] {
  const code = codeOf(text)
  return [...code.matchAll(new RegExp(pattern, 'g'))].map(
    ({ index }) => `${path}:${code.slice(0, index).split('\n').length}: ${what}`,
  )
}
