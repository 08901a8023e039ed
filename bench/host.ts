import type { Server } from './collector.ts'
import { DOMAIN, SITE, TRAFFIC_AGE_MS } from './traffic.ts'

/** Opens `POST /v1/admin` of the collectors that the bench starts. */
export const TOKEN = 'only-for-the-bench-'.padEnd(40, '0')

const DAY_MS = 86_400_000

/** A collector on either host, with the bench's site on it, as an operator deals with it. */
export class Host {
  readonly server: Server
  readonly keys: { write: string; read: string }

  constructor(server: Server, keys: Host['keys']) {
    this.server = server
    this.keys = keys
  }

  /** Makes the site by the command that operators use. */
  static async withSite(server: Server): Promise<Host> {
    const site = { site: SITE, domain: [DOMAIN], currency: 'EUR', timezone: 'Europe/Paris' }
    const created = await admin(server, { command: 'site_create', ...site })
    return new Host(server, created['keys'] as Host['keys'])
  }

  /** How many facts are stored of each kind, once all credit is known. */
  async settledFacts(): Promise<Record<string, number>> {
    for (;;) {
      const { pending, building } = await admin(this.server, { command: 'settle', site: SITE })
      if (pending === 0 && !building) break
    }
    const { facts } = await admin(this.server, { command: 'site_status', site: SITE })
    return facts as Record<string, number>
  }

  /** The rows of a report of the bench's days, as text. */
  async roiRows(): Promise<string> {
    const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)
    const [from, to] = [iso(Date.now() - TRAFFIC_AGE_MS - DAY_MS), iso(Date.now() + DAY_MS)]
    const path = `/v1/roi?from=${from}&to=${to}&by=channel,source,medium,campaign`
    const headers = { authorization: `Bearer ${this.keys.read}` }
    const response = await fetch(`http://127.0.0.1:${this.server.port}${path}`, { headers })
    const { rows } = (await response.json()) as { rows?: unknown[] }
    if (!rows?.length) throw new Error(`${path} answered ${response.status} without rows`)
    return JSON.stringify(rows)
  }
}

/** Has an operator's command done. @throws Error with what was answered instead */
export async function admin(
  server: Server,
  command: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${server.port}/v1/admin`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(command),
  })
  if (response.ok) return (await response.json()) as Record<string, unknown>
  throw new Error(`${command['command']} answered ${response.status}: ${await response.text()}`)
}
