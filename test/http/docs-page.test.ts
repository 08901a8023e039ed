import { createHash } from 'node:crypto'
import { html } from 'hono/html'
import { beforeAll, describe, expect, test } from 'vitest'
import { prose, typeOf } from '../../collector/http/docs/fields.ts'
import type { OpenApi } from '../../collector/http/openapi/document.ts'
import { type Answer, TestCollector } from './collector.ts'

let page: Answer
let description: OpenApi

beforeAll(async () => {
  const collector = new TestCollector()
  page = await collector.get('/docs')
  description = (await collector.get('/openapi.json')).json as OpenApi
})

describe('GET /docs', () => {
  test('shows every operation, and links to each', () => {
    const operations = Object.values(description.paths).flatMap((methods) => Object.values(methods))
    expect(operations.length).toBeGreaterThan(40)
    for (const { operationId } of operations) {
      expect(page.text.split(`id="${operationId}"`)).toHaveLength(2)
      expect(page.text.split(`href="#${operationId}"`)).toHaveLength(2)
    }
  })

  test('allows no script, and no style but its own', () => {
    const policy = page.headers.get('content-security-policy') ?? ''
    const styles = [...page.text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, css = '']) => css)
    expect(styles).toHaveLength(1)
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64')
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
    expect(page.text).not.toMatch(/<script|<link|<img|<iframe|style="|\son\w+=/i)
    expect(page.text).not.toMatch(/@import|url\(/)
  })

  test('is cached, and small enough to be sent as it is', () => {
    expect(page.headers.get('cache-control')).toBe('public, max-age=3600')
    expect(page.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.text.length).toBeLessThan(500_000)
  })
})

describe('words of the page', () => {
  test('are text, whatever they hold', async () => {
    const shown = await html`${prose('Ask `<b>` & <i>')}`
    expect(String(shown)).toBe('Ask <code>&lt;b&gt;</code> &amp; &lt;i&gt;')
  })

  test.each([
    [{ type: 'string', format: 'date' }, 'date'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'text or null'],
    [{ type: ['number', 'null'] }, 'number or null'],
    [{ type: 'array', items: { type: 'object' } }, 'list of objects'],
    [{ enum: ['json', 'csv'] }, 'one of json, csv'],
    [{ $ref: '#/components/schemas/Day' }, 'date'],
  ])('call %j %s', (schema, words) => {
    expect(typeOf(schema, { Day: { type: 'string', format: 'date' } })).toBe(words)
  })
})
