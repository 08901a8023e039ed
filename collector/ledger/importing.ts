import { daysBetween, formatDay } from '../../shared/dates.ts'
import { formatAmount } from '../../shared/money.ts'
import { FileError } from '../source/files/file.ts'
import { overlapsWithin } from '../source/files/overlaps.ts'
import { isOfSales } from '../source/files/sales/sales-file.ts'
import type { ReadSpend, RefusedLine, SpendRow } from '../source/files/spend.ts'
import { firstDay, lastDay, sumsBy } from '../source/files/summary.ts'
import {
  IMPORT_DAYS_MAX,
  type ImportedSpend,
  type ImportFact,
  type ImportShown,
  type ImportStep,
  type ImportStepAnswer,
  ROWS_A_STEP_MAX,
} from './imports.ts'
import type { Ledger } from './ledger.ts'
import type { Provenance } from './provenance.ts'
import type { ImportCheckAnswer } from './reports-imports.ts'

/** What an import asks of a ledger, wherever that is. */
export interface ImportDoor {
  check(
    rows: ImportedSpend[],
  ): Promise<Pick<ImportCheckAnswer, 'replaces' | 'unchanged' | 'overlaps'>>
  step(step: ImportStep): Promise<ImportStepAnswer>
}

export const doorOf = (ledger: Pick<Ledger, 'append' | 'report'>): ImportDoor => ({
  check: (rows) => ledger.report({ kind: 'import_check', rows }),
  step: async (step) => {
    const { imports } = await ledger.append({ imports: [step] })
    return imports?.[0] ?? { outcome: 'unchanged' }
  },
})

/** An import that can't go in as things are; the message names the way out. Nothing of it counts. */
export class ImportError extends Error {
  override name = 'ImportError'
  readonly why: 'unknown' | 'conflict'

  constructor(why: 'unknown' | 'conflict', message: string) {
    super(message)
    this.why = why
  }
}

/** What an import would do: shown by a dry run, and carried out by `takeIn`. */
export interface ImportPlan {
  kind: ReadSpend['kind']
  /** What would go in, campaign by campaign. */
  rows: SpendRow[]
  /** By line: what can't be read, and what would count twice. */
  refused: RefusedLine[]
  notes: string[]
  /** Rows that would take the place of others. */
  replaces: number
  /** Rows that are there as they are. */
  unchanged: number
}

/**
 * Looks at what was read beside what the ledger has.
 * @throws FileError for more days than are taken in one piece
 */
export async function planImport(read: ReadSpend, door: ImportDoor): Promise<ImportPlan> {
  const refused = [...read.refused, ...tooLong(read.rows), ...overlapsWithin(read.rows)]
  const rows = without(read.rows, refused).sort(byCampaign)
  requireFewDays(rows)
  const plan = { kind: read.kind, rows, refused, notes: read.notes, replaces: 0, unchanged: 0 }
  for (const page of pagesOf(rows)) {
    const { replaces, unchanged, overlaps } = await door.check(page.map(spendOf))
    plan.replaces += replaces
    plan.unchanged += unchanged
    refused.push(...overlaps.map(({ row, reason }) => ({ line: page[row]?.line ?? 0, reason })))
  }
  refused.sort((a, b) => a.line - b.line)
  return { ...plan, rows: without(rows, refused) }
}

/** Campaigns together: what a ledger has of them is then looked up once. */
function byCampaign(a: SpendRow, b: SpendRow): number {
  const [one, other] = [a, b].map(({ platform, campaignId, campaign, account }) =>
    [platform, campaignId, campaign, account].join('\u001f'),
  ) as [string, string]
  return one === other ? a.from - b.from : one < other ? -1 : 1
}

function without(rows: readonly SpendRow[], refused: readonly RefusedLine[]): SpendRow[] {
  const lines = new Set(refused.map(({ line }) => line))
  return rows.filter(({ line }) => !lines.has(line))
}

const RANGE_DAYS_MAX = 3660

const tooLong = (rows: readonly SpendRow[]): RefusedLine[] =>
  rows
    .filter(({ from, to }) => daysBetween(from, to) >= RANGE_DAYS_MAX)
    .map(({ line }) => ({
      line,
      reason: `is of more than ${RANGE_DAYS_MAX} days: give the period of the file, or export shorter ones`,
    }))

function requireFewDays(rows: readonly SpendRow[]): void {
  const days = rows.reduce((sum, { from, to }) => sum + daysBetween(from, to) + 1, 0)
  if (days > IMPORT_DAYS_MAX)
    throw new FileError(
      null,
      `the file has costs of ${days} days, each campaign by itself, and an import may have ${IMPORT_DAYS_MAX}: export a part of the period at a time`,
    )
}

/** The file as it is told of. */
export type ImportedFile = Pick<ImportFact, 'id' | 'fileName' | 'sha256'>

/**
 * Carries a plan out, from its beginning to where it counts.
 * @throws ImportError when something has come between; nothing of it counts then
 */
export async function takeIn(
  { kind, rows, refused }: Pick<ImportPlan, 'kind' | 'rows' | 'refused'>,
  file: ImportedFile,
  provenance: Provenance,
  door: ImportDoor,
): Promise<void> {
  const { id } = file
  const days = { from: firstDay(rows), to: lastDay(rows) }
  const sums = sumsBy(rows, ({ currency }) => currency).values()
  const spend = [...sums].map(({ currency, amount }) => ({ currency, amount }))
  const fact = { ...provenance, ...file, kind, rows: rows.length, ...days, spend }
  done(await door.step({ step: 'begin', import: fact }))
  for (const page of pagesOf(rows))
    done(await door.step({ step: 'rows', id, rows: page.map(spendOf), provenance }))
  done(await door.step({ step: 'apply', id, refused: refused.length, provenance }))
}

/** @throws ImportError */
export function done(answer: ImportStepAnswer): 'done' | 'unchanged' {
  if (answer.outcome === 'refused') throw new ImportError(answer.why, answer.reason)
  return answer.outcome
}

const spendOf = ({ line: _, ...row }: SpendRow): ImportedSpend => row

function* pagesOf(rows: readonly SpendRow[]): Generator<SpendRow[]> {
  for (let at = 0; at < rows.length; at += ROWS_A_STEP_MAX)
    yield rows.slice(at, at + ROWS_A_STEP_MAX)
}

/** What its rows have cost, or of orders and deals what they were worth. */
function sumsOf({ kind, spend }: ImportShown) {
  const sums = spend.map(({ currency, amount }) => ({
    currency,
    amount: formatAmount(amount, currency),
  }))
  return isOfSales(kind) ? { spend: [], value: sums } : { spend: sums }
}

/** An import as the wire has it. */
export const shownImport = (of: ImportShown) => ({
  id: of.id,
  kind: of.kind,
  file: of.fileName,
  sha256: of.sha256,
  state: of.state,
  rows: of.rows,
  from: formatDay(of.from),
  to: formatDay(of.to),
  ...sumsOf(of),
  imported_by: of.owner,
  imported_at: new Date(of.receivedAt).toISOString(),
  state_by: of.stateBy,
  state_since: of.stateSince === null ? null : new Date(of.stateSince).toISOString(),
})
