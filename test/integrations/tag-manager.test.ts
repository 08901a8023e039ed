import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { documentedSettings } from './documented.ts'
import { code, type Run, runTemplate, sectionOf, sections } from './template.ts'

interface Parameter {
  name: string
  enablingConditions?: { paramName: string }[]
}

interface Value {
  string?: string
  boolean?: boolean
  listItem?: Value[]
  mapKey?: Value[]
  mapValue?: Value[]
}

interface Permission {
  instance: { key: { publicId: string }; param: { key: string; value: Value }[] }
}

const parameters = JSON.parse(sectionOf('TEMPLATE_PARAMETERS')) as Parameter[]
const permissions = JSON.parse(sectionOf('WEB_PERMISSIONS')) as Permission[]

/** What a permission lists, its maps as objects. */
function allowed(publicId: string): unknown[] {
  const permission = permissions.find(({ instance }) => instance.key.publicId === publicId)
  const items = permission?.instance.param[0]?.value.listItem ?? []
  return items.map(({ string, mapKey, mapValue }) =>
    mapKey
      ? Object.fromEntries(
          mapKey.map((key, i) => [key.string, mapValue?.[i]?.string ?? mapValue?.[i]?.boolean]),
        )
      : string,
  )
}

const START = { action: 'start', collector: 'https://t.shop.example', site: 'shop' }

const injected = ({ of }: Run): URL => new URL(String(of('injectScript')[0]?.[0]))

describe('the template of Tag Manager', () => {
  test('has the parts of a template of a tag for the web, each of its own kind', () => {
    expect([...sections.keys()]).toEqual([
      'INFO',
      'TEMPLATE_PARAMETERS',
      'SANDBOXED_JS_FOR_WEB_TEMPLATE',
      'WEB_PERMISSIONS',
      'TESTS',
      'NOTES',
    ])
    expect(JSON.parse(sectionOf('INFO'))).toMatchObject({ type: 'TAG', containerContexts: ['WEB'] })
  })

  test('reads the fields that it asks for, all of them', () => {
    const read = [...code.matchAll(/\bdata\.(\w+)/g)].map(([, name]) => name)
    const fields = new Set(read.filter((name) => !name?.startsWith('gtmOn')))
    expect([...fields].toSorted()).toEqual(parameters.map(({ name }) => name).toSorted())
    const conditions = parameters.flatMap(({ enablingConditions }) => enablingConditions ?? [])
    expect(new Set(conditions.map(({ paramName }) => paramName))).toEqual(new Set(['action']))
  })

  test('asks for no API that it does not use, and uses none of a browser', () => {
    const asked = [...code.matchAll(/const (\w+) = require\('(\w+)'\)/g)]
    expect(asked.length).toBeGreaterThan(5)
    for (const [, name, api] of asked) {
      expect(name).toBe(api)
      expect(code.split(new RegExp(`\\b${name}\\(`)).length, name).toBeGreaterThan(1)
    }
    expect(code).not.toMatch(/\b(window|document|navigator|new|this|async|class)\b[.(\s]/)
  })

  test('may do what it does', () => {
    const keys = allowed('access_globals')
    expect(keys).toEqual([
      { key: 'pathworth', read: true, write: true, execute: true },
      { key: 'pathworth.q', read: true, write: true, execute: false },
    ])
    const touched = /(?:callInWindow|copyFromWindow|createArgumentsQueue)\('([^']+)'/g
    for (const [, name] of code.matchAll(touched)) expect(name).toBe('pathworth')
    expect(allowed('access_consent')).toEqual([
      { consentType: 'analytics_storage', read: true, write: false },
    ])
    expect(allowed('inject_script')).toEqual(['https://*/*'])
    expect(permissions).toHaveLength(3)
  })

  test('loads the tag with what is filled in, in words that the tag knows', () => {
    const filled = {
      ...{ domains: 'shop.example, pay.example', paymentHosts: 'pay.shop.example' },
      ...{ ignoresGpc: true, ignoresDataLayer: true, consent: 'page' },
    }
    const address = injected(runTemplate({ ...START, ...filled }))
    expect(address.origin + address.pathname).toBe('https://t.shop.example/p.shop.js')
    expect(Object.fromEntries(address.searchParams)).toEqual({
      ...{ site: 'shop', consent: 'wait', gpc: 'ignore', autocart: 'off' },
      ...{ domains: 'shop.example, pay.example', paymentHosts: 'pay.shop.example' },
    })
    expect(documentedSettings).toEqual(
      expect.arrayContaining([...address.searchParams.keys()].filter((name) => name !== 'site')),
    )
    const bare = injected(
      runTemplate({ ...START, collector: 'https://a.example/pw', consent: 'none' }),
    )
    expect(bare.href).toBe('https://a.example/pw/p.shop.js?site=shop')
  })

  test('takes addresses of collectors, and no others', () => {
    const [, pattern] =
      /"args": \[\s*"(\^https[^\n]*)"\n/.exec(sectionOf('TEMPLATE_PARAMETERS')) ?? []
    const valid = new RegExp(String(pattern))
    for (const address of ['https://t.shop.example', 'https://shop.example:8443/pw'])
      expect(address).toMatch(valid)
    for (const address of [
      'http://t.example',
      'https://t.example/',
      'https://t.example/?a',
      'shop',
    ])
      expect(address).not.toMatch(valid)
  })

  test('waits for Consent Mode, takes its beginning for no answer, and tells each change', () => {
    const waits = runTemplate({ ...START, consent: 'mode' }, { isConsentGranted: () => false })
    expect(injected(waits).searchParams.get('consent')).toBe('wait')
    expect(waits.of('callInWindow')).toEqual([])
    const [type, hear] = waits.of('addConsentListener')[0] as [string, (...told: unknown[]) => void]
    expect(type).toBe('analytics_storage')
    hear(type, true)
    hear(type, false)
    expect(waits.of('callInWindow')).toEqual([
      ['pathworth', 'consent', 'granted'],
      ['pathworth', 'consent', 'denied'],
    ])
  })

  test('says how it went', () => {
    const started = runTemplate({ ...START, consent: 'none' })
    expect(started.of('gtmOnSuccess')).toEqual([])
    const [, onLoad, onError] = started.of('injectScript')[0] as (() => void)[]
    onLoad?.()
    expect(started.of('gtmOnSuccess')).toHaveLength(1)
    onError?.()
    expect(started.of('gtmOnFailure')).toHaveLength(1)
    expect(runTemplate({ action: 'event', event: 'lead' }).of('gtmOnSuccess')).toHaveLength(1)
  })
})

/** The template's own tests, as Tag Manager's editor runs them. */
const scenarios = [
  ...sectionOf('TESTS').matchAll(/^- name: (.+)\n {2}code: \|-\n((?: {4}.*\n?)+)/gm),
].map(([, name = '', text = '']) => ({ name, text }))

describe('the tests within the template', () => {
  test('are found', () => {
    expect(scenarios).toHaveLength(sectionOf('TESTS').match(/^- name:/gm)?.length ?? 0)
    expect(scenarios.length).toBeGreaterThan(3)
  })

  test.each(scenarios)('$name', ({ text }) => {
    const answers: Record<string, (...given: unknown[]) => unknown> = {}
    let run = runTemplate({ action: 'event' })
    // As Tag Manager's: a function takes the API's place, anything else is its answer.
    const mock = (api: string, answer: unknown) => {
      answers[api] = typeof answer === 'function' ? (...given) => answer(...given) : () => answer
    }
    const assertApi = (api: string) => ({
      wasCalled: () => expect(run.of(api), api).not.toEqual([]),
      wasNotCalled: () => expect(run.of(api), api).toEqual([]),
      wasCalledWith: (...given: unknown[]) => expect(run.of(api), api).toContainEqual(given),
    })
    const runCode = (data: object) => {
      run = runTemplate(data, answers)
    }
    runInContext(text, createContext({ mock, runCode, assertApi }))
    expect(text).toContain('assertApi(')
  })
})

test('the guide of the template names what there is', () => {
  const guide = readFileSync(
    new URL('../../integrations/google-tag-manager/README.md', import.meta.url),
    'utf8',
  )
  expect(guide).toContain('`template.tpl`')
  for (const { displayValue } of JSON.parse(sectionOf('TEMPLATE_PARAMETERS'))[0].radioItems)
    expect(guide).toContain(displayValue)
})
