import type { z } from 'zod'
import * as answers from '../../../shared/wire/answers/site.ts'
import { wireKey } from '../../../shared/wire/keys.ts'
import { wireShare } from '../../../shared/wire/shares.ts'
import { siteChange } from '../../../shared/wire/site.ts'
import { listQuery as keysQuery, revokeQuery } from '../key-routes.ts'
import { listQuery as sharesQuery } from '../shares.ts'
import { querySchema as siteQuery } from '../site-settings.ts'
import * as examples from './examples.ts'
import { type Operation, ok, type Success } from './operation.ts'

const tag = 'Settings'

const made = (name: string, schema: z.ZodType): Success => ({
  ...{ status: 201, description: 'Made; the secret is shown this once' },
  json: { name, schema },
})

/** What an admin of a site sets, on the command line or in the dashboard. */
export const settingsOperations: readonly Operation[] = [
  {
    ...{ id: 'getSite', method: 'get', path: '/v1/site', tag },
    summary: 'What is set for the site, and the line that its pages need',
    access: 'report',
    query: siteQuery,
    success: [ok('Site', answers.siteAnswer)],
  },
  {
    ...{ id: 'patchSite', method: 'patch', path: '/v1/site', tag },
    summary: 'Change settings of the site',
    description:
      'What is left out stays. Figures are derived under them, and shown once they are complete.',
    access: 'admin',
    body: { name: 'SiteChange', schema: siteChange, example: examples.SITE_CHANGE },
    success: [ok('SiteChanged', answers.siteChanged, 'All settings, as they are now')],
    problems: ['conflict'],
  },
  {
    ...{ id: 'getKeys', method: 'get', path: '/v1/keys', tag },
    summary: 'List the keys of the site, also those that were revoked',
    access: 'admin',
    query: keysQuery,
    success: [ok('Keys', answers.keysAnswer)],
  },
  {
    ...{ id: 'postKey', method: 'post', path: '/v1/keys', tag },
    summary: 'Make a key',
    access: 'admin',
    body: { name: 'KeyToMake', schema: wireKey, example: examples.KEY },
    success: [made('KeyMade', answers.keyMade)],
  },
  {
    ...{ id: 'deleteKey', method: 'delete', path: '/v1/keys/{id}', tag },
    summary: 'Revoke a key, and with it its sessions',
    access: 'admin',
    query: revokeQuery,
    inPath: { id: { description: 'Of the key: `id` of GET /v1/keys' } },
    success: [ok('KeyRevoked', answers.keyRevoked)],
    problems: ['unknown-key', 'conflict'],
  },
  {
    ...{ id: 'getShares', method: 'get', path: '/v1/shares', tag },
    summary: 'List shared links, also those that are good no more',
    access: 'admin',
    query: sharesQuery,
    success: [ok('Shares', answers.sharesAnswer)],
  },
  {
    ...{ id: 'postShare', method: 'post', path: '/v1/shares', tag },
    summary: 'Make a link that shows reports, and neither persons nor single facts',
    access: 'admin',
    body: { name: 'ShareToMake', schema: wireShare, example: examples.SHARE },
    success: [made('ShareMade', answers.shareMade)],
  },
  {
    ...{ id: 'deleteShare', method: 'delete', path: '/v1/shares/{id}', tag },
    summary: 'Revoke a shared link',
    access: 'admin',
    inPath: { id: { description: 'Of the link: `id` of GET /v1/shares' } },
    success: [ok('ShareRevoked', answers.shareRevoked)],
    problems: ['not-found'],
  },
]
