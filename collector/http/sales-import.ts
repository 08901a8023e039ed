import type { BatchAnswer } from '../ledger/facts.ts'
import { deliveredTo } from '../records/delivery.ts'
import { pagesOf, type SalesTerms, salesFacts } from '../records/sales.ts'
import type { ReadSales } from '../source/files/sales/sales-file.ts'
import type { RefusedLine } from '../source/files/spend.ts'
import { append } from './append.ts'
import type { Caller } from './auth.ts'
import { factTerms } from './fact-terms.ts'
import { fromBackend } from './provenance.ts'
import type { Services } from './services.ts'

/** Lines that the site can take, and those that it can not. */
export interface CheckedSales {
  lines: ReadSales['lines']
  refused: RefusedLine[]
}

/** How lines become facts of the site that a caller has named. */
export const salesTerms = (caller: Caller, services: Services): SalesTerms => ({
  ...factTerms(services, caller.site, fromBackend(caller, services.clock())),
  timeZone: caller.site.state.settings.timeZone,
  home: deliveredTo(caller.site.state).home,
})

/** What the reader took, as the site would take it. */
export async function checkSales(read: ReadSales, terms: SalesTerms): Promise<CheckedSales> {
  const { refused } = await salesFacts(read.lines, terms)
  const reasons = new Map(refused.map(({ at, reason }) => [at, reason]))
  const told = refused.map(({ at, reason }) => ({ line: read.lines[at]?.line ?? 0, reason }))
  return {
    lines: read.lines.filter((_, at) => !reasons.has(at)),
    refused: [...read.refused, ...told].toSorted((a, b) => a.line - b.line),
  }
}

/** How many facts were new, changed or known; `matched` of those whose credit is settled. */
export interface StoredSales {
  created: number
  updated: number
  unchanged: number
  matched: number
}

/** Page by page: who stops in between sends the file again, and what is there is passed over. */
export async function storeSales(
  lines: ReadSales['lines'],
  caller: Caller,
  services: Services,
  terms: SalesTerms,
): Promise<StoredSales> {
  const stored: StoredSales = { created: 0, updated: 0, unchanged: 0, matched: 0 }
  for (const page of pagesOf(lines)) {
    const { refused: _, ...batch } = await salesFacts(page, terms)
    count(stored, await append(services, caller.site, batch))
  }
  return stored
}

function count(stored: StoredSales, { conversions, identities }: BatchAnswer): void {
  for (const outcome of [...conversions.map((one) => one.outcome), ...identities]) stored[outcome]++
  stored.matched += conversions.filter(({ matched }) => matched === true).length
}
