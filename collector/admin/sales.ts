import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { emailHasher } from '../http/email.ts'
import { Signer } from '../http/secrets.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { deliveredTo } from '../records/delivery.ts'
import { SALES_A_STEP_MAX, salesFacts } from '../records/sales.ts'

const said = z.record(z.string(), z.unknown())

/** Lines of a CRM's file, in the words of `POST /v1/conversions` and `/v1/identities`. */
export const salesImport = z.object({
  command: z.literal('sales_import'),
  site: siteId,
  dry_run: z.boolean(),
  lines: z
    .array(
      z.object({
        conversion: said.nullable(),
        identities: z.array(said).max(10),
        clicks: z.string().max(2000, 'has more than 2000 characters'),
      }),
    )
    .min(1, 'names no line')
    .max(SALES_A_STEP_MAX, `has more than ${SALES_A_STEP_MAX} lines: send several commands`),
})

/** Stores lines, and what they concern is settled by `settle`. Nothing is stored while one is refused. */
export async function importSales(
  ledger: Ledger,
  clock: () => number,
  { site, dry_run: isDry, lines }: z.output<typeof salesImport>,
): Promise<Record<string, unknown>> {
  const state = await ledger.state()
  const { currency: siteCurrency, timeZone } = state.settings
  const provenance = { source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt: clock() } as const
  const { refused, ...batch } = await salesFacts(lines, {
    ...{ provenance, hashOf: emailHasher(state, new Signer()), siteCurrency, timeZone },
    home: deliveredTo(state).home,
  })
  const stored = { created: 0, updated: 0, unchanged: 0 }
  if (isDry || refused.length > 0) return { site, refused, ...stored }
  const { conversions, identities } = await ledger.append(batch)
  for (const outcome of [...conversions.map((one) => one.outcome), ...identities]) stored[outcome]++
  return { site, refused, ...stored }
}
