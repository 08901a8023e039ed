import type { Context } from 'hono'
import { text } from './answer.ts'
import { sha256 } from './secrets.ts'
import type { Handler } from './services.ts'

/** A day, and a day more while a fresh copy is fetched: a page never waits for the tag. */
const CACHE = 'public, max-age=86400, stale-while-revalidate=86400'

/** Of the tag's files, whichever host serves them: any page may load them. */
export const TAG_HEADERS = {
  'cache-control': CACHE,
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
}

interface Served extends Lasting {
  etag: string
}

/** One build of the tag. */
export const asset = (source: string): Handler =>
  lasting(async () => ({
    body: source,
    headers: { 'content-type': 'text/javascript; charset=utf-8', ...TAG_HEADERS },
  }))

/** What stays as it is while the collector runs. */
export interface Lasting {
  body: string
  headers: Readonly<Record<string, string>>
}

/** Made when it is first asked for. Its ETag spares the bytes when it has not changed. */
export function lasting(make: () => Promise<Lasting>): Handler {
  let served: Promise<Served> | undefined
  return async (c) => {
    served ??= make().then(tagged)
    const { body, headers, etag } = await served
    const all = { ...headers, etag }
    return isKnown(c, etag) ? text(304, null, all) : text(200, body, all)
  }
}

async function tagged(made: Lasting): Promise<Served> {
  const hash = await sha256(made.body)
  return { ...made, etag: `"${hash.slice(0, 32)}"` }
}

/** A proxy that compresses makes the tag weak (`W/"…"`); the content is the same. */
function isKnown(c: Context, etag: string): boolean {
  const known = c.req.header('if-none-match')?.split(',') ?? []
  return known.some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}
