import { done, doorOf, ImportError, shownImport } from '../ledger/importing.ts'
import type { ImportStep } from '../ledger/imports.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError } from './errors.ts'
import { ledgerOf, type ReadableSites } from './owned-ledgers.ts'

type StepCommand = Parsed<'import_begin' | 'import_rows' | 'import_apply' | 'import_rollback'>

/** @throws AdminError for a step that can't be done as things are */
export async function importStep(
  ledger: Ledger,
  clock: () => number,
  wanted: StepCommand,
): Promise<AdminAnswer> {
  try {
    const outcome = done(await doorOf(ledger).step(stepOf(wanted, clock())))
    return { site: wanted.site, id: wanted.id, outcome }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    const wayOut = error.why === 'unknown' ? ': "import list" shows those of a site' : ''
    throw new AdminError(`${error.message}${wayOut}`)
  }
}

function stepOf(wanted: StepCommand, receivedAt: number): ImportStep {
  const provenance = { source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt } as const
  const { id } = wanted
  switch (wanted.command) {
    case 'import_begin': {
      const { command: _, site: __, file: fileName, ...fact } = wanted
      return { step: 'begin', import: { ...provenance, ...fact, fileName } }
    }
    case 'import_rows':
      return { step: 'rows', id, rows: wanted.rows, provenance }
    case 'import_apply':
      return { step: 'apply', id, ...refusedOf(wanted), provenance }
    case 'import_rollback':
      return { step: 'roll_back', id, provenance }
  }
}

const refusedOf = ({ refused }: { refused?: number | undefined }) =>
  refused === undefined ? {} : { refused }

/** What an import of these rows would do. */
export async function checkImport(
  sites: ReadableSites,
  { site, rows }: Parsed<'import_check'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(sites, site)
  const { replaces, unchanged, overlaps } = await ledger.report({ kind: 'import_check', rows })
  return { site, replaces, unchanged, overlaps }
}

export async function listImports(
  sites: ReadableSites,
  { site, id, before, limit }: Parsed<'import_list'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(sites, site)
  const { imports, next } = await ledger.report({ kind: 'imports', id, before, limit })
  return { site, imports: imports.map(shownImport), next }
}
