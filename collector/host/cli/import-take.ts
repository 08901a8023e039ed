import { randomUUID } from 'node:crypto'
import { formatDay } from '../../../shared/dates.ts'
import type { AdminAnswer, AdminCommand } from '../../admin/commands.ts'
import { type ImportDoor, type ImportPlan, planImport, takeIn } from '../../ledger/importing.ts'
import type { ImportedSpend, ImportStep, ImportStepAnswer } from '../../ledger/imports.ts'
import type { ImportCheckAnswer } from '../../ledger/reports-imports.ts'
import type { RefusedLine } from '../../source/files/spend.ts'
import { type FileSummary, ratesSummary, summaryOf } from '../../source/files/summary.ts'
import { settleAll } from '../settle-all.ts'
import type { CliContext } from './command.ts'
import type { FileRead } from './import-file.ts'
import { importRates } from './rates-command.ts'

/** What a dry run tells of a file. */
export interface Told extends FileSummary {
  refused: RefusedLine[]
  /** null of rates: each is replaced by that of its day. */
  replaces: number | null
}

/** A file of spend or of rates. */
export type CostFile = FileRead & {
  read: Exclude<FileRead['read'], { family: 'sales' | 'orders' }>
}

/** A file that was read and looked at beside what the site has. */
export interface Looked {
  file: CostFile
  told: Told
  notes: string[]
  /** undefined of rates. */
  plan?: ImportPlan
}

/** What became of a file that was to go in. */
export interface Taken {
  outcome: 'created' | 'unchanged'
  /** As the site lists it; null for rates, and for what changes nothing. */
  import: AdminAnswer | null
}

/** @throws FileError */
export async function lookAt(file: CostFile, site: string, context: CliContext): Promise<Looked> {
  const { read } = file
  if (read.family === 'rates') {
    const { rates, refused, notes } = read
    return { file, notes, told: { ...ratesSummary(rates), refused, replaces: null } }
  }
  const plan = await planImport(read, doorTo(site, context))
  const { refused, replaces, notes } = plan
  return { file, notes, plan, told: { ...summaryOf(plan.kind, plan.rows), refused, replaces } }
}

/** Takes in what is not refused. */
export async function take(
  { file, plan }: Looked,
  site: string,
  context: CliContext,
): Promise<Taken> {
  if (file.read.family === 'rates') {
    const { created, updated } = await importRates(site, file.read.rates, context)
    await settleAll(site, context)
    return { outcome: created + updated > 0 ? 'created' : 'unchanged', import: null }
  }
  if (!plan || plan.rows.length === plan.unchanged) return { outcome: 'unchanged', import: null }
  const { fileName, sha256 } = file
  const id = randomUUID()
  // The collector says who has sent it, and when.
  const provenance = { source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt: 0 } as const
  await takeIn(plan, { id, fileName, sha256 }, provenance, doorTo(site, context))
  await settleAll(site, context)
  const { imports } = await context.admin({ command: 'import_list', site, id })
  return { outcome: 'created', import: (imports as AdminAnswer[])[0] ?? null }
}

/** The ledger of a site behind the commands of its collector. */
function doorTo(site: string, { admin }: CliContext): ImportDoor {
  return {
    check: async (rows) => {
      const answer = await admin({ command: 'import_check', site, rows: rows.map(written) })
      return answer as unknown as ImportCheckAnswer
    },
    step: async (step) => {
      const { outcome } = await admin(commandOf(step, site))
      return { outcome } as ImportStepAnswer
    },
  }
}

function commandOf(step: ImportStep, site: string): AdminCommand {
  switch (step.step) {
    case 'begin': {
      const { id, kind, fileName: file, sha256, rows, from, to, spend } = step.import
      if (kind === 'ecb_rates') throw new Error('rates are no import')
      const days = { from: formatDay(from), to: formatDay(to) }
      return { command: 'import_begin', site, id, kind, file, sha256, rows, ...days, spend }
    }
    case 'rows':
      return { command: 'import_rows', site, id: step.id, rows: step.rows.map(written) }
    case 'orders':
    case 'records':
      throw new Error(`${step.step} go by commands of their own`)
    case 'apply':
      return { command: 'import_apply', site, id: step.id, refused: step.refused }
    case 'roll_back':
      return { command: 'import_rollback', site, id: step.id }
  }
}

const written = ({
  campaignId: campaign_id,
  claimedConversions: claimed_conversions,
  claimedValue: claimed_value,
  from,
  to,
  ...same
}: ImportedSpend) => ({
  ...{ ...same, campaign_id, claimed_conversions, claimed_value },
  ...{ from: formatDay(from), to: formatDay(to) },
})
