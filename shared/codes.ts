import { cleanText } from './clean-text.ts'

/** A code as it is compared: shops take them in any case, and people paste spaces along. */
export const codeKey = (text: string): string => cleanText(text).toUpperCase()

/** The codes of an order's coupon, as they are compared, each once: several stand behind commas. */
export function codesOf(coupon: string | null): string[] {
  if (coupon === null) return []
  return [...new Set(coupon.split(',').map(codeKey))].filter((code) => code !== '')
}
