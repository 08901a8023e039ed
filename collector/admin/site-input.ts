import { z } from 'zod'
import { EXPONENTS } from '../../shared/currencies.ts'
import { siteId } from '../../shared/ids.ts'
import { MILLIONTHS } from '../../shared/money.ts'
import { isPublicSuffix } from '../http/public-suffix.ts'

/** ISO 4217 in any case, as upper case. */
export const currency = z
  .string()
  .transform((code) => code.trim().toUpperCase())
  .refine(
    (code) => EXPONENTS.has(code),
    'is no ISO 4217 currency code: give one such as EUR or USD',
  )

/** An IANA name in any case, as IANA writes it. */
export const timeZone = z.string().transform((text, context) => {
  const name = ianaName(text.trim())
  if (name === undefined) context.addIssue({ code: 'custom', message: timeZoneHint(text.trim()) })
  return name ?? ''
})

/** A host name without scheme, port or path, in lower case and ASCII (IDNA). */
export const domain = z.string().transform((text, context) => {
  const name = text.trim().replace(/\.$/, '')
  // Without the look at the text, a port or a path would be cut off silently.
  const ascii = /[/:?#@\\\s]/.test(name) ? '' : asciiHost(name)
  if (!isHostName(ascii))
    context.addIssue({
      code: 'custom',
      message: 'is no domain: give a host name such as shop.example, without https:// and path',
    })
  // Every page below it would pass for one of the site.
  else if (isPublicSuffix(ascii))
    context.addIssue({
      code: 'custom',
      message: `is a suffix that all may register under: give your own name there, such as shop.${ascii}`,
    })
  return ascii
})

export const domains = z
  .array(domain)
  .min(1, 'names no domain: give at least one, such as shop.example')
  .max(100, 'has more than 100 domains')
  .transform((all) => [...new Set(all)])

export const lookbackDays = z
  .int('is no whole number of days')
  .min(1, 'is at least 1 day')
  .max(730, 'is at most 730 days')

/** A share of an order's value as a decimal, "0.6"; as millionths. */
export const costOfGoodsRate = z.string().transform((text, context) => {
  const match = /^(?:0(?:\.(\d{1,6}))?|1(?:\.0{1,6})?)$/.exec(text)
  if (!match)
    context.addIssue({
      code: 'custom',
      message: 'is no share: give one from 0 to 1, such as 0.6, with at most 6 decimals',
    })
  return text.startsWith('1') ? MILLIONTHS : Number((match?.[1] ?? '').padEnd(6, '0'))
})

/** Less would take from people what they still look up. */
const KEPT_DAYS_MIN = 30
const KEPT_DAYS_MAX = 3650

const NOT_KEPT_DAYS = `is ${KEPT_DAYS_MIN} to ${KEPT_DAYS_MAX} days, or "forever"`

/** How long hits are kept as they came; null, or `forever`, without an end. */
export const hitsKeptDays = z.union(
  [
    z.literal('forever').transform(() => null),
    z.null(),
    z.int(NOT_KEPT_DAYS).min(KEPT_DAYS_MIN, NOT_KEPT_DAYS).max(KEPT_DAYS_MAX, NOT_KEPT_DAYS),
  ],
  NOT_KEPT_DAYS,
)

/** What a person says of a site that is to be created. */
export const siteInput = z.object({ site: siteId, domains, currency, timeZone })
export type SiteInput = z.output<typeof siteInput>

function ianaName(text: string): string | undefined {
  // Intl also takes offsets such as +01:00, which know no summer time.
  if (!/^[A-Za-z]/.test(text)) return undefined
  try {
    const { timeZone: resolved } = new Intl.DateTimeFormat('en', {
      timeZone: text,
    }).resolvedOptions()
    // Intl resolves Asia/Kolkata to Asia/Calcutta: keep the newer name that was given.
    return resolved.toLowerCase() === text.toLowerCase() ? resolved : text
  } catch {
    return undefined
  }
}

function timeZoneHint(text: string): string {
  const city = `/${text.replaceAll(' ', '_').toLowerCase()}`
  const near = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase().endsWith(city))
  return near && city.length > 1
    ? `is no IANA time zone: did you mean ${near}?`
    : 'is no IANA time zone: give one such as Europe/Paris, America/New_York or UTC'
}

/** The host as an address has it (IDNA); '' for what can be none. */
function asciiHost(name: string): string {
  const address = `https://${name}/`
  return URL.canParse(address) ? new URL(address).hostname : ''
}

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

const isHostName = (text: string): boolean =>
  text.length > 0 && text.length <= 253 && text.split('.').every((part) => label.test(part))
