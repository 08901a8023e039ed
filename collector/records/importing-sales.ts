import { parseDay } from '../../shared/dates.ts'
import { parseAmount } from '../../shared/money.ts'
import type { ImportedFile } from '../ledger/importing.ts'
import type { SpendSum } from '../ledger/imports.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { localDay } from '../roi/dates.ts'
import type { ReadSales, SalesLine } from '../source/files/sales/sales-file.ts'
import { salesSummary } from '../source/files/sales/summary.ts'
import type { RefusedLine } from '../source/files/spend.ts'
import { type ImportSteps, importSteps } from './import-steps.ts'
import { pagesOf, type RefusedAt, type SaleSaid, type SalesTerms, salesFacts } from './sales.ts'

/** What an import would do with deals and contacts, or how they stand once it has. */
export interface SalesChecked {
  refused: RefusedAt[]
  created: number
  updated: number
  unchanged: number
  /** Deals with a journey, of those whose credit is settled */
  matched: number
}

/** What an import of deals and contacts asks of a site, wherever that is. */
export type SalesDoor = ImportSteps<SaleSaid> & {
  check(lines: readonly SaleSaid[]): Promise<SalesChecked>
}

/** What an import would do: shown by a dry run, and carried out by `takeSales`. */
export interface SalesPlan extends Omit<SalesChecked, 'refused' | 'matched'> {
  kind: ReadSales['kind']
  lines: SalesLine[]
  refused: RefusedLine[]
  notes: string[]
}

/** Looks at what was read beside what the site has. */
export async function planSales(read: ReadSales, door: SalesDoor): Promise<SalesPlan> {
  const refused = [...read.refused]
  const lines: SalesLine[] = []
  const plan = { kind: read.kind, notes: read.notes, created: 0, updated: 0, unchanged: 0 }
  for (const page of pagesOf(read.lines)) {
    const answer = await door.check(page.map(saidOf))
    for (const name of ['created', 'updated', 'unchanged'] as const) plan[name] += answer[name]
    const reasons = new Map(answer.refused.map(({ at, reason }) => [at, reason]))
    for (const [at, line] of page.entries()) {
      const reason = reasons.get(at)
      if (reason === undefined) lines.push(line)
      else refused.push({ line: line.line, reason })
    }
  }
  return { ...plan, lines, refused: refused.toSorted((a, b) => a.line - b.line) }
}

/** Whether it would change nothing. */
export const isKnown = ({ created, updated }: SalesPlan): boolean => created + updated === 0

/**
 * Carries a plan out, from its beginning to where it counts.
 * @param today YYYYMMDD: of what names no day
 * @returns how many of its deals have a journey, of those whose credit is settled
 * @throws ImportError when something has come between; nothing of it counts then
 */
export async function takeSales(
  { kind, lines, refused }: Pick<SalesPlan, 'kind' | 'lines' | 'refused'>,
  file: ImportedFile,
  door: SalesDoor,
  today: number,
): Promise<number> {
  const told = salesSummary({ kind, lines })
  const [from, to] = [told.from, told.to].map((day) => parseDay(day ?? '') ?? today)
  const days = { from: from ?? today, to: to ?? today }
  await door.begin({ ...file, kind, rows: lines.length, ...days, spend: worthOf(told) })
  for (const page of pagesOf(lines)) await door.add(file.id, page.map(saidOf))
  await door.apply(file.id, refused.length)
  let matched = 0
  for (const page of pagesOf(lines)) matched += (await door.check(page.map(saidOf))).matched
  return matched
}

/** What its deals are worth, won or not. */
function worthOf({ deals }: ReturnType<typeof salesSummary>): SpendSum[] {
  const sums = new Map<string, number>()
  for (const { currency, amount } of deals.flatMap(({ amounts }) => amounts))
    sums.set(currency, (sums.get(currency) ?? 0) + parseAmount(amount, currency))
  return [...sums].map(([currency, amount]) => ({ currency, amount }))
}

/** The ledger of a site that is here. */
export function salesDoor(ledger: Pick<Ledger, 'append' | 'report'>, terms: SalesTerms): SalesDoor {
  return {
    check: async (lines) => {
      const { records, refused } = await salesFacts(lines, terms)
      const answer = await ledger.report({ kind: 'records_check', records })
      const { created, updated, unchanged, matched } = answer
      return { refused, created, updated, unchanged, matched }
    },
    ...importSteps(ledger, terms, async (id, lines, importedBy) => {
      const { records, refused } = await salesFacts(lines, importedBy)
      return { refused, step: { step: 'records', id, records } }
    }),
  }
}

/** The day that it is at the site. */
export const todayOf = ({ timeZone, provenance }: SalesTerms): number =>
  localDay(provenance.receivedAt, timeZone)

const saidOf = ({ conversion, identities, clicks }: SalesLine): SaleSaid => ({
  ...{ conversion, identities, clicks },
})
