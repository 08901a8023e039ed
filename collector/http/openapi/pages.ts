import { z } from 'zod'
import { siteId } from '../../../shared/ids.ts'
import { eventsPerRequest } from '../../../shared/limits.ts'
import { eventsAccepted } from '../../../shared/wire/answers/writes.ts'
import { eventsBody, wireEvent } from '../../../shared/wire/events.ts'
import { wireLink, wirePixel } from '../../../shared/wire/links.ts'
import { EVENTS } from './examples.ts'
import type { Operation } from './operation.ts'

const tag = 'From pages'

/** The body as it is meant; each event is looked at by itself, so that a bad one is dropped alone. */
const events = eventsBody.extend({ events: z.array(wireEvent).min(1).max(eventsPerRequest) })

const script = (id: string, path: string, summary: string): Operation => ({
  ...{ id, method: 'get', path, tag, summary, access: 'anybody' },
  success: [
    {
      ...{ status: 200, description: 'The script', texts: ['text/javascript'] },
      headers: { etag: 'Of this build' },
    },
  ],
})

export const pagesOperations: readonly Operation[] = [
  script('getTag', '/p.js', 'The tag'),
  script('getSmallTag', '/p.core.js', 'The small build of the tag'),
  script('getShopTag', '/p.shop.js', 'The tag that also gives the visitor id to the shop'),
  script('getTagModule', '/p.mjs', 'The tag as an ES module'),
  {
    ...{ id: 'postEvents', method: 'post', path: '/v1/events', tag },
    summary: 'Send page views and events of a visitor',
    description:
      'The tag sends them, and anybody may: the site is the only credential, and appends hits alone. With a write key a backend sends events of its visitors, and the rules for public pages (robots, age, domains) are not asked. Answered after they are stored.',
    access: 'anybody_or_write',
    query: z.object({
      debug: z.enum(['1']).optional().describe('Say of each event what became of it'),
    }),
    body: { name: 'Events', schema: events, example: EVENTS, types: ['text/plain'] },
    success: [
      {
        ...{ status: 202, description: 'Stored; those that were dropped are named, with a reason' },
        json: { name: 'EventsAccepted', schema: eventsAccepted },
      },
    ],
    problems: ['unknown-site', 'too-many-requests'],
  },
  {
    ...{ id: 'preflightEvents', method: 'options', path: '/v1/events', tag },
    summary: 'Ask as a browser does whether a page may send JSON',
    access: 'anybody',
    success: [{ status: 204, description: 'Any page may' }],
  },
  {
    ...{ id: 'getClick', method: 'get', path: '/v1/click', tag },
    summary: 'Follow a signed link to a page of the site',
    description:
      'POST /v1/links makes them. Nothing is stored: the tag of the page tells the visit.',
    access: 'anybody',
    query: z.object({
      site: siteId,
      ...wireLink.shape,
      sig: z.string().describe('Signature of all that the link says'),
    }),
    success: [
      {
        ...{ status: 302, description: 'To the page, with the campaign' },
        headers: { location: 'The page' },
      },
    ],
    problems: [
      'link-refused',
      'link-expired',
      'unknown-site',
      'invalid-field',
      'too-many-requests',
    ],
  },
  {
    ...{ id: 'getPixel', method: 'get', path: '/v1/pixel.gif', tag },
    summary: 'Show a point, and count that a mail was opened',
    description:
      '`pathworth link pixel` makes them. The point is answered whatever happens: what is not signed is counted, and not stored. An open names nobody, is no touch and earns nothing.',
    access: 'anybody',
    query: z.object({
      site: siteId,
      ...wirePixel.shape,
      sig: z.string().describe('Signature of all that the pixel says'),
    }),
    success: [{ status: 200, description: 'A transparent point', texts: ['image/gif'] }],
  },
]
