import { hostOf, pathOf, schemeOf } from './address.ts'
import { makeReferrerReader, type Referrer } from './referrer.ts'
import { campaignFields } from './tables/campaign-fields.ts'
import { readTags } from './tags.ts'

/** How to overwrite what may name somebody in an address. */
export interface Eraser {
  /** What takes the place of a click id's value: the same for the same, and telling nothing of it. */
  click(param: string, value: string): string
  /** Whether a part of a path names the person. */
  names(part: string): boolean
}

export const ERASED = 'erased'

/**
 * An address of the site's own without what may name who was there: it has its host, its path and its
 * campaign tags, so that it lands and is reported as it was, and the value of its click id is another.
 */
export function erasedUrl(url: string, eraser: Eraser): string {
  const path = pathOf(url)
    .split('/')
    .map((part) => (part.includes('@') || /%40/i.test(part) || eraser.names(part) ? ERASED : part))
    .join('/')
  return originOf(url) + path + tagsOf(url, eraser)
}

/** A referrer with as much of its path as says which service it was. */
export function erasedReferrer(referrer: string): string {
  const wanted = read(referrer)
  const origin = originOf(referrer)
  if (wanted === undefined) return origin === '' && referrer !== '' ? ERASED : origin
  const parts = pathOf(referrer).split('/')
  for (let length = 0; length < parts.length; length++) {
    const shortened = origin + parts.slice(0, length).join('/')
    if (isSame(read(shortened), wanted)) return shortened
  }
  return origin + parts.join('/')
}

/** Made anew each time: erasing is rare, and its memory would be module-wide. */
const read = (referrer: string): Referrer | undefined => makeReferrerReader()(referrer)

const isSame = (a: Referrer | undefined, b: Referrer): boolean =>
  a?.source === b.source && a.medium === b.medium && a.passage === b.passage && a.host === b.host

function originOf(address: string): string {
  const host = hostOf(address)
  return host === '' ? '' : `${schemeOf(address)}://${host}`
}

function tagsOf(url: string, eraser: Eraser): string {
  const tags = url.includes('?') || url.includes('#') ? readTags(url) : undefined
  if (tags === undefined) return ''
  const { click, clickValue } = tags
  const pairs = campaignFields
    .filter(({ field }) => tags[field] !== '')
    .map(({ field, params }) => [params[0], tags[field]] as const)
  if (click) pairs.push([click.param as never, eraser.click(click.param, clickValue)])
  return `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&')}`
}
