import { count, moneyChange } from '../format/numbers.ts'

/** What there is more now than when a period was closed. */
export interface Restated {
  conversions?: string
  value?: string
  cost?: string | null
}

/** `value −€30.00, cost +€5.00`; '' where nothing has moved. */
export function restatedText(
  { conversions, value, cost }: Restated,
  currency: string,
  locale?: string,
): string {
  const moved = (amount: string | null | undefined): amount is string =>
    amount !== undefined && amount !== null && Number(amount) !== 0
  const texts = [
    moved(conversions) && `conversions ${signed(conversions, locale)}`,
    moved(value) && `value ${moneyChange(value, currency, locale)}`,
    moved(cost) && `cost ${moneyChange(cost, currency, locale)}`,
    cost === null && 'cost is not known',
  ]
  return texts.filter((text) => typeof text === 'string').join(', ')
}

const signed = (amount: string, locale?: string): string =>
  `${Number(amount) > 0 ? '+' : ''}${count(amount, locale)}`

interface Closed {
  from: string
  to: string
  kept: boolean
  restated?: Restated | null | undefined
}

/** What to know of a closed period that a report of figures of now reaches into. */
export function closedText({ from, to, restated }: Closed, currency: string): string {
  const closed = `${from} to ${to} is closed`
  if (restated === null) return `${closed}: how far its figures have moved can't be told.`
  const moved = restated ? restatedText(restated, currency) : ''
  return moved === '' ? `${closed}: nothing has moved since.` : `${closed}. Since then: ${moved}.`
}
