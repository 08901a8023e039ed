import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scope } from '../../collector/ledger/ledger.ts'
import type { Request, ServedCollector } from '../demo/served-collector.ts'
import { until } from '../host/until.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js')

/** `wrangler dev` on the project's own wrangler.toml, with a clock that can be set. */
export interface WorkerProcess {
  serve(site: string, domains: string[], clock: () => number): Promise<Served>
  stop(): Promise<void>
}

type Served = Omit<ServedCollector, 'ledgers'>

export async function startWorker(): Promise<WorkerProcess> {
  const token = randomBytes(32).toString('hex')
  const state = mkdtempSync(join(tmpdir(), 'pathworth-worker-'))
  const words = ['dev', 'test/browser/worker-entry.ts', '--ip', '127.0.0.1', '--port', '0']
  const given = ['--persist-to', state, '--var', `PATHWORTH_ADMIN_TOKEN:${token}`]
  const child = spawn(process.execPath, [WRANGLER, ...words, ...given], {
    cwd: ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const port = await until(() => {
    if (child.exitCode !== null) throw new Error(`wrangler dev ended: ${said}`)
    const found = /Ready on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]
    return found === undefined ? undefined : Number(found)
  })
  return {
    serve: (site, domains, clock) => serveOn({ port, token }, site, domains, clock),
    stop: async () => {
      await end(child)
      rmSync(state, { recursive: true, force: true })
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close')
  if (child.pid) process.kill(-child.pid, 'SIGTERM')
  await ended
}

interface Where {
  port: number
  token: string
}

/** A site of its own, behind a proxy that keeps what comes in and passes the time on. */
async function serveOn(
  where: Where,
  site: string,
  domains: string[],
  clock: () => number,
): Promise<Served> {
  const setClock = clockOf(where.port, clock)
  await setClock()
  const created = await fetch(`http://127.0.0.1:${where.port}/v1/admin`, {
    method: 'POST',
    headers: { authorization: `Bearer ${where.token}` },
    body: JSON.stringify({
      command: 'site_create',
      site,
      domain: domains,
      currency: 'EUR',
      timezone: 'Europe/Paris',
    }),
  })
  if (!created.ok) throw new Error(`the site was not created: ${await created.text()}`)
  const { keys } = (await created.json()) as { keys: Record<Scope, string> }
  const requests: Request[] = []
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    requests.push({
      method: request.method ?? '',
      path: new URL(request.url ?? '/', 'http://collector').pathname,
      body: body.toString(),
    })
    await setClock()
    forward(where.port, request, body, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as AddressInfo).port,
    keys,
    requests,
    close: async () => {
      // First no new ones: a browser opens some in advance.
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

/** Tells the Worker how far the test's clock is ahead, when that has changed. */
function clockOf(port: number, clock: () => number): () => Promise<void> {
  let told = Number.NaN
  return async () => {
    const ahead = Math.round((clock() - Date.now()) / 1000) * 1000
    if (ahead === told) return
    told = ahead
    await fetch(`http://127.0.0.1:${port}/test-clock`, { method: 'POST', body: String(ahead) })
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function forward(port: number, from: IncomingMessage, body: Buffer, to: ServerResponse): void {
  const { method, url, headers } = from
  const onward = ask({ port, host: '127.0.0.1', method, path: url, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(to)
  })
  onward.on('error', () => to.destroy())
  onward.end(body)
}
