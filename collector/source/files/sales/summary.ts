import { exponentOf, formatAmount, parseAmount } from '../../../../shared/money.ts'
import type { FileSummary } from '../summary.ts'
import type { ReadSales, SalesLine } from './sales-file.ts'

/** Deals of one stage. */
interface StageSum {
  stage: string
  status: string
  deals: number
  amounts: { currency: string; amount: string }[]
}

/** What a file of deals or contacts holds; amounts are decimal strings. */
export interface SalesSummary extends FileSummary {
  deals: StageSum[]
  /** How many lines name somebody by it; `none`: by nothing at all. */
  identified_by: Record<'email' | 'customer_id' | 'visitor' | 'click_id' | 'none', number>
}

export function salesSummary({ kind, lines }: Pick<ReadSales, 'kind' | 'lines'>): SalesSummary {
  const days = lines.flatMap(({ conversion }) => conversion?.['ts'] ?? []).map(dayOf)
  const [from = null, to = from] = [days.toSorted()[0], days.toSorted().at(-1)]
  return {
    ...{ kind, rows: lines.length, from, to, spend: [], campaigns: [] },
    deals: stagesOf(lines),
    identified_by: identifiersOf(lines),
  }
}

const dayOf = (ts: unknown): string => String(ts).slice(0, 10)

function stagesOf(lines: readonly SalesLine[]): StageSum[] {
  const stages = new Map<string, SalesLine[]>()
  for (const line of lines.filter(({ conversion }) => conversion !== null)) {
    const key = JSON.stringify([line.stage, line.conversion?.['status']])
    stages.set(key, [...(stages.get(key) ?? []), line])
  }
  return [...stages.values()].map((of) => ({
    stage: of[0]?.stage ?? '',
    status: String(of[0]?.conversion?.['status']),
    deals: of.length,
    amounts: amountsOf(of),
  }))
}

function amountsOf(lines: readonly SalesLine[]): StageSum['amounts'] {
  const sums = new Map<string, number>()
  for (const { conversion } of lines) {
    const currency = String(conversion?.['currency'])
    if (exponentOf(currency) === undefined) continue
    const minor = parseAmount(String(conversion?.['value']), currency)
    sums.set(currency, (sums.get(currency) ?? 0) + minor)
  }
  return [...sums].map(([currency, minor]) => ({ currency, amount: formatAmount(minor, currency) }))
}

function identifiersOf(lines: readonly SalesLine[]): SalesSummary['identified_by'] {
  const count = { email: 0, customer_id: 0, visitor: 0, click_id: 0, none: 0 }
  for (const { conversion, identities, clicks } of lines) {
    const said = [conversion ?? {}, ...identities]
    const names = (['email', 'customer_id', 'visitor'] as const).filter((name) =>
      said.some((one) => one[name] !== undefined),
    )
    for (const name of names) count[name]++
    if (clicks !== '') count.click_id++
    else if (names.length === 0) count.none++
  }
  return count
}
