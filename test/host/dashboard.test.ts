import { describe, expect, test } from 'vitest'
import { FILES_PATH, VIEWS } from '../../collector/dashboard/state/views.ts'
import { securityHeaders } from '../../collector/http/answer.ts'
import { FILE_HEADERS, PAGE_HEADERS } from '../../collector/http/dashboard.ts'
import { dataFolder, startCollector } from './collector-process.ts'

describe('the dashboard of a collector on Node', () => {
  test('is found at each of its pages, with its files for ever', async () => {
    const { url, stop } = await startCollector(dataFolder())
    const pages = await Promise.all(VIEWS.map(({ path }) => fetch(url + path)))
    for (const answer of pages) {
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      const headers = Object.fromEntries(answer.headers)
      expect(headers).toMatchObject({ ...securityHeaders, ...PAGE_HEADERS })
    }
    const texts = new Set(await Promise.all(pages.map((answer) => answer.text())))
    expect(texts.size).toBe(1)

    const names = [...texts].join().match(/(?<=\/dashboard\/)[\w.-]+/g) ?? []
    expect(names).toHaveLength(2)
    for (const name of names) {
      const answer = await fetch(url + FILES_PATH + name)
      const type = name.endsWith('.css') ? 'text/css' : 'text/javascript'
      expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
      expect(Object.fromEntries(answer.headers)).toMatchObject(FILE_HEADERS)
      expect((await answer.text()).length).toBeGreaterThan(1000)
    }
    expect((await fetch(`${url}${FILES_PATH}nothing.js`)).status).toBe(404)
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
    await stop()
  })
})
