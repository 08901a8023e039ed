import { z } from 'zod'
import { adminToken } from '../../admin/token.ts'
import type { EventsQueue } from '../../ledger/durable/queue.ts'
import type { RegistryOperations } from '../../ledger/durable/registry-object.ts'
import type { Objects, SiteOperations } from '../../ledger/durable/site-object.ts'
import { hostsOf } from '../../outgoing/address.ts'

/** What wrangler.toml binds: as much of each as is used. */
export interface Bindings {
  SITES: Objects<SiteOperations>
  REGISTRY: Objects<RegistryOperations>
  /** Where events wait with INGEST=queue. */
  EVENTS?: EventsQueue
  /** Without it each Worker counts for itself, which lets through a multiple. */
  RATE_LIMITER?: PlatformLimiter
  INGEST?: string
  PATHWORTH_ADMIN_TOKEN?: string
  /** Read by the objects, too. */
  PATHWORTH_WEBHOOK_HOSTS?: string
}

export interface PlatformLimiter {
  limit(options: { key: string }): Promise<{ success: boolean }>
}

const variables = z.object({
  INGEST: z.enum(['direct', 'queue'], 'must be direct or queue').prefault('direct'),
  PATHWORTH_ADMIN_TOKEN: adminToken.optional(),
  PATHWORTH_WEBHOOK_HOSTS: z.string().prefault('').transform(hostsOf),
})

/** Told by name alone, never by value. */
const SECRETS: ReadonlySet<string> = new Set(['PATHWORTH_ADMIN_TOKEN'])

export type Variables = z.output<typeof variables>

/** @throws Error that names each wrong variable, with the way out */
export function readVariables(bindings: Bindings): Variables {
  const parsed = variables.safeParse(bindings)
  if (!parsed.success) throw new Error(parsed.error.issues.map(explained(bindings)).join('\n'))
  if (parsed.data.INGEST === 'queue' && !bindings.EVENTS)
    throw new Error('INGEST=queue needs the queue EVENTS: take its lines of wrangler.toml in')
  return parsed.data
}

const explained =
  (bindings: Bindings) =>
  ({ path, message }: z.core.$ZodIssue): string => {
    const name = String(path[0]) as keyof Bindings
    if (SECRETS.has(name)) return `${name}: ${message} (set by "wrangler secret put ${name}")`
    return `${name}=${JSON.stringify(bindings[name])}: ${message} (see [vars] in wrangler.toml)`
  }
