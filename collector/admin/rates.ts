import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { parseRate, RATE_BASE, RATE_DECIMALS } from '../../shared/rates.ts'
import { day } from '../../shared/wire/instants.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { currency } from './site-input.ts'

/** Of one command: it is done within a second or two wherever that is. */
export const RATES_A_COMMAND_MAX = 2000

/** Units per euro, as a decimal string. */
const rate = z.string().transform((text, context) => {
  const units = parseRate(text)
  if (units === undefined)
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(text)} is no rate: give units per euro above 0, such as "1.0850", with at most ${RATE_DECIMALS} decimals`,
    })
  return units ?? 0
})

const quoted = currency.refine(
  (code) => code !== RATE_BASE,
  `is what rates are per: a rate of ${RATE_BASE} is 1 on all days`,
)

export const ratesImport = z.object({
  command: z.literal('rates_import'),
  site: siteId,
  rates: z
    .array(z.object({ day, currency: quoted, rate }))
    .min(1, 'names no rate')
    .max(RATES_A_COMMAND_MAX, `has more than ${RATES_A_COMMAND_MAX} rates: send several commands`),
})

/** Stores rates; what they concern is settled by `settle`, as far as not at once. */
export async function importRates(
  ledger: Ledger,
  clock: () => number,
  { site, rates }: z.output<typeof ratesImport>,
): Promise<Record<string, unknown>> {
  const provenance = { source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt: clock() } as const
  const facts = rates.map(({ rate: units, ...on }) => ({ ...provenance, ...on, units }))
  const { rates: stored } = await ledger.append({ rates: facts })
  return { site, ...stored }
}
