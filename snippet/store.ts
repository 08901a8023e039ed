import { attempt } from './attempt.ts'

/**
 * localStorage, as the object it is: keys are properties, and writing may throw (a full disk).
 * An object that ends with the page stands in where the browser forbids it.
 */
export const store: Record<string, string> = attempt(() => localStorage) || {}
