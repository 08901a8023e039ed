import { lasting } from './assets.ts'
import type { Handler } from './services.ts'

/** Nothing from anywhere else, no script or style that stands in the page, and no frame around it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Asked for anew each time: it names the files of the newest build. */
export const PAGE_HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** A name stands for one text for ever. */
export const FILE_HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'same-origin',
} as const

export const dashboardPage = (page: string): Handler =>
  lasting(async () => ({
    body: page,
    headers: { 'content-type': 'text/html; charset=utf-8', ...PAGE_HEADERS },
  }))

export const dashboardFile = (name: string, body: string): Handler =>
  lasting(async () => ({
    body,
    headers: {
      'content-type': `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`,
      ...FILE_HEADERS,
    },
  }))
