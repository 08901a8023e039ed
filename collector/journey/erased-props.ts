import { CART_EVENTS } from './steps.ts'

/** What of an event's props its visit's cart follows from: amounts and how many, and nothing else. */
export function erasedProps(name: string, props: string): string {
  if (props === '' || !CART_EVENTS.includes(name)) return ''
  const said: unknown = JSON.parse(props)
  if (typeof said !== 'object' || said === null) return ''
  const { value, currency, items } = said as Record<string, unknown>
  return JSON.stringify({
    ...(value !== undefined && { value: isAmount(value) ? value : null }),
    ...(currency !== undefined && { currency: isCurrency(currency) ? currency : '' }),
    ...(Array.isArray(items) && { items: items.map(pricesOf) }),
  })
}

/** As `stepsOf` reads them. */
function pricesOf(item: unknown): Record<string, unknown> {
  const { price, quantity } = Object(item) as { price?: unknown; quantity?: unknown }
  return {
    ...(isAmount(price) && { price }),
    ...(quantity !== undefined && quantity !== null && { quantity: countOf(quantity) }),
  }
}

const isAmount = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value))

const isCurrency = (value: unknown): boolean =>
  typeof value === 'string' && /^[A-Z]{3}$/.test(value)

/** What is no count stays none. */
function countOf(quantity: unknown): number {
  const count = Number(quantity)
  return Number.isSafeInteger(count) ? count : -1
}

/** Of what an order's items say: what they are called, and what they cost. */
const KEPT_OF_ITEM = ['item_id', 'item_name', 'price', 'quantity'] as const

/** The items of an order without what a customer may have had put into them: names, messages, sizes. */
export function erasedItems(items: string | null): string | null {
  if (items === null) return null
  const list = parsed(items)
  if (!Array.isArray(list)) return null
  return JSON.stringify(
    list.map((item) => {
      const said = Object(item) as Record<string, unknown>
      return Object.fromEntries(
        KEPT_OF_ITEM.filter((name) => ['string', 'number'].includes(typeof said[name])).map(
          (name) => [name, said[name]],
        ),
      )
    }),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
