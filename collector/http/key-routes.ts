import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { wireKey } from '../../shared/wire/keys.ts'
import { json } from './answer.ts'
import { askAdmin, renamed } from './asked-admin.ts'
import { authenticate } from './auth.ts'
import { readObject } from './body.ts'
import { Problem } from './problem.ts'
import { readQuery } from './query.ts'
import type { AdminAccess, Handler } from './services.ts'

const BODY_BYTES_MAX = 10_000

export const listQuery = z.object({ site: siteId.optional() })

export const revokeQuery = z.object({
  site: siteId.optional(),
  force: z.enum(['true', 'false']).default('false').describe('Revoke the key that asks, too'),
})

/** A key as the commands show it. */
interface Shown {
  id: string
  scope: string
  holder: string
  created_at: string
  revoked_at: string | null
}

/** `GET /v1/keys`: the keys of the site, those that were revoked, too; not the keys themselves. */
export const getKeys =
  (admin: AdminAccess): Handler =>
  async (c, services) => {
    const { site, key } = await authenticate(c, services, 'admin')
    readQuery(c, listQuery)
    const answer = await askAdmin(admin, services, { command: 'key_list', site: site.name })
    const keys = (answer['keys'] as Shown[]).filter(({ scope }) => scope !== 'share')
    const shown = keys.map(({ holder: name, ...rest }) => ({
      ...{ id: rest.id, scope: rest.scope, name },
      ...{ created_at: rest.created_at, revoked_at: rest.revoked_at },
      asks: rest.id === key.id,
    }))
    return json(200, { meta: { site: site.name }, keys: shown })
  }

/** `POST /v1/keys`: another key, which is told once. */
export const postKey =
  (admin: AdminAccess): Handler =>
  async (c, services) => {
    const { site, key: asking } = await authenticate(c, services, 'admin')
    const { scope, name: holder } = await readObject(c, wireKey, BODY_BYTES_MAX)
    const command = { command: 'key_create', site: site.name, scope, holder }
    const asked = renamed(askAdmin(admin, services, command, asking.holder), { holder: 'name' })
    const { id, key } = await asked
    return json(201, { id, scope, name: holder.trim(), key })
  }

/** `DELETE /v1/keys/{id}`: it opens nothing any more, and neither do its sessions. */
export const deleteKey =
  (admin: AdminAccess): Handler =>
  async (c, services) => {
    const { site, key } = await authenticate(c, services, 'admin')
    const { force } = readQuery(c, revokeQuery)
    const id = c.req.param('id') ?? ''
    if (id === key.id && force === 'false') throw ownKey()
    const command = { command: 'key_revoke', site: site.name, id }
    const { scope, holder } = await askAdmin(admin, services, command, key.holder)
    return json(200, { id, scope, name: holder, revoked: true })
  }

const ownKey = (): Problem =>
  new Problem(
    'conflict',
    'this is the key that asks: use another admin key, or send ?force=true, and be signed out',
  )
