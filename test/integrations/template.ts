import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'

const TEXT = readFileSync(
  new URL('../../integrations/google-tag-manager/template.tpl', import.meta.url),
  'utf8',
)

/** The parts of a template by their names, in the order in which they stand. */
export const sections: ReadonlyMap<string, string> = new Map(
  [...TEXT.matchAll(/^___([A-Z_]+)___\n([\s\S]*?)(?=^___[A-Z_]+___$|(?![\s\S]))/gm)].map(
    ([, name = '', text = '']) => [name, text.trim()],
  ),
)

export const sectionOf = (name: string): string => {
  const text = sections.get(name)
  if (text === undefined) throw new Error(`the template has no ${name}`)
  return text
}

export const code = sectionOf('SANDBOXED_JS_FOR_WEB_TEMPLATE')

type Api = (...given: unknown[]) => unknown

/** One call of an API of Tag Manager. */
export interface Call {
  api: string
  given: unknown[]
}

/** What a run of the template has asked of Tag Manager. */
export interface Run {
  calls: Call[]
  of(api: string): unknown[][]
}

/** Tag Manager's APIs that answer something which the template goes on with. */
const ANSWERS: Record<string, Api> = {
  encodeUriComponent: (text) => encodeURIComponent(String(text)),
  makeTableMap: (rows, key, value) =>
    Object.fromEntries(
      (rows as Record<string, unknown>[]).map((row) => [row[String(key)], row[String(value)]]),
    ),
}

/**
 * Runs the template on what a tag is filled in with, with stubs of the APIs; `answers` are of those
 * that a case is about. There is nothing else in its world, as in Tag Manager: no window, no document.
 */
export function runTemplate(data: object, answers: Record<string, Api> = {}): Run {
  const calls: Call[] = []
  const recorded =
    (api: string): Api =>
    (...given) => {
      calls.push({ api, given })
      return (answers[api] ?? ANSWERS[api])?.(...given)
    }
  const signals = {
    gtmOnSuccess: recorded('gtmOnSuccess'),
    gtmOnFailure: recorded('gtmOnFailure'),
  }
  runInContext(code, createContext({ require: recorded, data: { ...signals, ...data } }))
  return { calls, of: (api) => calls.filter((call) => call.api === api).map(({ given }) => given) }
}
