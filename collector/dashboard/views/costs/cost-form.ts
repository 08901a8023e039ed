/** What is written into the form of a cost, as it is; '' is left out. */
export interface WrittenCost {
  category: string
  from: string
  to: string
  amount: string
  currency: string
  channel: string
  source: string
  medium: string
  campaign: string
}

/** Where a cost counts: without any of these it is overhead. */
export const SCOPES = ['channel', 'source', 'medium', 'campaign'] as const

/**
 * As `POST /v1/costs` takes it. A decimal comma is a point; nothing else of the amount is touched, so that
 * what can't be an amount is refused and not guessed.
 * @param id sent again with it, so that a second click changes nothing
 */
export function costOf(written: WrittenCost, id: string): Record<string, string> {
  const { to, from, amount, ...more } = written
  const fields = { ...more, from, to: to || from, amount: amount.trim().replace(',', '.') }
  const given = Object.entries(fields).filter(([, value]) => value.trim() !== '')
  return { external_id: id, ...Object.fromEntries(given) }
}

/** A cost of the same id takes its place: of nothing, it is as if it had never been. */
export const taken = (cost: Record<string, string>): Record<string, string> => ({
  ...cost,
  amount: '0',
})

/** @param bytes random ones */
export const costId = (bytes: Uint8Array): string =>
  `by-hand-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
