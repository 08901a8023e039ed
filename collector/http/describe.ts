import { type Lasting, lasting } from './assets.ts'
import { docsPage } from './docs/page.ts'
import { STYLE } from './docs/style.ts'
import { documentOf } from './openapi/document.ts'
import { OPERATIONS } from './openapi/operations.ts'
import type { Handler } from './services.ts'

/** An hour: what is described changes with a new version of the collector alone. */
const CACHE = 'public, max-age=3600'

/** `GET /openapi.json`: every route, for programs. Any page may read it, to show or to call. */
export const getOpenApi = (): Handler =>
  lasting(
    async (): Promise<Lasting> => ({
      body: JSON.stringify(documentOf(OPERATIONS)),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': CACHE,
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      },
    }),
  )

/** `GET /docs`: the same for people. */
export const getDocs = (): Handler =>
  lasting(
    async (): Promise<Lasting> => ({
      body: await docsPage(documentOf(OPERATIONS)),
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': CACHE,
        'content-security-policy': `default-src 'none'; style-src '${await hashOf(STYLE)}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      },
    }),
  )

/** As a Content-Security-Policy names a text. */
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`
}
