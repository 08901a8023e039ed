import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { beforeAll, describe, expect, test } from 'vitest'
import type { OpenApi } from '../../collector/http/openapi/document.ts'
import { at, TestCollector } from './collector.ts'
import { InProcessLedgers } from './in-process-ledgers.ts'
import { TestApp } from './test-app.ts'

const ADMIN_TOKEN = 'a'.repeat(40)

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
let description: OpenApi

beforeAll(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
  description = (await collector.get('/openapi.json')).json as OpenApi
})

const operations = () =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

/** `/v1/codes/:code` as the document spells it. */
const spelt = (path: string): string => path.replaceAll(/:([a-z_]+)/g, '{$1}')

/** What one of two lists has and the other has not. */
const missing = (these: readonly string[], those: readonly string[]): string[] =>
  these.filter((one) => !those.includes(one))

describe('GET /openapi.json', () => {
  test('has every route of the app and no other', () => {
    const app = new TestApp((clock) => new InProcessLedgers(clock), { adminToken: ADMIN_TOKEN })
    const routes = app.routes.map(({ method, path }) => `${method} ${spelt(path)}`)
    const told = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`)
    expect(routes.length).toBeGreaterThan(40)
    expect(missing(routes, told)).toEqual([])
    expect(missing(told, routes)).toEqual([])
  })

  test('has a route that Node serves without Hono', () => {
    expect(description.paths['/v1/events']?.['post']?.operationId).toBe('postEvents')
  })

  test('is a document of OpenAPI 3.1', async () => {
    const asTold = JSON.parse(JSON.stringify(description))
    expect(await new Validator().validate(asTold)).toEqual({ valid: true })
  })

  test('would not be one with a parameter that stands nowhere', async () => {
    const broken = JSON.parse(JSON.stringify(description))
    broken.paths['/v1/roi'].get.parameters[0].in = 'nowhere'
    expect((await new Validator().validate(broken)).valid).toBe(false)
  })

  test('refers to schemas that are there, and has none that nothing refers to', () => {
    const { paths, components } = description
    const referred = [...JSON.stringify({ paths, components }).matchAll(/schemas\/(\w+)"/g)]
    const names = new Set(referred.map(([, name = '']) => name))
    expect(missing([...names], Object.keys(components.schemas))).toEqual([])
    expect(missing(Object.keys(components.schemas), [...names])).toEqual([])
  })

  test('names each operation once, and says what it and its parameters are', () => {
    const ids = operations().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const silent = operations().flatMap(({ operation: { operationId, summary, parameters } }) => [
      ...(summary ? [] : [operationId]),
      ...(parameters ?? [])
        .filter((one) => !one.description)
        .map(({ name }) => `${operationId} ${name}`),
    ])
    expect(silent).toEqual([])
  })

  test('has the parameters that the routes themselves know', async () => {
    const refusals = operations().filter(({ method, operation }) =>
      [method === 'get', operation.parameters?.some((one) => one.in === 'query')].every(Boolean),
    )
    const known = await Promise.all(refusals.map(({ path }) => parametersSaid(path)))
    const told = refusals.map(({ operation: { parameters = [] } }) =>
      parameters.filter((one) => one.in === 'query').map(({ name }) => name),
    )
    const compared = known.flatMap((names, index) =>
      names ? [{ path: refusals[index]?.path, names, told: told[index] }] : [],
    )
    expect(compared.length).toBeGreaterThan(15)
    for (const { path, names, told } of compared) expect([path, told]).toEqual([path, names])
  })

  /** Which parameters a route says that there are, when it is asked with another. */
  async function parametersSaid(path: string): Promise<string[] | undefined> {
    const asked = path.replaceAll(/\{\w+\}/g, 'x')
    const { status, json } = await collector.get(`${asked}?no_such=1`, keys.admin)
    const [error] = (at(json, 'errors') ?? []) as { message: string }[]
    const names = status === 422 && /there are (.+)$/.exec(error?.message ?? '')?.[1]
    return names ? names.split(', ') : undefined
  }

  test('says of every route what it answers without a key', async () => {
    const answers = await Promise.all(
      operations().map(async ({ path, method, operation }) => {
        const asked = path.replaceAll(/\{\w+\}/g, 'x')
        const { status, headers } = await collector.call(method.toUpperCase(), asked)
        return { id: operation.operationId, status, type: headers.get('content-type') ?? '' }
      }),
    )
    const untold = answers.filter(({ id, status, type }) => {
      const { operation } = operations().find((one) => one.operation.operationId === id) ?? {}
      const answer = operation?.responses[String(status)]
      const types = Object.keys(answer?.content ?? {})
      return !answer || (types.length > 0 && !types.some((one) => type.startsWith(one)))
    })
    expect(untold).toEqual([])
    const keyed = answers.filter(({ status }) => status === 401)
    expect(keyed.length).toBeGreaterThan(30)
  })

  test('needs no key, is cached, and is spared who has it', async () => {
    const { status, headers } = await collector.get('/openapi.json')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('cache-control')).toBe('public, max-age=3600')
    const etag = headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    const again = await collector.get('/openapi.json', undefined, { 'if-none-match': etag })
    expect([again.status, again.text]).toEqual([304, ''])
    const other = await collector.get('/openapi.json', undefined, { 'if-none-match': '"x"' })
    expect(other.status).toBe(200)
  })

  test('is of the version of the package', () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    )
    expect(description.info.version).toBe(version)
  })
})
