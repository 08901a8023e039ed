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
}

/** The example of the guide: which column is which. */
export const MAP_EXAMPLE =
  '{"platform":"my_dsp","day":"Date","campaign":"Line item","cost":"Net spend","currency":"Cur"}'
