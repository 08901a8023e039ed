import { auditQuery } from '../../shared/wire/audit.ts'
import { json } from './answer.ts'
import { authenticate } from './auth.ts'
import { readQuery } from './query.ts'
import type { Handler } from './services.ts'

/** `GET /v1/audit`: what has changed in what was credited, as a chain of hashes. */
export const getAudit: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'admin')
  const { after, limit } = readQuery(c, auditQuery)
  const { entries, next, head } = await site.ledger.report({ kind: 'audit', after, limit })
  return json(200, {
    meta: { site: site.name, head },
    entries: entries.map(({ at, ...entry }) => ({ ...entry, at: new Date(at).toISOString() })),
    next,
  })
}
