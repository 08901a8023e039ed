import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { siteChange } from '../../shared/wire/site.ts'
import { json } from './answer.ts'
import { askedAddress, requestOf } from './asked-address.ts'
import { askAdmin, renamed } from './asked-admin.ts'
import { authenticate } from './auth.ts'
import { readObject } from './body.ts'
import { readQuery } from './query.ts'
import type { AdminAccess, Handler } from './services.ts'

const BODY_BYTES_MAX = 100_000

export const querySchema = z.object({ site: siteId.optional() })

/** `GET /v1/site`: what is set, and the line that its pages need. */
export const getSite =
  (admin: AdminAccess): Handler =>
  async (c, services) => {
    const { site } = await authenticate(c, services, 'report')
    readQuery(c, querySchema)
    const answer = await askAdmin(admin, services, { command: 'site_show', site: site.name })
    const base = services.config.publicUrl ?? askedAddress(requestOf(c), services.config).origin
    return json(200, { ...shown(answer), tag: tagOf(base, site.name) })
  }

/** `PATCH /v1/site`: figures under the new settings come once they are complete. */
export const patchSite =
  (admin: AdminAccess): Handler =>
  async (c, services) => {
    const { site, key } = await authenticate(c, services, 'admin')
    const { domains, ...change } = await readObject(c, siteChange, BODY_BYTES_MAX)
    const command = {
      ...{ ...change, command: 'site_set', site: site.name },
      ...(domains && { domain: domains }),
    }
    const names = { domain: 'domains' }
    return json(200, shown(await renamed(askAdmin(admin, services, command, key.holder), names)))
  }

/** Not the secret that customer ids are signed with: who needs it has the command line. */
const shown = ({ identify_secret: _, ...site }: Record<string, unknown>) => site

const tagOf = (base: string, site: string): string =>
  `<script defer src="${base}/p.js" data-site="${site}"></script>`
