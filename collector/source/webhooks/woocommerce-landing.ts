import { parseInstant } from '../../../shared/dates.ts'
import type { Landing } from './action.ts'
import { addressOf } from './order-fields.ts'
import type { Part } from './part.ts'

/** Of the shop's own order attribution, which keeps one visit: the last that was not direct. */
const PREFIX = '_wc_order_attribution_'

const TAGS = ['source', 'medium', 'campaign', 'term', 'content', 'id'].map((name) => `utm_${name}`)

/** Where WooCommerce says that an order has come from; undefined when it says nothing of it. */
export function landingOf(body: Part, home: string): Landing | undefined {
  const said = attributionOf(body)
  const url = addressOf(said.get('session_entry'), home) ?? home
  const referrer = addressOf(said.get('referrer'), home) ?? ''
  const kind = said.get('source_type')
  if (kind === 'organic' || kind === 'referral') return { url, referrer, ts: startOf(said) }
  if (kind !== 'utm') return undefined
  return { url: withTags(url, said), referrer, ts: startOf(said) }
}

/** The last of each name: they are written again when "place order" is pressed again. */
function attributionOf(body: Part): Map<string, string> {
  const said = new Map<string, string>()
  for (const meta of body.parts('meta_data')) {
    const key = textOf(meta, 'key') ?? ''
    const value = textOf(meta, 'value')
    if (key.startsWith(PREFIX) && value !== undefined && value !== '(none)')
      said.set(key.slice(PREFIX.length), value)
  }
  return said
}

/** Plugins keep whole objects in meta: they are not what is looked for. */
export function textOf(meta: Part, name: string): string | undefined {
  try {
    return meta.text(name)
  } catch {
    return undefined
  }
}

/** The campaign may be of a visit before the session, whose entry page does not show it. */
function withTags(entry: string, said: ReadonlyMap<string, string>): string {
  const url = new URL(entry)
  if (TAGS.some((tag) => url.searchParams.has(tag))) return entry
  for (const tag of TAGS) {
    const value = said.get(tag)
    if (value !== undefined) url.searchParams.set(tag, value)
  }
  return url.href
}

/** "2026-09-20 02:25:13", in UTC. */
const startOf = (said: ReadonlyMap<string, string>): number | undefined =>
  parseInstant(`${said.get('session_start_time')?.replace(' ', 'T')}Z`)
