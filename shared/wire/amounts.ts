import { z } from 'zod'
import { AmountError, exponentOf, type Minor, parseAmount } from '../money.ts'

/** ISO 4217 code, upper case. */
export const currency = z
  .string()
  .refine((code) => exponentOf(code) !== undefined, 'not an ISO 4217 currency code such as "EUR"')
  .describe('ISO 4217, upper case, such as "EUR"')

/** Money on the wire: a decimal string such as "89.90". Checked against its currency by `minor`. */
export const amount = z
  .string({
    error: (issue) =>
      typeof issue.input === 'number'
        ? 'send money as a decimal string such as "89.90": JSON numbers lose cents'
        : undefined,
  })
  .describe('Decimal string such as "89.90"')

/**
 * The amounts of a record, in minor units of its currency. A wrong one becomes an issue at its own
 * field and `undefined` here.
 */
export function minorAmounts<Field extends string>(
  record: { currency?: string | undefined } & Partial<Record<Field, string | undefined>>,
  fields: readonly Field[],
  context: z.RefinementCtx,
): Partial<Record<Field, Minor>> {
  const minors: Partial<Record<Field, Minor>> = {}
  for (const field of fields) {
    const text = record[field]
    if (text === undefined || record.currency === undefined) continue
    try {
      minors[field] = parseAmount(text, record.currency)
    } catch (error) {
      if (!(error instanceof AmountError)) throw error
      context.addIssue({ code: 'custom', path: [field], message: error.message })
    }
  }
  return minors
}
