import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright'
import { builds, buildTag, type TagFile } from '../../snippet/build.ts'

/** One event as the tag puts it on the wire. */
export interface SentEvent {
  id: string
  name: string
  ts: number
  url: string
  referrer?: string
  title?: string
  props: Record<string, unknown>
}

/** The body of one `POST /v1/events`. */
export interface SentBody {
  v: number
  site: string
  visitor: string
  sent_at: number
  consent: string
  mode: string
  webdriver?: boolean
  events: SentEvent[]
}

/** One request to the collector, as it arrived. */
export interface Post {
  method: string
  url: string
  headers: IncomingMessage['headers']
  bytes: number
  body: SentBody
}

/** What the collector answers: a status with headers, a cut connection, or nothing, for ever. */
export type Reply = { status: number; headers?: Record<string, string> } | 'no answer' | 'silence'

export interface PageParts {
  /** Attributes of the script element, beyond `data-site`. */
  tag?: string
  file?: TagFile
  /** Address of the script; by default on `t.shop.example`, as a site owner pastes it. */
  src?: string
  /** Markup before the script element, and in the body. */
  head?: string
  body?: string
  headers?: Record<string, string>
}

/** A shop's pages and a collector that remembers, on one loopback port under many host names. */
export interface HostPage {
  address(path: string, host?: string): string
  /** Serves a page at `path`, on every host. */
  serve(path: string, parts?: PageParts): void
  posts: Post[]
  preflights: string[]
  /** Answers what comes from now on; the default is 202. */
  reply(to: (post: Post) => Reply | Promise<Reply>): void
  /** Resolves with all events that arrived, once `check` holds for them. */
  until(check: (events: SentEvent[]) => boolean): Promise<SentEvent[]>
  /** Resolves with all requests, once there are `count`. */
  untilPosts(count: number): Promise<Post[]>
  events(): SentEvent[]
  forget(): void
  close(): Promise<void>
}

const texts = new Map(Object.keys(builds).map((file) => [`/${file}`, buildTag(file as TagFile)]))

export async function startHostPage(): Promise<HostPage> {
  const pages = new Map<string, PageParts>()
  const posts: Post[] = []
  const preflights: string[] = []
  const waiting = new Set<() => void>()
  let replyTo: (post: Post) => Reply | Promise<Reply> = () => ({ status: 202 })

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://any.example')
    if (request.method === 'OPTIONS') {
      preflights.push(pathname)
      answer(request, response, { status: 204 })
    } else if (request.method === 'POST' && pathname.endsWith('/v1/events')) {
      receive(request, response)
    } else if (texts.has(pathname.replace(/^\/t\//, '/'))) {
      const text = texts.get(pathname.replace(/^\/t\//, '/'))
      response.setHeader('content-type', 'text/javascript').end(text)
    } else {
      sendPage(response, pages.get(pathname))
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const address = (path: string, host = 'www.shop.example') => `http://${host}:${port}${path}`

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks)
    const body = parsed(text.toString())
    if (!body) return answer(request, response, { status: 400 })
    const post: Post = {
      method: 'POST',
      url: `http://${request.headers.host}${request.url}`,
      headers: request.headers,
      bytes: text.length,
      body,
    }
    posts.push(post)
    for (const check of [...waiting]) check()
    const reply = await replyTo(post)
    if (reply === 'no answer') request.socket.destroy()
    else if (reply !== 'silence') answer(request, response, reply)
  }

  function sendPage(response: ServerResponse, parts: PageParts | undefined): void {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    for (const [name, value] of Object.entries(parts?.headers ?? {})) {
      response.setHeader(name, value)
    }
    response.end(parts ? html(parts, address('', 't.shop.example')) : '<!doctype html><title>-')
  }

  function untilTrue<T>(holds: () => boolean, result: () => T): Promise<T> {
    return new Promise((resolve) => {
      const check = () => {
        if (!holds()) return
        waiting.delete(check)
        resolve(result())
      }
      waiting.add(check)
      check()
    })
  }

  const events = () => posts.flatMap((post) => post.body.events)
  return {
    address,
    posts,
    preflights,
    events,
    serve: (path, parts = {}) => void pages.set(path, parts),
    reply(to) {
      replyTo = to
    },
    until: (check) => untilTrue(() => check(events()), events),
    untilPosts: (count) =>
      untilTrue(
        () => posts.length >= count,
        () => posts,
      ),
    forget() {
      posts.length = 0
      preflights.length = 0
      replyTo = () => ({ status: 202 })
    },
    async close() {
      // First no new ones: a browser opens some in advance.
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function parsed(text: string): SentBody | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** As the collector does: any origin may read the answer, with credentials, and Retry-After. */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  reply: { status: number; headers?: Record<string, string> },
): void {
  response.writeHead(reply.status, {
    'content-type': 'application/json',
    'access-control-allow-origin': request.headers.origin ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Retry-After',
    ...reply.headers,
  })
  response.end('{"accepted":1,"duplicate":0,"dropped":[]}')
}

function html(parts: PageParts, tagOrigin: string): string {
  const src = parts.src ?? `${tagOrigin}/${parts.file ?? 'p.js'}`
  return `<!doctype html><html><head><meta charset="utf-8"><title>A page</title>
<link rel="icon" href="data:,">${parts.head ?? ''}
<script defer src="${src}" data-site="shop" ${parts.tag ?? ''}></script>
</head><body>${parts.body ?? ''}</body></html>`
}

/** A person's browser window: a page, what it asked the collector for, and what went wrong. */
export interface Visitor {
  context: BrowserContext
  page: Page
  /** Addresses of the collector that pages of this visitor asked for, whether or not it heard. */
  asked: string[]
  /** Uncaught errors, policy violations and errors in the console, but for failed requests. */
  problems: string[]
}

export async function newVisitor(browser: Browser, context?: BrowserContext): Promise<Visitor> {
  const ownContext = context ?? (await browser.newContext())
  const asked: string[] = []
  const problems: string[] = []
  ownContext.on('request', (request) => {
    if (request.url().includes('/v1/events')) asked.push(request.url())
  })
  ownContext.on('weberror', (error) => problems.push(String(error.error())))
  ownContext.on('console', (message) => {
    const isFailedRequest = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isFailedRequest) problems.push(message.text())
  })
  return { context: ownContext, page: await ownContext.newPage(), asked, problems }
}
