import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { wireShare } from '../../shared/wire/shares.ts'
import { json } from './answer.ts'
import { askedAddress, requestOf } from './asked-address.ts'
import { askAdmin } from './asked-admin.ts'
import { authenticate } from './auth.ts'
import { readObject } from './body.ts'
import { readQuery } from './query.ts'
import type { AdminAccess, Handler } from './services.ts'

const BODY_BYTES_MAX = 10_000

export const listQuery = z.object({ site: siteId.optional() })

/**
 * `POST /v1/shares`: a link that shows the reports of the site; it is told once. Its secret stands after the `#`,
 * which browsers send to nobody: no log of a server has it.
 */
export const postShare =
  (admin: AdminAccess): Handler =>
  async (c, services) => {
    const { site, key } = await authenticate(c, services, 'admin')
    const { expires_at: until, ...share } = await readObject(c, wireShare, BODY_BYTES_MAX)
    const ends = until === undefined ? {} : { expires_at: new Date(until).toISOString() }
    const command = { ...share, ...ends, command: 'share_create', site: site.name }
    const { secret, site: _, ...told } = await askAdmin(admin, services, command, key.holder)
    const base = services.config.publicUrl ?? askedAddress(requestOf(c), services.config).origin
    return json(201, { ...told, url: `${base}/#share=${secret}` })
  }

/** `GET /v1/shares`: the links of the site, those that are good no more, too; not their secrets. */
export const getShares =
  (admin: AdminAccess): Handler =>
  async (c, services) => {
    const { site } = await authenticate(c, services, 'admin')
    readQuery(c, listQuery)
    const command = { command: 'share_list', site: site.name }
    const { shares } = await askAdmin(admin, services, command)
    return json(200, { meta: { site: site.name }, shares })
  }

/** `DELETE /v1/shares/{id}`: whoever looks by it is signed out with the next request. */
export const deleteShare =
  (admin: AdminAccess): Handler =>
  async (c, services) => {
    const { site, key } = await authenticate(c, services, 'admin')
    const command = { command: 'share_revoke', site: site.name, id: c.req.param('id') ?? '' }
    const { site: _, ...told } = await askAdmin(admin, services, command, key.holder)
    return json(200, told)
  }
