/** What a file itself may not say, as `POST /v1/imports` asks it; '' is not said. */
export interface Choices {
  kind: string
  dates: string
  decimal: string
  currency: string
  from: string
  to: string
  map: string
  skip_refused: string
}

export type ChoiceName = keyof Choices

export const NO_CHOICES: Choices = {
  ...{ kind: '', dates: '', decimal: '', currency: '', from: '', to: '', map: '' },
  skip_refused: '',
}

/** As parameters: only those that were chosen. */
export const chosen = (choices: Choices): Partial<Choices> =>
  Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== ''))

const NAMED = /"(kind|dates|decimal|currency|from|to|map)"/g

/** Which choices would help: a refusal names the parameter that decides it, in quotes. */
export function askedFor(reasons: readonly string[]): Set<ChoiceName> {
  const named = reasons.flatMap((reason) => [...reason.matchAll(NAMED)].map(([, name]) => name))
  return new Set(named as ChoiceName[])
}

/** Kinds of files that are recognised by themselves; a choice where that fails. */
export const KINDS: Readonly<Record<string, string>> = {
  google_ads: 'Google Ads',
  meta_ads: 'Meta',
  microsoft_ads: 'Microsoft Advertising',
  tiktok_ads: 'TikTok',
  linkedin_ads: 'LinkedIn',
  ga4: 'Google Analytics 4 (cost data)',
  unified: 'A warehouse (unified layout)',
  mapped: 'Any other CSV, by a mapping',
  ecb_rates: 'Exchange rates of the ECB',
  orders: 'Orders',
  shopify_orders: 'Orders of Shopify',
  woocommerce_orders: 'Orders of WooCommerce',
  stripe_payments: 'Payments of Stripe',
  hubspot_deals: 'Deals of HubSpot',
  salesforce_deals: 'Opportunities of Salesforce',
  pipedrive_deals: 'Deals of Pipedrive',
  hubspot_contacts: 'Contacts of HubSpot',
}

/** Kinds of files that a mapping makes readable. */
const MAPPED: readonly string[] = ['mapped', 'orders']

/** Whether somebody has to say which column is which: by choice, or since no kind recognises the file. */
export const isMapped = ({ kind }: Choices, asked: ReadonlySet<ChoiceName>): boolean =>
  MAPPED.includes(kind) || asked.has('map')

/** The form says what is missing; that the collector misses it, too, is no news. */
export const isIncomplete = ({ kind, map }: Choices): boolean => kind === 'mapped' && map === ''

/** @param map '' while it is not complete */
export const withMap = (choices: Choices, map: string, isOfOrders: boolean): Choices =>
  map === choices.map ? choices : { ...choices, map, kind: isOfOrders ? 'orders' : 'mapped' }
