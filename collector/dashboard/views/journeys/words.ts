import type { FlowNode } from './flow.ts'

/** A node as it is written on the page. */
export function titleOf({ kind, name }: Pick<FlowNode, 'kind' | 'name'>): string {
  if (kind === 'name') return name || '(none)'
  return { other: 'Other', later: 'Later touches', converted: 'Conversion', lost: 'No conversion' }[
    kind
  ]
}

/** The same where its step is not in sight. */
export const placedTitleOf = (node: Omit<FlowNode, 'amount'>): string =>
  node.kind === 'converted' || node.kind === 'lost'
    ? titleOf(node)
    : `${titleOf(node)} at step ${node.step}`

/** Why an order has no touch, as `reason` names it. */
const REASONS: Readonly<Record<string, string>> = {
  no_id: 'No browser is known for this order: nothing in it names a visitor.',
  no_touch: 'Its browser is known, and had no touch within the lookback.',
  consent: 'Consent was denied with this order, so it was joined with no browser.',
  too_many_touches:
    'Its journey has more than 1,000 touches, which is a kiosk’s or a robot’s: nobody is credited.',
  no_subscription: 'The first purchase of this subscription is not known.',
}

export const reasonOf = (reason: string): string => REASONS[reason] ?? spaced(reason)

const STAGES: Readonly<Record<string, string>> = {
  acquisition: 'first purchase',
  retention: 'returning customer',
  unknown: 'customer not known',
}

export const stageOf = (stage: string): string => STAGES[stage] ?? spaced(stage)

/** What a conversion waits for that counts in no sum. */
const STATES: Readonly<Record<string, string>> = {
  pending_rate: 'Waits for an exchange rate, and is in no sum until then.',
  unconfirmed: 'Told by the page alone: it is in no sum until the shop’s backend confirms it.',
  historical: 'Of the order history: it is credited to nobody.',
  cancelled: 'Cancelled: it is no conversion.',
}

/** '' where it counts as any other. */
export const stateOf = (state: string): string =>
  state === 'counted' ? '' : (STATES[state] ?? `State: ${spaced(state)}.`)

const ANCHORS: Readonly<Record<string, string>> = {
  first: 'First touch',
  lead: 'Brought the lead',
  opportunity: 'Opened the opportunity or cart',
  last: 'Last touch',
}

export const anchorOf = (anchor: string): string => ANCHORS[anchor] ?? spaced(anchor)

export const spaced = (name: string): string => name.replaceAll('_', ' ')

/** 'DE' as Germany; '' where it is not known. */
export function countryOf(code: string, locale?: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  const languages = locale === undefined ? [] : [locale]
  return new Intl.DisplayNames(languages, { type: 'region' }).of(code) ?? code
}
